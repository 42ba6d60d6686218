"""The server: VK's addresses, the back door at /sim, and the page for people at /."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from local.vk import api, files
from local.vk.back_door import acts, control, feed, page_feed, page_photos, views
from local.vk.http import VK, Refusal, json_answer
from local.vk.settings import Settings
from local.vk.world import Vk

PAGE = Path(__file__).parent / "page"

# The largest upload is a document of 200 MB.
MOST_BODY_BYTES = 210 * 2**20

# A client that still waits for events does not hold up the end.
SHUTDOWN_S = 0.2

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """One VK listening on a port."""

    def __init__(self, settings: Settings) -> None:
        self.vk = Vk(settings)
        self._runner = web.AppRunner(_app(self.vk), access_log=None, shutdown_timeout=SHUTDOWN_S)

    async def start(self) -> None:
        """Listens; port 0 takes a free one. `vk.base_url` is where it is reached from then on.

        Raises:
            OSError: the port is taken.
        """
        await self._runner.setup()
        settings = self.vk.settings
        await web.TCPSite(self._runner, settings.host, settings.port, backlog=1024).start()
        self.vk.base_url = f"http://{settings.host}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Ends everything."""
        await self._runner.cleanup()
        await self.vk.close()


def _app(vk: Vk) -> web.Application:
    app = web.Application(middlewares=[_refusals_as_json], client_max_size=MOST_BODY_BYTES)
    app[VK] = vk
    for part in (api, files, control, views, acts, feed, page_feed, page_photos):
        app.add_routes(part.routes)
    if PAGE.is_dir():
        app.router.add_get("/", _index)
        app.router.add_static("/", PAGE)
    return app


async def _index(_: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html")


@web.middleware
async def _refusals_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Refusal as refusal:
        return json_answer({"error": {"code": refusal.code, "message": refusal.message}}, refusal.status)

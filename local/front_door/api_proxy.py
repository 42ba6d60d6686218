"""The API beside the app on one origin, as a load balancer would put it there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Final

from aiohttp import ClientSession, web

# Belong to one connection and not to the message: RFC 9110, section 7.6.1. The body comes decoded and whole.
_OF_CONNECTION: Final = frozenset(
    {"connection", "content-encoding", "content-length", "host", "keep-alive", "transfer-encoding"}
)
# A sheet may have 10 MB, and its form a little around it.
LARGEST_BODY: Final = 12 * 1024 * 1024


def mount_api(app: web.Application, api_url: str) -> None:
    """Hands everything under `/api/` on to the API at `api_url`."""
    session = web.AppKey("session", ClientSession)

    async def connect(app: web.Application) -> AsyncIterator[None]:
        app[session] = ClientSession(auto_decompress=True)
        yield
        await app[session].close()

    async def hand_on(request: web.Request) -> web.Response:
        body = await request.read()
        url = f"{api_url}{request.raw_path}"
        async with request.app[session].request(
            request.method, url, data=body or None, headers=_kept(request.headers.items()), allow_redirects=False
        ) as answer:
            return web.Response(status=answer.status, body=await answer.read(), headers=_kept(answer.headers.items()))

    app.cleanup_ctx.append(connect)
    app.add_routes([web.route("*", "/api/{path:.*}", hand_on)])


def _kept(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in headers if name.lower() not in _OF_CONNECTION}

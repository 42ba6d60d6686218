"""The functions beside the app on one origin, as a load balancer would put them there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Final

from aiohttp import ClientSession, TCPConnector, web
from aiohttp.typedefs import Handler

# Belong to one connection and not to the message: RFC 9110, section 7.6.1. The body comes decoded and whole.
_OF_CONNECTION: Final = frozenset(
    {"connection", "content-encoding", "content-length", "host", "keep-alive", "transfer-encoding"}
)
# A sheet may have 10 MB, and its form a little around it.
LARGEST_BODY: Final = 12 * 1024 * 1024


def mount_functions(app: web.Application, urls: Mapping[str, str]) -> None:
    """Hands on what comes to each path (aiohttp's route) to the function at its address."""
    session = web.AppKey("session", ClientSession)

    async def connect(app: web.Application) -> AsyncIterator[None]:
        # A connection a request: on a kept one a function may hang up just when the next request comes.
        app[session] = ClientSession(auto_decompress=True, connector=TCPConnector(force_close=True))
        yield
        await app[session].close()

    def to(function_url: str) -> Handler:
        async def hand_on(request: web.Request) -> web.Response:
            body, headers = await request.read(), _kept(request.headers.items())
            url = f"{function_url}{request.raw_path}"
            async with request.app[session].request(
                request.method, url, data=body or None, headers=headers, allow_redirects=False
            ) as answer:
                kept = _kept(answer.headers.items())
                return web.Response(status=answer.status, body=await answer.read(), headers=kept)

        return hand_on

    app.cleanup_ctx.append(connect)
    app.add_routes([web.route("*", path, to(url)) for path, url in urls.items()])


def _kept(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in headers if name.lower() not in _OF_CONNECTION}

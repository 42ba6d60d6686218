"""`GET /sim/events`: what happens, live, as server-sent events."""

from __future__ import annotations

from aiohttp import web

from local.vk.http import VK

routes = web.RouteTableDef()


@routes.get("/sim/events")
async def events(request: web.Request) -> web.StreamResponse:
    """One JSON an event, until the listener goes away."""
    headers = {"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-cache"}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    # A comment, so that the listener knows it is heard from now on.
    await response.write(b": listening\n\n")
    try:
        async for line in request.app[VK].feed.listen():
            await response.write(b"data: " + line + b"\n\n")
    except ConnectionResetError:
        return response
    return response

"""The built Mini App under `/app/`, with the headers under which it is hosted.

The policy forbids everything that the app does not need: no inline script or style, nobody but VK may frame it, and no
referrer, which would carry the launch parameters away.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from aiohttp import web

VK_ORIGINS: Final = ("https://vk.com", "https://*.vk.com", "https://vk.ru", "https://*.vk.ru")
# Where VK keeps photos of people.
_PHOTOS: Final = ("https://*.userapi.com", "https://vk.com", "https://*.vk.com")
_NOT_BUILT: Final = "The Mini App is not built: `make app` builds it."
# Built files carry a hash of their content in their names.
_FOREVER: Final = "public, max-age=31536000, immutable"


def mount_app(app: web.Application, dist: Path, framed_by: Sequence[str] = (), photos: Sequence[str] = ()) -> None:
    """Serves `dist` under `/app/`; besides VK `framed_by` may frame it, and photos may come from `photos`."""
    headers = app_headers(framed_by, photos)

    async def serve(request: web.Request) -> web.Response:
        path = _file(dist, request.match_info["path"])
        caching = _FOREVER if path.parent.name == "assets" else "no-cache"
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        answer = web.Response(body=path.read_bytes(), content_type=kind, headers={**headers, "Cache-Control": caching})
        # As a content delivery network does.
        answer.enable_compression()
        return answer

    async def slash(_: web.Request) -> web.Response:
        raise web.HTTPPermanentRedirect("/app/")

    app.add_routes([web.get("/app", slash), web.get("/app/{path:.*}", serve)])


def app_headers(framed_by: Sequence[str] = (), photos: Sequence[str] = ()) -> dict[str, str]:
    """What every answer of the app's host carries."""
    policy = {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": " ".join(("'self'", "data:", *_PHOTOS, *photos)),
        "connect-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": " ".join((*VK_ORIGINS, *framed_by)),
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


def _file(dist: Path, path: str) -> Path:
    found = (dist / (path or "index.html")).resolve()
    if not found.is_relative_to(dist.resolve()) or not found.is_file():
        raise web.HTTPNotFound(text=_NOT_BUILT if not dist.exists() else None)
    return found

"""What every answer carries: nothing may frame, sniff or keep it, and browsers may call from the Mini App's origin
alone.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, request

_SECURITY = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Idempotency-Key",
    # Chromium keeps it for two hours at most.
    "Access-Control-Max-Age": "7200",
}
_READABLE = "Content-Disposition, Idempotency-Replayed, Retry-After"


def guard_answers(app: Flask, app_origin: str) -> None:
    """Lets the app answer browsers' questions before calls, and put these headers on every answer."""
    app.before_request(_answer_preflight)
    app.after_request(_with_headers(app_origin))


def _answer_preflight() -> Response | None:
    return Response(status=204) if request.method == "OPTIONS" else None


def _with_headers(app_origin: str) -> Callable[[Response], Response]:
    def add(response: Response) -> Response:
        response.headers.update(_SECURITY)
        response.vary.add("Origin")
        if request.headers.get("Origin") == app_origin:
            response.headers["Access-Control-Allow-Origin"] = app_origin
            response.headers["Access-Control-Expose-Headers"] = _READABLE
            if request.method == "OPTIONS":
                response.headers.update(_PREFLIGHT)
        return response

    return add

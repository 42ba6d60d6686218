"""Door of our Open311 GeoReport v2, for organisations' own systems. Anybody may ask what can be reported; whoever
registers or reads comes with an organisation's key (functions/open311/app.py).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from lib.cold_start import without_collecting

with without_collecting():
    import functions_framework
    from flask import Flask
    from werkzeug import Response

    from functions.open311.app import Outside, make_app
    from lib.config import read_config
    from lib.provisioning.connect import connect


@cache
def _app() -> Flask:
    return make_app(Outside(connect(read_config())))


@functions_framework.http
def open311(request: Any) -> Response:
    """Answers one request."""
    return Response.from_app(_app(), request.environ)

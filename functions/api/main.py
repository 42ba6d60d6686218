"""Door of the Mini App's API: everything under `/api/v1`. Who may what is decided route by route
(functions/api/routing.py).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from lib.cold_start import without_collecting

with without_collecting():
    import functions_framework
    from flask import Flask
    from werkzeug import Response

    from functions.api.app import make_app
    from functions.api.outside import Outside
    from lib.config import read_api_config
    from lib.provisioning.connect import connect


@cache
def _app() -> Flask:
    config = read_api_config()
    return make_app(Outside(config, connect(config.core)))


@functions_framework.http
def api(request: Any) -> Response:
    """Answers one request."""
    return Response.from_app(_app(), request.environ)

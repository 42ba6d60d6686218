"""The API as one Flask app, made of the declared routes. It does not start where a rule lacks a declaration of who
may.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from flask import Flask, Response, request

from functions.api.callers import open_call
from functions.api.headers import guard_answers
from functions.api.openapi import openapi_document
from functions.api.outside import Outside
from functions.api.problems import answer_problems
from functions.api.resources import RESOURCES
from functions.api.routing import Route, routes_of, view_of
from functions.api.rules import IdConverter
from lib import log
from lib.clock import Ids

# Rules that tell nothing and do nothing.
OPEN_TO_ALL = frozenset({"health", "openapi"})


class UndeclaredRule(Exception):
    """A rule of which nobody has said who may; the message names it."""


def make_app(outside: Outside) -> Flask:
    """The app on this outside.

    Raises:
        UndeclaredRule: a rule is neither declared nor open to all.
    """
    app = Flask("api", static_folder=None)
    app.url_map.converters["id"] = IdConverter
    app.url_map.strict_slashes = False
    answer_problems(app)
    app.before_request(lambda: _carry_trace(outside.provisioning.ids))
    guard_answers(app, outside.config.app_origin)
    routes = routes_of(RESOURCES)
    for route in routes:
        app.add_url_rule(
            route.path,
            route.name,
            view_of(route, lambda route, municipality_id: open_call(route, municipality_id, outside)),
            methods=[route.method],
            provide_automatic_options=False,
        )
    app.add_url_rule("/", "health", lambda: "ok")
    app.add_url_rule("/api/v1/openapi.json", "openapi", _openapi)
    refuse_undeclared_rules(app, routes)
    return app


def refuse_undeclared_rules(app: Flask, routes: list[Route]) -> None:
    """Raises UndeclaredRule where Flask would answer something of which nobody has said who may."""
    declared = {route.name for route in routes} | OPEN_TO_ALL
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in declared:
            raise UndeclaredRule(str(rule))


def _carry_trace(ids: Ids) -> None:
    # Google writes `TRACE/SPAN;o=1`; a trace of the client's own making is not believed.
    google = request.headers.get("X-Cloud-Trace-Context", "").partition("/")[0]
    log.carry_trace(google if google.isalnum() and len(google) == 32 else ids.document_id())


@cache
def _document() -> bytes:
    document: dict[str, Any] = openapi_document(routes_of(RESOURCES))
    return json.dumps(document, ensure_ascii=False).encode()


def _openapi() -> Response:
    return Response(_document(), content_type="application/json")

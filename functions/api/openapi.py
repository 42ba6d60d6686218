"""The API's contract as OpenAPI 3.1, made of the routes' declarations.

`python -m functions.api.openapi > openapi.json` writes it; the app serves the same at `/api/v1/openapi.json`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from flask import Flask

from functions.api.idempotency import KEY_PATTERN
from functions.api.models.problems import Problem
from functions.api.resources import RESOURCES
from functions.api.routing import SPEC, Audience, Route, routes_of, validated_view_of
from functions.api.rules import ID_PATTERN, IdConverter

_REFERENCE = re.compile(r'"#/components/schemas/(\w+)"')

_PROBLEM = {
    "description": "What went wrong, in words, and what to do (RFC 9457)",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def openapi_document(routes: Iterable[Route]) -> dict[str, Any]:
    """The document for these routes."""
    routes = list(routes)
    app = Flask("openapi", static_folder=None)
    app.url_map.converters["id"] = IdConverter
    for route in routes:
        app.add_url_rule(route.path, route.name, validated_view_of(route), methods=[route.method])
    with app.app_context():
        document: dict[str, Any] = SPEC._generate_spec()
    by_operation = {route.operation_id: route for route in routes}
    for methods in document["paths"].values():
        for operation in methods.values():
            _complete(operation, by_operation[operation["operationId"]])
    document["paths"] = dict(sorted(document["paths"].items()))
    document["components"] = {
        "schemas": _used_schemas(document["components"]["schemas"], document["paths"]),
        "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}},
    }
    document["security"] = [{"session": []}]
    return document


def _complete(operation: dict[str, Any], route: Route) -> None:
    """What spectree does not know of: problems, files, who may, the key against doing twice."""
    if not operation["description"]:
        del operation["description"]
    success = operation["responses"][str(route.status)]
    if route.files:
        success["content"] = {each: {"schema": {"type": "string", "format": "binary"}} for each in route.files}
    operation["responses"] = {str(route.status): success, "default": _PROBLEM}
    if route.may is Audience.EVERYBODY:
        operation["security"] = []
    operation["x-may"] = str(route.may)
    for parameter in operation["parameters"]:
        _complete_parameter(parameter)
    if route.creates:
        operation["parameters"].append(_IDEMPOTENCY_KEY)


def _complete_parameter(parameter: dict[str, Any]) -> None:
    if not parameter.get("description"):
        parameter.pop("description", None)
    schema = parameter["schema"] or {}
    if parameter["in"] == "path":
        parameter["schema"] = _VK_ID if schema.get("type") == "integer" else _ID


_ID = {"type": "string", "pattern": f"^{ID_PATTERN}$"}
_VK_ID = {"type": "integer", "minimum": 1, "maximum": 2**53 - 1}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A fresh random text for each new thing; the same text again gives the first answer again.",
    "schema": {"type": "string", "pattern": f"^{KEY_PATTERN}$"},
}


def _used_schemas(schemas: Mapping[str, Any], paths: Mapping[str, Any]) -> dict[str, Any]:
    """The schemas that are referred to, from the paths on; models of queries are spread into parameters and are not."""
    _, problems = msgspec.json.schema_components([Problem], ref_template="#/components/schemas/{name}")
    known = {**schemas, **problems}
    used: set[str] = set()
    found = _references(paths)
    while found:
        used |= found
        found = {name for schema in found for name in _references(known[schema])} - used
    return {name: known[name] for name in sorted(used)}


def _references(part: Any) -> set[str]:
    return set(_REFERENCE.findall(json.dumps(part)))


def main() -> None:
    """Writes the document to stdout."""
    json.dump(openapi_document(routes_of(RESOURCES)), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()

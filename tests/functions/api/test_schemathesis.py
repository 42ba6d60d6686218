"""Generated requests over the whole document: whatever is sent, the answer is what the document says and never a
broken server.
"""

from __future__ import annotations

import json
from typing import Any

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS
from schemathesis.core.parameters import ParameterLocation

from functions.api.openapi import openapi_document
from lib.people.roles import Role
from tests.functions.api.city import City
from tests.functions.api.examples import ROUTES


class Doorway:
    """The app that is under test: the document is needed when tests are collected, the app behind it when they run."""

    app: Flask | None = None

    def __call__(self, environ: Any, start_response: Any) -> Any:
        if self.app is not None:
            return self.app(environ, start_response)
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(openapi_document(ROUTES.values())).encode()]


DOORWAY = Doorway()
SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app=DOORWAY)
# Positive data can still be refused for what it says: an address that nobody understands, a person who does not exist.
LEFT_OUT = {"positive_data_acceptance"}
CHECKED = [check for check in CHECKS.get_all() if check.__name__ not in LEFT_OUT]


@SCHEMA.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent_the_answer_keeps_to_the_document(case: Any, shared_city: City) -> None:
    DOORWAY.app = shared_city.app
    shared_city.clock.move(minutes=1)
    town = shared_city.own
    known = {
        "municipality_id": town.id,
        "house_id": town.house_ids[0],
        "organization_id": town.organization_id,
        "vk_id": town.people[Role.EMPLOYEE],
    }
    if not case.meta.is_negative_at(ParameterLocation.PATH):
        case.path_parameters = {name: known.get(name, value) for name, value in (case.path_parameters or {}).items()}
    token = shared_city.token(town.people[Role.ADMINISTRATOR])
    # A header that is meant to be wrong stays wrong.
    is_signed_in = not case.meta.is_negative_at(ParameterLocation.HEADER)
    case.call_and_validate(headers={"Authorization": f"Bearer {token}"} if is_signed_in else None, checks=CHECKED)

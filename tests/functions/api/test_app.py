"""What is true of the API as a whole: what it declares, how it refuses, what its answers carry."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from functions.api.app import UndeclaredRule, refuse_undeclared_rules
from functions.api.limits import BURST
from functions.api.openapi import openapi_document
from functions.api.resources import RESOURCES
from functions.api.routing import Audience, Resource, routes_of
from lib.errors import ERRORS
from lib.people.permissions import Action
from lib.people.roles import Role
from tests.functions.api.city import ORIGIN, City, answer
from tests.functions.api.examples import ROUTES, new_key

DOCUMENT = openapi_document(routes_of(RESOURCES))
OPERATIONS = [
    (path, method, operation) for path, methods in DOCUMENT["paths"].items() for method, operation in methods.items()
]


def test_a_rule_of_which_nobody_says_who_may_stops_the_start() -> None:
    app = Flask("test", static_folder=None)
    app.add_url_rule("/secret", "secret", lambda: "everything")
    with pytest.raises(UndeclaredRule, match="/secret"):
        refuse_undeclared_rules(app, [])


def test_a_route_in_a_municipality_cannot_be_declared_without_an_action() -> None:
    with pytest.raises(TypeError):
        Resource("x").get("/municipalities/<id:municipality_id>/x", may=Audience.SIGNED_IN)
    with pytest.raises(TypeError):
        Resource("x").get("/x", may=Action.SEE_HOUSES)


def test_every_route_is_in_the_document_with_a_name_of_its_own() -> None:
    names = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert sorted(names) == sorted(route.operation_id for route in ROUTES.values())
    assert len(set(names)) == len(names)


def test_every_field_of_an_answer_is_always_there() -> None:
    for _, _, operation in OPERATIONS:
        for name in _schemas_of_answers(operation):
            schema = DOCUMENT["components"]["schemas"][name]
            assert set(schema.get("required", [])) == set(schema.get("properties", {})), name


def test_what_creates_takes_a_key_and_says_so() -> None:
    with_key = {
        operation["operationId"]
        for _, _, operation in OPERATIONS
        if any(each["name"] == "Idempotency-Key" and each["required"] for each in operation["parameters"])
    }
    assert with_key == {route.operation_id for route in ROUTES.values() if route.creates}


def test_the_document_is_served_as_it_is_written(city: City) -> None:
    served = city.app.test_client().get("/api/v1/openapi.json")
    assert json.loads(served.data) == json.loads(json.dumps(DOCUMENT))
    assert DOCUMENT["openapi"].startswith("3.1")


def test_a_health_check_needs_no_session(city: City) -> None:
    assert city.app.test_client().get("/").data == b"ok"


def test_a_problem_has_a_code_words_and_what_to_do(city: City) -> None:
    got = city.employee("POST", "/houses/check", body={"address": 5, "other": 1})
    assert (got.status_code, got.mimetype) == (422, "application/problem+json")
    problem = answer(got)
    assert problem["code"] == "request_invalid"
    assert (problem["title"], problem["detail"]) == (ERRORS["request_invalid"].title, ERRORS["request_invalid"].action)
    assert problem["status"] == 422
    assert problem["trace"]


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({}, "address", "Заполните"),
        ({"address": 5}, "address", "не подходит"),
        ({"address": "x" * 301}, "address", "не больше 300"),
        ({"address": "x", "apartment": 1}, "apartment", "нет"),
        ({"address": "x", "apartments": -1}, "apartments", "не меньше 0"),
        ({"address": "x", "apartments": "1"}, "apartments", "число"),
        ({"address": "x", "title": "т" * 101}, "title", "не больше 100"),
        ([], "", "не подходит"),
        ("text", "", "не подходит"),
    ],
)
def test_what_is_wrong_is_told_in_its_field(city: City, body: Any, field: str, words: str) -> None:
    got = city.employee("POST", "/houses", body=body, key=new_key())
    assert got.status_code == 422
    (error,) = answer(got)["errors"]
    assert error["field"] == field
    assert words in error["message"]


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 422),
        (b"", "application/json", 422),
        (b"\xff\xfe", "application/json", 422),
        (b"null", "application/json", 422),
        (b'{"address": "x"}', "text/plain", 415),
        (b"address=x", "application/x-www-form-urlencoded", 415),
        (b'{"address": "' + b"x" * 70_000 + b'"}', "application/json", 413),
        (b"[" * 10_000, "application/json", 422),
    ],
)
def test_a_body_that_is_none_is_refused(city: City, content: bytes, kind: str, status: int) -> None:
    headers = {"Authorization": f"Bearer {city.token(city.own.people[Role.EMPLOYEE])}"}
    path = f"/api/v1{city.at('/houses/check')}"
    got = city.app.test_client().post(path, data=content, content_type=kind, headers=headers)
    assert (got.status_code, got.mimetype) == (status, "application/problem+json")


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "state=open", "state=null", "nobody_joined=2"])
def test_a_query_that_makes_no_sense_is_refused(city: City, query: str) -> None:
    headers = {"Authorization": f"Bearer {city.token(city.own.people[Role.EMPLOYEE])}"}
    got = city.app.test_client().get(f"/api/v1{city.at('/houses')}?{query}", headers=headers)
    assert got.status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/municipalities/../houses", 404),
        ("GET", "/municipalities/__x__/houses", 404),
        ("GET", "/municipalities/%2e%2e/houses", 404),
        ("DELETE", "/me", 405),
        ("POST", "/me", 405),
    ],
)
def test_what_is_not_there_is_a_problem_too(city: City, method: str, path: str, status: int) -> None:
    got = city.call(method, path, by=city.own.people[Role.EMPLOYEE])
    assert (got.status_code, got.mimetype) == (status, "application/problem+json")


def test_a_bug_tells_nobody_what_broke(
    city: City, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("the phone of somebody: +79123456789")

    monkeypatch.setattr("functions.api.routes.houses.use_cases.list_houses", broken)
    got = city.employee("GET", "/houses")
    assert (got.status_code, answer(got)["code"]) == (500, "internal_error")
    told = capsys.readouterr().out
    assert "request_broke" in told
    assert "ZeroDivisionError" in told
    assert "test_app.py" in told
    assert "+79123456789" not in told + got.get_data(as_text=True)


def test_whoever_asks_too_often_waits_and_the_others_do_not(city: City) -> None:
    for _ in range(int(BURST)):
        assert city.employee("GET", "/audit/actions").status_code == 403
    got = city.employee("GET", "/houses")
    assert (got.status_code, answer(got)["code"], got.headers["Retry-After"]) == (429, "too_many_requests", "1")
    assert city.administrator("GET", "/houses").status_code == 200
    city.clock.move(seconds=1)
    assert city.employee("GET", "/houses").status_code == 200


def test_signing_in_is_limited_by_the_address_that_google_saw(city: City) -> None:
    def sign_in(forwarded: str) -> int:
        headers = {"X-Forwarded-For": forwarded}
        return city.app.test_client().post("/api/v1/session", json={"launch": "x"}, headers=headers).status_code

    statuses = [sign_in(f"10.0.0.{number}, 203.0.113.7") for number in range(40)]
    assert statuses.count(401) == 30
    assert statuses.count(429) == 10
    assert sign_in("203.0.113.8") == 401


def test_every_answer_carries_what_keeps_it_where_it_belongs(city: City) -> None:
    for got in (
        city.employee("GET", "/houses"),
        city.call("GET", "/nothing", by=None),
        city.call("GET", "/me", by=None),
    ):
        assert got.headers["Cache-Control"] == "no-store"
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert got.headers["Referrer-Policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in got.headers["Content-Security-Policy"]
        assert "Access-Control-Allow-Origin" not in got.headers


@pytest.mark.parametrize(("origin", "allowed"), [(ORIGIN, True), ("https://evil.example", False), ("null", False)])
def test_browsers_may_call_from_the_apps_origin_alone(city: City, origin: str, *, allowed: bool) -> None:
    path = f"/api/v1{city.at('/houses')}"
    ask = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    preflight = city.app.test_client().options(path, headers=ask)
    called = city.app.test_client().get(path, headers={"Origin": origin})
    assert preflight.status_code == 204
    for got in (preflight, called):
        assert got.headers.get("Access-Control-Allow-Origin") == (ORIGIN if allowed else None)
        assert "Origin" in got.headers["Vary"]
        assert "Access-Control-Allow-Credentials" not in got.headers
    assert ("Idempotency-Key" in preflight.headers.get("Access-Control-Allow-Headers", "")) is allowed


def test_the_log_of_a_whole_day_of_calls_names_nobody(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    anna = city.vk.user("Анна", "Тайная")
    city.administrator("POST", "/members", body={"reference": f"id{anna}", "role": "employee"}, key=new_key())
    city.employee("GET", "/people", reference="https://vk.com/no_such_person")
    city.employee("POST", "/houses", body={"address": "нигде у Тайной"}, key=new_key())
    city.call("POST", "/session", by=None, body={"launch": city.launch(1)})
    told = capsys.readouterr().out
    assert told
    assert not any(secret in told for secret in ("Тайн", "Анна", "no_such_person", "sign=", city.token(anna)))


def _schemas_of_answers(operation: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    waiting = [operation["responses"]]
    while waiting:
        text = json.dumps(waiting.pop())
        for name in DOCUMENT["components"]["schemas"]:
            if f'schemas/{name}"' in text and name not in found:
                found.add(name)
                waiting.append(DOCUMENT["components"]["schemas"][name])
    return found

"""Requests that no client of ours sends: hostile words in every field, bodies, paths and headers of all kinds.

Each ends in an answer of ours, in Russian and without a word about our insides; nothing outside is asked for because of
it, and each line of the log stays one line.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from werkzeug.test import TestResponse

from functions.api.routing import LARGEST_JSON, Route
from lib import log
from lib.gateways.open311.client import GeoReportClient
from lib.people.roles import Role
from tests.attacks.watching import able
from tests.functions.api.city import City, answer
from tests.functions.api.examples import ROUTES, Example, example_of, new_key, send

OURS = [route for route in ROUTES.values() if route.is_in_municipality]
CHANGES_BY_BODY = [route for route in OURS if route.body]


class Listener:
    """An address inside that nobody outside may make us call."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                listener.heard.append(self.path)
                self.send_response(200)
                self.end_headers()

            def do_POST(self) -> None:
                self.do_GET()

            def do_HEAD(self) -> None:
                self.do_GET()

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.link = f"http://127.0.0.1:{self._server.server_port}/latest/meta-data"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    """Somebody who listens on this machine."""
    listening = Listener()
    yield listening
    listening.close()


def hostile_words(link: str) -> list[str]:
    """What is put into every field, all of it in one text where it fits, since one request costs as much as another."""
    return [
        link,
        "../../far/houses/x",
        "a/b",
        "__name__",
        ".",
        '=HYPERLINK("http://x")\n\r\x00\x1b[2J\x85\u2028\ufeff<script>{адрес}{x!r}%n',
        "й" * 3000,
    ]


@pytest.mark.parametrize("route", OURS, ids=lambda route: route.name)
def test_hostile_words_in_any_field_are_answered_and_ask_nobody(
    shared_city: City,
    listener: Listener,
    route: Route,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    city = shared_city
    example = example_of(route, city, city.own)
    # As deployed: a local cloud may reach what listens on its own machine.
    monkeypatch.setitem(city.outside.__dict__, "open311", GeoReportClient(city.clock))
    for where in ("query", "body"):
        for at in _texts(getattr(example, where), ()):
            for words in hostile_words(listener.link):
                sent = deepcopy(getattr(example, where))
                _put(sent, at, words)
                city.clock.move(seconds=10)
                got = send(city, route, city.own, replace(example, **{where: sent}), able(city.own, route))
                assert got.status_code < 500, (where, at, words, got.get_data(as_text=True))
                _assert_says_nothing_of_our_insides(got)
    assert listener.heard == []
    _assert_one_event_a_line(capsys.readouterr().out)


@pytest.mark.parametrize("route", [route for route in OURS if route.query], ids=lambda route: route.name)
def test_hostile_words_in_any_filter_are_answered(
    shared_city: City, listener: Listener, route: Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = shared_city
    example = example_of(route, city, city.own)
    monkeypatch.setitem(city.outside.__dict__, "open311", GeoReportClient(city.clock))
    for name in route.query.__struct_fields__:  # type: ignore[union-attr]
        for words in hostile_words(listener.link):
            city.clock.move(seconds=1)
            asked = replace(example, query={**example.query, name: words})
            got = send(city, route, city.own, asked, able(city.own, route))
            assert got.status_code < 500, (name, words)
    assert listener.heard == []


BODIES: dict[str, bytes] = {
    "nothing": b"",
    "brackets in brackets": b"[" * 30_000,
    "objects in objects": b'{"a":' * 10_000,
    "brackets in a field": b'{"x": ' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    "half of it": b'{"text": "',
    "no JSON": b"text=1",
    "a list": b"[]",
    "a number": b"1e999",
    "a number without end": b'{"x": ' + b"9" * 50_000 + b"}",
    "the same field twice": b'{"name": "a", "name": "b", "kind": "company", "kind": "utility"}',
    "no Unicode": b'{"name": "\xff\xfe"}',
    "half a letter": b'{"name": "\\ud800", "kind": "company"}',
    "a mark before it": b"\xef\xbb\xbf{}",
    "UTF-16": '{"name": "a"}'.encode("utf-16"),
    "fields of ours": b'{"__class__": {"__init__": 1}, "constructor": {"prototype": {}}}',
    "too much": b'"' + b"a" * LARGEST_JSON + b'"',
}


@pytest.mark.parametrize("body", BODIES)
def test_a_body_that_is_none_ends_in_a_clear_refusal_on_every_route(shared_city: City, body: str) -> None:
    city = shared_city
    for route in CHANGES_BY_BODY:
        city.clock.move(seconds=5)
        example = _without_side_effects(route, city)
        path = _path(city, route, example)
        headers = {"Authorization": f"Bearer {city.token(able(city.own, route))}", "Idempotency-Key": new_key()}
        got = city.app.test_client().open(
            path, method=route.method, data=BODIES[body], headers=headers, content_type="application/json"
        )
        # What means something to a route may mean that a record is not there.
        refusals = range(200, 500) if body == "the same field twice" else {400, 413, 422}
        assert got.status_code in refusals, (route.name, got.get_data(as_text=True))
        _assert_says_nothing_of_our_insides(got)


@pytest.mark.parametrize("route", CHANGES_BY_BODY, ids=lambda route: route.name)
def test_a_field_that_nobody_offered_is_refused_and_never_taken(shared_city: City, route: Route) -> None:
    """Mass assignment: fields of the records are none of the requests."""
    city = shared_city
    city.clock.move(minutes=1)
    example = _without_side_effects(route, city)
    for name in ("id", "municipality_id", "roles", "created_by", "is_started", "rights", "sort"):
        if name in route.body.__struct_fields__:  # type: ignore[union-attr]
            continue
        body = {**(example.body if isinstance(example.body, dict) else {}), name: "x"}
        got = send(city, route, city.own, replace(example, body=body), able(city.own, route))
        assert (got.status_code, answer(got)["code"]) == (422, "request_invalid")
        assert name in {each["field"] for each in answer(got)["errors"]}


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/municipalities/{far}/houses",
        "/api/v1/municipalities/{own}/../{far}/houses",
        "/api/v1/municipalities/{own}/%2e%2e/{far}/houses",
        "/api/v1/municipalities/{own}%2f..%2f{far}/houses",
        "/api/v1/municipalities/{own}/houses/..%2f..%2f{far}%2fhouses",
        "/api/v1/municipalities/{far};{own}/houses",
        "/api/v1/municipalities/{far}%00/houses",
        "/api/v1/municipalities/{far}%0a/houses",
        "/api/v1//municipalities/{far}/houses",
        "//api/v1/municipalities/{far}/houses",
        "/API/V1/municipalities/{far}/houses",
        "/api/v1/municipalities/{far}/houses/",
        "/api/v1/municipalities/{far}/houses?municipality_id={own}",
        "/api/v1/municipalities/{own},{far}/houses",
        "/api/v1/municipalities/*/houses",
        "/api/v1/municipalities/{own}/houses/{far_house}",
        "/api/v1/../internal",
        "/api/v1/municipalities/{own}/houses/" + "a" * 5000,
        "/.env",
        "/robots.txt/../api/v1/municipalities/{far}/houses",
    ],
)
def test_no_way_of_writing_a_path_leads_into_a_foreign_municipality(shared_city: City, path: str) -> None:
    city = shared_city
    filled = path.format(own=city.own.id, far=city.far.id, far_house=city.far.house_ids[0])
    headers = {"Authorization": f"Bearer {city.token(city.own.people[Role.ADMINISTRATOR])}"}
    got = city.app.test_client().get(filled, headers=headers, follow_redirects=True)
    assert got.status_code == 404
    assert city.far.house_ids[0] not in got.get_data(as_text=True)


@pytest.mark.parametrize(
    "headers",
    [
        {"X-HTTP-Method-Override": "DELETE"},
        {"X-Method-Override": "DELETE"},
        {"X-Original-URL": "/api/v1/municipalities/{far}/houses"},
        {"X-Rewrite-URL": "/api/v1/municipalities/{far}/houses"},
        {"X-Forwarded-Prefix": "/api/v1/municipalities/{far}"},
        {"X-Forwarded-Host": "evil.example", "Host": "evil.example"},
        {"X-Forwarded-User": "1", "X-Goog-Authenticated-User-Id": "1", "X-User-Id": "3000001"},
        {"X-CloudTasks-QueueName": "provision-1", "X-CloudScheduler": "true"},
        {"Forwarded": "for=127.0.0.1;host=evil.example"},
        {"Content-Length": "0", "Transfer-Encoding": "chunked"},
        {"X-Trace": "a\tb", "X-Cloud-Trace-Context": 'x"}/1'},
        {"Cookie": "session=x; ticket=x"},
    ],
)
def test_no_header_changes_who_calls_what_or_where(shared_city: City, headers: dict[str, str]) -> None:
    city = shared_city
    filled = {name: value.replace("{far}", city.far.id) for name, value in headers.items()}
    token = {"Authorization": f"Bearer {city.token(city.own.people[Role.ADMINISTRATOR])}"}
    path = f"/api/v1/municipalities/{city.own.id}/organizations/{city.own.organization_id}"
    plain = city.app.test_client().get(path, headers=token)
    got = city.app.test_client().get(path, headers=token | filled)
    assert (got.status_code, got.get_data()) == (plain.status_code, plain.get_data()) == (200, plain.get_data())
    # And without a session they are nobody.
    assert city.app.test_client().get(path, headers=filled).status_code == 401


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "HEAD", "FOO"])
def test_methods_that_no_route_has_do_nothing(shared_city: City, method: str) -> None:
    path = f"/api/v1/municipalities/{shared_city.own.id}/members"
    got = shared_city.app.test_client().open(path, method=method)
    assert got.status_code in {401, 405, 404}
    assert b"vk_id" not in got.data


def test_a_link_to_a_file_names_our_own_address_whatever_host_the_request_was_for(shared_city: City) -> None:
    city = shared_city
    headers = {"Authorization": f"Bearer {city.token(city.own.people[Role.ADMINISTRATOR])}", "Host": "evil.example"}
    got = city.app.test_client().post(
        f"/api/v1/municipalities/{city.own.id}/files/tickets", json={"file": "template"}, headers=headers
    )
    assert answer(got)["url"].startswith("https://api.example/")


def test_the_address_that_limits_sign_ins_cannot_be_made_up(city: City) -> None:
    """Only the last address of X-Forwarded-For is Google's own word."""
    statuses = [
        city.app.test_client()
        .post("/api/v1/session", json={"launch": "x"}, headers={"X-Forwarded-For": f"10.0.0.{number}, 203.0.113.7"})
        .status_code
        for number in range(40)
    ]
    assert 429 in statuses


def test_whoever_presses_twice_at_once_gets_one_of_it(city: City) -> None:
    body, key = {"name": "ООО «Дважды»", "kind": "company"}, new_key()
    answers: list[TestResponse] = []
    threads = [
        threading.Thread(
            target=lambda: answers.append(city.administrator("POST", "/organizations", body=body, key=key))
        )
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {got.status_code for got in answers} <= {201, 409}
    assert len({answer(got)["id"] for got in answers if got.status_code == 201}) == 1
    # Another key is another press: the name is taken.
    again = city.administrator("POST", "/organizations", body=body, key=new_key())
    assert again.status_code == 409


@pytest.mark.parametrize(
    "text", ["a\nb", "a\rb", "\x1b[2J", "\x85", "\u2028", "\u2029", "\x7f", "\x9b", "\ud800", '"}']
)
def test_nothing_that_is_logged_begins_a_line_or_moves_a_terminal(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log.carry_trace(text)
    log.info("event", id=text, ids=[text], of={text: text})
    log.carry_trace("")
    out = capsys.readouterr().out
    assert out.endswith("\n")
    assert len(out.splitlines()) == 1
    assert out.rstrip("\n").isprintable()
    assert json.loads(out)["id"] == text


def _texts(value: Any, at: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """Where texts stand."""
    match value:
        case str():
            yield at
        case dict():
            for name, inner in value.items():
                yield from _texts(inner, (*at, name))
        case list() | tuple() if value:
            yield from _texts(value[0], (*at, 0))


def _put(into: Any, at: tuple[str | int, ...], value: object) -> None:
    first, *rest = at
    if isinstance(into[first], tuple):
        into[first] = list(into[first])
    if rest:
        _put(into[first], tuple(rest), value)
    else:
        into[first] = value


def _without_side_effects(route: Route, city: City) -> Example:
    return example_of(route, city, city.own)


def _path(city: City, route: Route, example: Example) -> str:
    path = route.path
    for name, value in ({"municipality_id": city.own.id} | example.path).items():
        path = path.replace(f"<id:{name}>", str(value)).replace(f"<int:{name}>", str(value))
    return path


def _assert_says_nothing_of_our_insides(got: TestResponse) -> None:
    if not (got.mimetype or "").endswith("problem+json"):
        return
    said = got.get_data(as_text=True)
    assert answer(got)["code"]
    for words in ("Traceback", 'File "', "msgspec", "google.", "Firestore", "/work", ".py", "Error("):
        assert words not in said


def _assert_one_event_a_line(out: str) -> None:
    for line in out.splitlines():
        assert isinstance(json.loads(line), dict), line

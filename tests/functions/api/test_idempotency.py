from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from functions.api.routing import Route
from lib.people.roles import Role
from tests.functions.api.city import City, answer
from tests.functions.api.examples import ROUTES, Example, example_of, picture_form, sheet_form, somebody_who_may

CREATING = [route for route in ROUTES.values() if route.creates]
KEY = "a-key-that-is-used-again"


def create(city: City, route: Route, example: Example, key: str = KEY) -> Any:
    path = route.path.removeprefix("/api/v1")
    for name, value in ({"municipality_id": city.own.id} | example.path).items():
        path = path.replace(f"<id:{name}>", str(value))
    # A form is read once, so the same one again is made anew.
    form = picture_form() if route.name == "upload_attachment" else sheet_form() if example.form else None
    by = somebody_who_may(route, city.own)
    return city.call(route.method, path, by=by, body=example.body, form=form, key=key)


def counted(city: City) -> dict[str, int]:
    under = f"municipalities/{city.own.id}"
    names = ("houses", "members", "organizations", "imports", "waves", "audit")
    return {name: city.store.totals(f"{under}/{name}")[0] for name in names}


@pytest.mark.parametrize("route", CREATING, ids=lambda route: route.name)
def test_the_same_request_again_gets_the_first_answer_and_creates_nothing(city: City, route: Route) -> None:
    example = example_of(route, city, city.own)
    first = create(city, route, example)
    after_first = counted(city)
    again = create(city, route, example)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.data == first.data
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert counted(city) == after_first


@pytest.mark.parametrize("route", CREATING, ids=lambda route: route.name)
def test_what_creates_wants_a_key(city: City, route: Route) -> None:
    example = example_of(route, city, city.own)
    before = counted(city)
    for key in (None, "short", "key with blanks in it", "к" * 20):
        path = route.path.removeprefix("/api/v1").replace("<id:municipality_id>", city.own.id)
        for name, value in example.path.items():
            path = path.replace(f"<id:{name}>", str(value))
        headers = {"Authorization": f"Bearer {city.token(somebody_who_may(route, city.own))}"}
        if key:
            headers["Idempotency-Key"] = key.encode().decode("latin-1")
        sent: dict[str, Any] = {"data": sheet_form()} if example.form else {"json": example.body}
        got = city.app.test_client().post(f"/api/v1{path}", headers=headers, **sent)
        assert (got.status_code, answer(got)["code"]) == (422, "idempotency_key_missing")
    assert counted(city) == before


def test_the_same_key_with_another_request_is_refused(city: City) -> None:
    route = ROUTES["create_organization"]
    create(city, route, Example(body={"name": "ООО «Первая»", "kind": "company"}))
    other = create(city, route, Example(body={"name": "ООО «Вторая»", "kind": "company"}))
    assert (other.status_code, answer(other)["code"]) == (422, "idempotency_key_reused")


def test_the_same_key_of_another_person_is_another_key(city: City) -> None:
    body = {"name": "ООО «Первая»", "kind": "company"}
    assert city.employee("POST", "/organizations", body=body, key=KEY).status_code == 201
    assert answer(city.administrator("POST", "/organizations", body=body, key=KEY))["code"] == "organization_exists"


def test_a_refused_request_leaves_its_key_free(city: City) -> None:
    route = ROUTES["create_house"]
    refused = create(city, route, Example(body={"address": "нигде"}))
    assert refused.status_code == 422
    assert create(city, route, Example(body={"address": "ул. Новая, 7"})).status_code == 201


def test_of_many_at_once_one_creates_and_none_gets_a_different_answer(city: City) -> None:
    route, example = ROUTES["create_house"], Example(body={"address": "ул. Новая, 7"})
    before = counted(city)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: create(city, route, example), range(8)))
    created = [each for each in answers if each.status_code == 201]
    assert len({each.data for each in created}) == 1
    assert all(each.status_code == 409 and "Retry-After" in each.headers for each in answers if each not in created)
    assert counted(city)["houses"] == before["houses"] + 1
    assert counted(city)["waves"] == before["waves"] + 1


@pytest.mark.parametrize("route", CREATING, ids=lambda route: route.name)
def test_a_crash_after_the_effect_and_before_the_answer_is_kept_ends_in_one_effect(
    city: City, route: Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = example_of(route, city, city.own)
    monkeypatch.setattr("functions.api.idempotency.Replace", _die)
    assert create(city, route, example).status_code == 500
    monkeypatch.undo()
    after_crash = counted(city)
    soon = create(city, route, example)
    assert (soon.status_code, answer(soon)["code"]) == (409, "request_under_way")
    city.clock.move(minutes=2)
    late = create(city, route, example)
    assert late.status_code == 201
    assert counted(city) == after_crash
    assert create(city, route, example).data == late.data


@pytest.mark.parametrize("route", CREATING, ids=lambda route: route.name)
def test_a_crash_before_the_effect_leaves_the_request_to_be_done(
    city: City, route: Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = example_of(route, city, city.own)
    before = counted(city)
    monkeypatch.setattr("functions.api.calls.Doing", _die)
    assert create(city, route, example).status_code == 500
    monkeypatch.undo()
    assert counted(city) == before
    city.clock.move(minutes=2)
    assert create(city, route, example).status_code == 201
    assert counted(city)["audit"] == before["audit"] + 1


def test_a_launch_whose_answer_was_lost_gives_the_same_session_to_who_shows_its_key(city: City) -> None:
    body = {"launch": city.launch(city.own.people[Role.EMPLOYEE])}
    first = city.call("POST", "/session", by=city.own.people[Role.EMPLOYEE], body=body, key=KEY)
    city.clock.move(minutes=3)
    again = city.call("POST", "/session", by=city.own.people[Role.EMPLOYEE], body=body, key=KEY)
    assert answer(first) == answer(again)
    for key in (None, "another-key-of-somebody"):
        stolen = city.call("POST", "/session", by=None, body=body, key=key)
        assert answer(stolen)["code"] == "launch_used"


def _die(*_: object, **__: object) -> None:
    raise RuntimeError("the process dies here")

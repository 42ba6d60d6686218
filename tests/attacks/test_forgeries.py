"""Sessions, links to files and cursors that somebody made, changed, kept or took from somebody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from functions.api.files import make_ticket
from lib.people.roles import Role
from lib.people.session import begin_session, session_token
from lib.signing import seal
from tests.functions.api.city import SESSION_KEY, City, answer
from tests.functions.api.examples import ROUTES, example_of

FILES = [name for name, route in ROUTES.items() if route.files]


def status(city: City, path: str, authorization: str | None = None) -> int:
    headers = {} if authorization is None else {"Authorization": authorization}
    return city.app.test_client().get(path, headers=headers).status_code


def path_of(city: City, name: str) -> str:
    route = ROUTES[name]
    path = route.path
    for parameter, value in ({"municipality_id": city.own.id} | example_of(route, city, city.own).path).items():
        path = path.replace(f"<id:{parameter}>", str(value)).replace(f"<int:{parameter}>", str(value))
    return path


@pytest.mark.parametrize("name", FILES)
def test_a_link_opens_its_own_file_for_its_own_minute_and_nothing_else(shared_city: City, name: str) -> None:
    city = shared_city
    city.clock.move(minutes=5)
    who, path = city.own.people[Role.ADMINISTRATOR], path_of(city, name)
    ticket, _ = make_ticket(who, path, city.clock.now(), SESSION_KEY)
    assert status(city, f"{path}?ticket={ticket}") == 200
    another = next(each for each in FILES if each != name)
    assert status(city, f"{path_of(city, another)}?ticket={ticket}") == 401
    assert status(city, f"{path.replace(city.own.id, city.neighbour.id)}?ticket={ticket}") == 401
    assert status(city, f"{path}/../{path.rpartition('/')[2]}?ticket={ticket}") in {401, 404}
    assert status(city, f"/api/v1/me?ticket={ticket}") == 401
    # As a bearer it is no session, though the same key has signed it.
    assert status(city, path, f"Bearer {ticket}") == 401
    city.clock.move(seconds=61)
    assert status(city, f"{path}?ticket={ticket}") == 401


def test_a_link_gives_no_more_than_its_person_may_at_that_moment(shared_city: City) -> None:
    city = shared_city
    path = path_of(city, "download_audit")
    for role, expected in ((Role.ADMINISTRATOR, 200), (Role.EMPLOYEE, 403)):
        ticket, _ = make_ticket(city.own.people[role], path, city.clock.now(), SESSION_KEY)
        assert status(city, f"{path}?ticket={ticket}") == expected
    ticket, _ = make_ticket(city.far.people[Role.ADMINISTRATOR], path, city.clock.now(), SESSION_KEY)
    assert status(city, f"{path}?ticket={ticket}") == 404


def test_what_was_sealed_for_one_purpose_serves_no_other(shared_city: City) -> None:
    city = shared_city
    who, now = city.own.people[Role.ADMINISTRATOR], city.clock.now()
    path = path_of(city, "download_audit")
    session = session_token(begin_session(who, now), SESSION_KEY)
    assert status(city, f"{path}?ticket={session}") == 401
    houses = f"/api/v1/municipalities/{city.own.id}/houses"
    for forged in (session, seal(b'["x", ""]', purpose="cursor", key=b"x" * 32), "x.y", "."):
        got = city.employee("GET", "/houses", cursor=forged)
        assert (got.status_code, answer(got)["code"]) == (422, "cursor_invalid")
    cursor = answer(city.employee("GET", "/houses", limit=1))["next_cursor"]
    assert status(city, houses, f"Bearer {cursor}") == 401
    # A cursor is good for its own list, its own filters, its own town and its own person.
    assert city.employee("GET", "/houses", cursor=cursor, limit=1).status_code == 200
    assert city.employee("GET", "/houses", cursor=cursor, state="live").status_code == 422
    assert city.employee("GET", "/members", cursor=cursor).status_code == 422
    assert city.administrator("GET", "/houses", cursor=cursor).status_code == 422


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "bearer {token}",
        "Basic {token}",
        "Bearer  {token}",
        "Bearer {token} {token}",
        "Bearer {token}, Bearer {token}",
        "Bearer {token}\x85",
        "Bearer {payload}",
        "Bearer {payload}.",
        "Bearer {payload}.{payload}",
        "Bearer eyJhbGciOiJub25lIn0.{payload}.",
        "Bearer " + "A" * 8000,
        "Bearer .",
        "Bearer ..",
        "Bearer =.=",
    ],
)
def test_whatever_is_not_quite_a_session_is_none(shared_city: City, authorization: str) -> None:
    token = shared_city.token(shared_city.own.people[Role.EMPLOYEE])
    said = authorization.format(token=token, payload=token.partition(".")[0])
    assert status(shared_city, "/api/v1/me", said) == 401


def test_no_letter_of_a_session_can_be_changed(shared_city: City) -> None:
    who = shared_city.own.people[Role.EMPLOYEE]
    token = shared_city.token(who)
    for at in range(len(token)):
        changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        got = shared_city.app.test_client().get("/api/v1/me", headers={"Authorization": f"Bearer {changed}"})
        # The last letter of base64 can have bits that mean nothing: then it says the same.
        assert got.status_code == 401 or answer(got)["person"]["vk_id"] == who


def test_a_session_that_ended_is_over_whatever_it_says_elsewhere(shared_city: City) -> None:
    token = shared_city.token(shared_city.own.people[Role.EMPLOYEE])
    shared_city.clock.move(seconds=timedelta(hours=12).total_seconds())
    assert status(shared_city, "/api/v1/me", f"Bearer {token}") == 401


def test_another_persons_key_of_a_request_says_nothing_of_their_answer(city: City) -> None:
    key = "a-key-that-somebody-overheard"
    body = {"name": "ООО «Тайна»", "kind": "company"}
    mine = city.administrator("POST", "/organizations", body=body, key=key)
    assert mine.status_code == 201
    theirs = city.employee("POST", "/organizations", body=body | {"name": "ООО «Другая»"}, key=key)
    assert theirs.status_code == 201
    assert answer(theirs)["id"] != answer(mine)["id"]
    assert theirs.headers.get("Idempotency-Replayed") is None
    # The same person, the same key, another town: another request, which the key does not open.
    officer = city.own.people[Role.REGION_OFFICER]
    paths = [f"/municipalities/{town.id}/organizations" for town in (city.own, city.neighbour)]
    first, second = (city.call("POST", path, by=officer, body=body | {"name": "Новая"}, key=key) for path in paths)
    assert (first.status_code, second.status_code) == (201, 422)

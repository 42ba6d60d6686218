from __future__ import annotations

from datetime import datetime

import pytest

from lib.people.roles import Role
from lib.people.session import begin_session, session_token
from tests.functions.api.city import SESSION_KEY, City, answer


def test_a_launch_string_opens_a_session_with_which_everything_else_is_called(city: City) -> None:
    administrator = city.own.people[Role.ADMINISTRATOR]
    got = city.call("POST", "/session", by=administrator, body={"launch": city.launch(administrator)})
    opened = answer(got)
    assert got.status_code == 200
    assert datetime.fromisoformat(opened["expires_at"]) > city.clock.now()
    (place,) = opened["me"]["workplaces"]
    assert place["municipality_id"] == city.own.id
    assert place["roles"] == [{"role": "administrator", "title": "администратор мини-приложения"}]
    headers = {"Authorization": f"Bearer {opened['token']}"}
    assert city.app.test_client().get("/api/v1/me", headers=headers).json == opened["me"]


def test_a_launch_string_opens_one_session(city: City) -> None:
    body = {"launch": city.launch(1)}
    assert city.call("POST", "/session", by=None, body=body).status_code == 200
    again = city.call("POST", "/session", by=None, body=body)
    assert (again.status_code, answer(again)["code"]) == (401, "launch_used")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda launch: launch.replace("vk_user_id=1", "vk_user_id=2"), "launch_invalid"),
        (lambda launch: launch.partition("&sign=")[0], "launch_invalid"),
        (lambda launch: "nonsense", "launch_invalid"),
    ],
)
def test_a_launch_that_vk_did_not_sign_opens_nothing(city: City, change: object, code: str) -> None:
    assert callable(change)
    got = city.call("POST", "/session", by=None, body={"launch": change(city.launch(1))})
    assert (got.status_code, answer(got)["code"]) == (401, code)


def test_a_launch_of_an_hour_ago_opens_nothing(city: City) -> None:
    launch = city.launch(1)
    city.clock.move(hours=1)
    got = city.call("POST", "/session", by=None, body={"launch": launch})
    assert answer(got)["code"] == "launch_expired"


def test_an_expired_session_says_how_to_go_on(city: City) -> None:
    token = city.token(city.own.people[Role.EMPLOYEE])
    city.clock.move(hours=12)
    got = city.app.test_client().get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert (got.status_code, answer(got)["code"]) == (401, "session_expired")
    assert "откройте" in answer(got)["detail"]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic eDp5", "Bearer a.b", "Bearer яяя"])
def test_what_is_no_session_is_refused(city: City, header: str) -> None:
    headers = {"Authorization": header.encode().decode("latin-1")}
    got = city.app.test_client().get("/api/v1/me", headers=headers)
    assert got.status_code == 401


def test_a_session_signed_with_another_key_is_refused(city: City) -> None:
    token = session_token(begin_session(city.own.people[Role.EMPLOYEE], city.clock.now()), SESSION_KEY + b"!")
    got = city.app.test_client().get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert answer(got)["code"] == "session_invalid"


def test_somebody_whose_role_is_taken_is_out_within_seconds_though_their_session_lasts(city: City) -> None:
    employee = city.own.people[Role.EMPLOYEE]
    assert city.employee("GET", "/houses").status_code == 200
    assert city.administrator("DELETE", f"/members/{employee}").status_code == 200
    city.clock.move(seconds=5)
    assert city.employee("GET", "/houses").status_code == 404


def test_an_officer_chooses_among_the_municipalities_of_the_region(city: City) -> None:
    officer = city.own.people[Role.REGION_OFFICER]
    places = answer(city.call("GET", "/me", by=officer))["workplaces"]
    assert [place["municipality_id"] for place in places] == [city.own.id, city.neighbour.id]

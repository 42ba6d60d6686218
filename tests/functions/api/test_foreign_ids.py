"""What listens to all answers of the tests hears what it is there for."""

from __future__ import annotations

import pytest
from flask import Response

from lib.people.roles import Role
from tests.functions.api.city import City


@pytest.mark.parametrize("of", ["id", "house", "record"])
def test_an_id_of_a_foreign_municipality_in_any_answer_is_heard(city: City, of: str) -> None:
    employee = city.own.people[Role.EMPLOYEE]
    told = {"id": city.far.id, "house": city.far.house_ids[0], "record": _record_of(city)}[of]
    city.app.after_request_funcs[None].append(lambda _: Response(told, content_type="application/json"))
    city.employee("GET", "/houses")
    assert city.heard_foreign() == [(employee, told, f"GET /api/v1{city.at('/houses')}")]
    city.heard.forget()


def test_ids_of_the_own_municipality_and_of_vk_are_nobodys_secret(city: City) -> None:
    assert city.employee("GET", "/houses").status_code == 200
    assert city.heard_foreign() == []


def test_without_a_session_every_id_is_foreign(city: City) -> None:
    city.app.after_request_funcs[None].append(lambda _: Response(city.own.id, content_type="application/json"))
    city.call("GET", "/me", by=None)
    assert city.heard_foreign() == [(0, city.own.id, "GET /api/v1/me")]
    city.heard.forget()


def _record_of(city: City) -> str:
    """The id of a line of the far municipality's log."""
    lines = city.store._client.collection(f"municipalities/{city.far.id}/audit").limit(1).stream()
    return str(next(iter(lines)).id)

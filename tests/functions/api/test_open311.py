"""Administrators connect organisations' own systems, and give them keys; nobody sees a key twice."""

from __future__ import annotations

from typing import Any

import pytest

from lib.open311.keys import MOST_KEYS
from lib.open311.server import Server, server_path
from tests.functions.api.city import City, answer
from tests.functions.api.open311_examples import connected, georeport, made_key, server_body
from tests.georeport_server import KEY, running_georeport


def path(city: City, behind: str = "") -> str:
    return f"/organizations/{city.own.organization_id}/open311{behind}"


def test_a_system_is_tried_before_it_is_kept_and_its_key_is_never_shown(city: City) -> None:
    services = answer(city.administrator("POST", path(city, "/services"), body={"url": georeport().url}))["items"]
    assert [(each["code"], each["needs_more"]) for each in services] == [("001", False), ("002", False), ("003", True)]
    connecting = city.administrator("PUT", path(city, "/server"), body=server_body())
    server = answer(connecting)["server"]
    assert (server["has_api_key"], server["is_on"], server["format"]) == (True, True, "json")
    assert server["codes"] == [{"subject_id": "lift", "service_code": "001"}]
    assert KEY not in connecting.get_data(as_text=True)
    assert KEY not in city.employee("GET", path(city)).get_data(as_text=True)
    assert KEY not in city.administrator("GET", "/audit").get_data(as_text=True)


def stored(city: City) -> Server:
    found = city.store.get(server_path(city.own.id, city.own.organization_id), Server)
    assert found is not None
    return found.record


def test_a_key_stays_with_the_address_that_it_was_given_for(city: City) -> None:
    connected(city, city.own)
    body = server_body() | {"api_key": None}
    city.administrator("PUT", path(city, "/server"), body=body)
    assert stored(city).api_key == KEY
    with running_georeport() as another:
        city.administrator("PUT", path(city, "/server"), body=body | {"url": another.url})
        assert stored(city).url == another.url
    assert stored(city).api_key == "", "the other server would have been told it"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"other_code": "777"}, "open311_code_unknown"),
        ({"other_code": "003"}, "open311_code_unknown"),
        ({"codes": [{"subject_id": "lift", "service_code": "777"}]}, "open311_code_unknown"),
        ({"url": "ftp://example.ru"}, "open311_address_invalid"),
        ({"url": "https://user@example.ru/v2"}, "open311_address_invalid"),
        ({"url": "http://127.0.0.1:1/v2"}, "open311_server_silent"),
    ],
)
def test_what_does_not_answer_as_it_should_is_not_kept(city: City, changed: dict[str, Any], code: str) -> None:
    refused = city.administrator("PUT", path(city, "/server"), body=server_body() | changed)
    assert answer(refused)["code"] == code
    assert answer(city.employee("GET", path(city)))["server"] is None


def test_a_disconnected_system_is_off_and_its_key_forgotten(city: City) -> None:
    connected(city, city.own)
    off = answer(city.administrator("DELETE", path(city, "/server")))["server"]
    assert (off["is_on"], off["has_api_key"]) == (False, False)
    assert stored(city).api_key == ""


def test_a_key_is_shown_once_and_can_be_taken_back(city: City) -> None:
    made = answer(city.administrator("POST", path(city, "/keys")))
    assert made["text"].endswith(made["key"]["ending"])
    listed = city.employee("GET", path(city))
    assert made["text"] not in listed.get_data(as_text=True)
    assert [each["id"] for each in answer(listed)["keys"]] == [made["key"]["id"]]
    assert answer(listed)["endpoint"] == "https://api.example/open311/v2"
    assert answer(listed)["jurisdiction_id"] == city.own.id
    revoked = answer(city.administrator("DELETE", path(city, f"/keys/{made['key']['id']}")))
    assert revoked["keys"][0]["revoked_at"]
    foreign, _ = made_key(city, city.neighbour)
    assert answer(city.administrator("DELETE", path(city, f"/keys/{foreign.id}")))["code"] == "open311_key_unknown"
    assert made["text"] not in city.administrator("GET", "/audit").get_data(as_text=True)


def test_an_organisation_has_no_more_keys_than_it_needs(city: City) -> None:
    for _ in range(MOST_KEYS):
        made_key(city, city.own)
    assert answer(city.administrator("POST", path(city, "/keys")))["code"] == "open311_keys_too_many"

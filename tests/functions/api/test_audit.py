from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import openpyxl
import pytest

from functions.api.routing import Route
from lib.audit.line import AuditAction, AuditLine, audit_path
from lib.people.roles import Role
from tests.functions.api.city import City, answer
from tests.functions.api.examples import CHANGING, ROUTES, example_of, send, somebody_who_may

PHONE = re.compile(r"\+?[78]?9\d{9}")


def lines(city: City) -> dict[str, AuditLine]:
    found = city.store.query(audit_path(city.own.id), AuditLine)
    return {stored.record.id: stored.record for stored in found}


@pytest.mark.parametrize("route", CHANGING, ids=lambda route: route.name)
def test_every_change_leaves_a_line_that_says_who_did_what_to_what(shared_city: City, route: Route) -> None:
    city, somebody = shared_city, somebody_who_may(route, shared_city.own, Role.REGION_OFFICER)
    city.clock.move(minutes=1)
    example = example_of(route, city, city.own)
    before = lines(city)
    assert send(city, route, city.own, example, somebody).status_code in (200, 201)
    new = [line for id_, line in lines(city).items() if id_ not in before]
    assert {line.action for line in new} == {route.audits}
    assert {line.actor.vk_id for line in new} == {somebody}
    assert all(line.subject.title and line.at == city.clock.now() for line in new)
    # Ids are random, and some of them look like phones.
    assert not PHONE.search(repr([(line.subject.title, line.changes) for line in new]).replace(str(somebody), ""))


def test_every_kind_of_change_is_made_by_some_route() -> None:
    assert {route.audits for route in CHANGING} == set(AuditAction)


def test_no_route_that_only_reads_writes_a_line(shared_city: City) -> None:
    reading = [route for route in ROUTES.values() if route.method == "GET" and route.is_in_municipality]
    examples = [(route, example_of(route, shared_city, shared_city.own)) for route in reading]
    before = lines(shared_city)
    for route, example in examples:
        shared_city.clock.move(minutes=1)
        send(shared_city, route, shared_city.own, example, shared_city.own.people[Role.ADMINISTRATOR])
    assert lines(shared_city) == before


def test_a_phone_is_told_as_a_phone_and_not_as_its_number(city: City) -> None:
    from lib.gateways.firestore.store import Update
    from lib.houses.house import AdministratorState, house_path

    house = city.own.house_ids[3]
    known = {"administrator_phone": "+79123456789", "administrator_state": AdministratorState.NAMED}
    city.store.commit([Update(house_path(city.own.id, house), known)])
    body = {"house_ids": [house], "remove_administrator": True}
    assert city.employee("POST", "/houses/assignments", body=body).status_code == 200
    (line,) = [line for line in lines(city).values() if line.action is AuditAction.HOUSE_ASSIGNED]
    assert [(change.before, change.after) for change in line.changes] == [("указан телефон", "")]


def test_the_log_is_narrowed_by_who_what_and_when(city: City) -> None:
    town = city.own
    early = city.clock.now()
    city.clock.move(hours=1)
    for role in (Role.ADMINISTRATOR, Role.EMPLOYEE):
        for name in ("change_house", "create_organization"):
            send(city, ROUTES[name], town, example_of(ROUTES[name], city, town), town.people[role])
    employee, hour = town.people[Role.EMPLOYEE], timedelta(hours=1)
    assert len(listed(city, actor=employee)) == 2
    assert {line["actor_vk_id"] for line in listed(city, action="house_changed")} == {
        town.people[Role.ADMINISTRATOR],
        employee,
    }
    assert len(listed(city, actor=employee, action="house_changed")) == 1
    assert len(listed(city, since=(early + hour / 2).isoformat())) == 4
    assert all(line["actor_vk_id"] is None for line in listed(city, until=(early + hour / 2).isoformat()))
    assert listed(city, since=(early + 2 * hour).isoformat()) == []


def test_pages_of_the_log_follow_each_other_while_new_lines_come(city: City) -> None:
    for number in range(5):
        city.clock.move(seconds=1)
        city.employee("PATCH", f"/houses/{city.own.house_ids[0]}", body={"apartments": number + 1})
    first = answer(city.administrator("GET", "/audit", limit=2))
    city.clock.move(seconds=1)
    city.employee("PATCH", f"/houses/{city.own.house_ids[0]}", body={"apartments": 99})
    second = answer(city.administrator("GET", "/audit", limit=2, cursor=first["next_cursor"]))
    shown = [line["changes"][0]["after"] for line in first["items"] + second["items"]]
    assert shown == ["5", "4", "3", "2"]


def test_a_house_has_its_own_history(city: City) -> None:
    for house in city.own.house_ids[:2]:
        city.employee("PATCH", f"/houses/{house}", body={"apartments": 40})
    history = answer(city.employee("GET", f"/houses/{city.own.house_ids[0]}/history"))
    assert [(line["title"], line["subject_id"]) for line in history["items"]] == [
        ("Изменён дом", city.own.house_ids[0])
    ]


def test_the_exported_log_holds_no_formula(city: City) -> None:
    name = '=HYPERLINK("http://evil.example";"ООО «Дом»")'
    city.employee("POST", "/organizations", body={"name": name, "kind": "other"}, key="key-of-the-formula-1")
    exported = city.administrator("GET", "/files/audit", format="csv")
    rows = list(csv.reader(io.StringIO(exported.data.decode("utf-8-sig")), delimiter=";"))
    assert any("HYPERLINK" in cell for row in rows for cell in row)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    book = openpyxl.load_workbook(io.BytesIO(city.administrator("GET", "/files/audit").data))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert any("HYPERLINK" in str(cell.value) for cell in cells)
    assert {cell.data_type for cell in cells if cell.value} == {"s"}


def listed(city: City, **filters: object) -> list[dict[str, object]]:
    items: list[dict[str, object]] = answer(city.administrator("GET", "/audit", limit=100, **filters))["items"]
    return items

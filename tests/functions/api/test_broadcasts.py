"""Broadcasts through the API: a story, and what a representative can and cannot reach by any route."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest

from lib.people.roles import Role
from tests.functions.api.city import City, answer
from tests.functions.api.examples import BROADCAST, ROUTES, example_of, new_key, send

CONTENT = {"text": "Воды не будет до вечера."}


def draft(city: City, by: int, audience: Any = ({},), **content: Any) -> dict[str, Any]:
    body = {"content": CONTENT | content, "audience": list(audience)}
    made = city.call("POST", city.at("/broadcasts"), by=by, body=body, key=new_key())
    assert made.status_code == 201, made.data
    found: dict[str, Any] = answer(made)
    return found


def test_a_draft_is_previewed_sent_and_taken_back(city: City) -> None:
    employee = city.own.people[Role.EMPLOYEE]
    seen = answer(city.employee("POST", "/broadcasts/preview", body={"content": CONTENT, "audience": [{}]}))
    assert (seen["houses"], seen["chats"], seen["errors"]) == (4, 3, [])
    assert [(each["failure"]["code"], each["count"]) for each in seen["missed"]] == [("broadcast_chat_failed", 1)]
    assert seen["message"].startswith("📢 Официальное сообщение\nГород 1")
    drafted = draft(city, employee)
    assert drafted["may"]["send"]
    sent = answer(city.employee("POST", f"/broadcasts/{drafted['id']}/send", body={}))
    assert (sent["state"], sent["may"]["undo"], sent["leaves_in"]) == ("scheduled", True, 15)
    assert [task["http_request"]["url"] for task in city.queue.tasks] == ["http://worker/walks"]
    again = city.employee("POST", f"/broadcasts/{drafted['id']}/send", body={})
    assert (again.status_code, answer(again)["code"]) == (409, "broadcast_state")
    undone = answer(city.employee("POST", f"/broadcasts/{drafted['id']}/cancel"))
    assert (undone["state"], undone["cancelled_by"]) == ("cancelled", f"Человек {employee}")
    assert undone["leaves_in"] is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"text": "Воды не будет до [[время]]."}, "Заполните пропуск «время»."),
        ({"text": "Привет, {имя}"}, "Подстановки {имя} нет."),
        ({"text": "а" * 4096}, "сократите его на"),
        ({"text": "  "}, "Текст сообщения пуст."),
    ],
)
def test_a_text_that_cannot_be_sent_says_why(city: City, content: dict[str, Any], words: str) -> None:
    drafted = draft(city, city.own.people[Role.EMPLOYEE], **content)
    refused = city.employee("POST", f"/broadcasts/{drafted['id']}/send", body={})
    assert refused.status_code == 422
    assert words in answer(refused)["errors"][0]["message"]


def test_an_emergency_has_to_be_confirmed_once_more(city: City) -> None:
    drafted = draft(city, city.own.people[Role.EMPLOYEE], kind="emergency")
    path = f"/broadcasts/{drafted['id']}/send"
    assert answer(city.employee("POST", path, body={}))["code"] == "emergency_unconfirmed"
    assert city.employee("POST", path, body={"confirmed": True}).status_code == 200


def test_a_representative_works_with_their_own_broadcasts_and_houses_alone(city: City) -> None:
    representative, employee = city.own.people[Role.REPRESENTATIVE], city.own.people[Role.EMPLOYEE]
    foreign = city.own.house_ids[3]
    body = {"content": CONTENT, "audience": [{}, {"house_ids": [foreign]}]}
    seen = answer(city.call("POST", city.at("/broadcasts/preview"), by=representative, body=body))
    assert (seen["houses"], seen["missed"]) == (1, [])
    only_foreign = {"content": CONTENT, "audience": [{"house_ids": [foreign]}]}
    seen = answer(city.call("POST", city.at("/broadcasts/preview"), by=representative, body=only_foreign))
    assert seen["houses"] == 0
    pasted = {"text": "\n".join(f"г. Город, ул. Ленина, д. {number}" for number in range(1, 5))}
    kept = city.call("POST", city.at("/house-lists"), by=representative, body=pasted, key=new_key())
    assert answer(kept)["houses"] <= 1
    own, others = draft(city, representative), draft(city, employee)
    listed = answer(city.call("GET", city.at("/broadcasts"), by=representative))["items"]
    assert [each["id"] for each in listed] == [own["id"]]
    assert city.call("GET", city.at(f"/broadcasts/{own['id']}"), by=representative).status_code == 200
    for path in ("", "/deliveries"):
        found = city.call("GET", city.at(f"/broadcasts/{others['id']}{path}"), by=representative)
        assert found.status_code == 404
    ticket = {"file": "broadcast_report", "broadcast_id": others["id"]}
    assert city.call("POST", city.at("/files/tickets"), by=representative, body=ticket).status_code == 404


def test_a_representative_speaks_in_their_own_name_for_their_own_organisation(city: City) -> None:
    representative = city.own.people[Role.REPRESENTATIVE]
    author = {"organization_id": city.own.organization_id, "name": "Губернатор", "post": "Губернатор"}
    drafted = draft(city, representative, author=author)
    assert drafted["content"]["author"] == {
        "organization_id": city.own.organization_id,
        "organization": "ООО «Уют»",
        "name": f"Человек {representative}",
        "post": "Губернатор",
    }
    foreign = BROADCAST | {"content": CONTENT | {"author": {"organization_id": "feedbeef"}}}
    refused = city.call("POST", city.at("/broadcasts"), by=representative, body=foreign, key=new_key())
    assert answer(refused)["code"] == "broadcast_author_foreign"


def test_a_person_is_offered_what_they_may_choose(city: City) -> None:
    representative = city.own.people[Role.REPRESENTATIVE]
    offered = answer(city.call("GET", city.at("/audience-choices"), by=representative))
    assert [each["value"] for each in offered["organizations"]] == [city.own.organization_id]
    for_staff = answer(city.employee("GET", "/audience-choices"))
    assert city.own.organization_id in [each["value"] for each in for_staff["organizations"]]
    assert for_staff["settlements"] == ["г. Город"]


def test_a_person_finds_what_they_wrote(city: City) -> None:
    own = draft(city, city.own.people[Role.EMPLOYEE])
    others = draft(city, city.own.people[Role.ADMINISTRATOR])
    listed = {each["id"] for each in answer(city.employee("GET", "/broadcasts"))["items"]}
    assert {own["id"], others["id"]} <= listed
    mine = {each["id"] for each in answer(city.employee("GET", "/broadcasts", mine="true"))["items"]}
    assert own["id"] in mine
    assert others["id"] not in mine


def test_only_an_officer_sends_to_the_region_and_sees_it_by_municipality(city: City) -> None:
    officer = city.own.people[Role.REGION_OFFICER]
    regional = BROADCAST | {"whole_region": True}
    made = city.call("POST", city.at("/broadcasts"), by=officer, body=regional, key=new_key())
    names = {each["municipality_id"] for each in answer(made)["municipalities"]}
    assert names == {city.own.id, city.neighbour.id}
    refused = city.employee("POST", "/broadcasts", body=regional, key=new_key())
    assert refused.status_code == 404


def test_the_report_opens_as_a_sheet_without_formulas(city: City) -> None:
    route = ROUTES["download_broadcast_report"]
    example = example_of(route, city, city.own)
    employee = city.own.people[Role.EMPLOYEE]
    book = openpyxl.load_workbook(io.BytesIO(send(city, route, city.own, example, employee).data))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert rows[0] == ["Адрес", "Состояние", "Когда", "Причина", "Что делать"]
    assert [row[1] for row in rows[1:]] == ["доставлено", "не доставлено"]
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row if cell.value} == {"s"}
    example.query = {"format": "csv"}
    text = send(city, route, city.own, example, employee).data.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text), delimiter=";"))) == 3

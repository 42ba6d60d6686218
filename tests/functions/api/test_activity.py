"""Activity through the API: the same totals in figures, lists, sheets and the printed report."""

from __future__ import annotations

import csv
import io
import re
import uuid
from typing import Any

import openpyxl
import pypdfium2 as pdfium
import pytest

from lib.gateways.firestore.connect import connect
from lib.gateways.firestore.store import Delete, Put
from lib.houses.house import House, house_path
from lib.municipalities.registry import load_municipality
from lib.people.roles import Role
from local.scheduler.testing import RunningScheduler
from local.vk.testing import RunningVk
from tests.clock import MovableClock
from tests.functions.api.city import COMPANY, City, answer
from tests.month_of_life import COMPANIES, Month, live_a_month

MONTH = "2026-11"


@pytest.fixture(scope="module")
def lived(firestore_emulator_host: str, vk: RunningVk, scheduler: RunningScheduler) -> tuple[City, Month]:
    """A town of a thousand houses after a month of life; nothing in it changes any more."""
    assert firestore_emulator_host
    city = City(connect(f"test-{uuid.uuid4().hex[:12]}"), vk, MovableClock(), scheduler.address)
    city.clock.move(days=10)
    city.store.commit([Delete(house_path(city.own.id, id_)) for id_ in city.own.house_ids])
    return city, live_a_month(load_municipality(city.own.id, store=city.store), city.store)


def asked(city: City, path: str, **query: object) -> Any:
    """What an employee is answered, who does not hurry."""
    city.clock.move(seconds=5)
    got = city.employee("GET", path, **query)
    assert got.status_code == 200, got.data
    return answer(got)


def every_item(city: City, opens: Any) -> list[Any]:
    """All pages of the list behind a figure."""
    items, cursor = [], ""
    while True:
        page = asked(city, f"/{opens['list']}", **opens["filters"], limit=40, cursor=cursor)
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return items


def every_street(city: City) -> list[Any]:
    """All pages of the streets."""
    items, cursor = [], ""
    while True:
        page = asked(city, "/activity/streets", period=MONTH, limit=10, cursor=cursor)
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return items


def test_the_figures_of_a_month_are_exactly_what_happened(lived: tuple[City, Month]) -> None:
    city, month = lived
    found = asked(city, "/activity", period=MONTH)
    assert found["total"] == month.numbers
    days = {day["day"]: day["numbers"] for day in found["days"]}
    assert {day: numbers["messages"] for day, numbers in days.items()} == {
        day: month.messages_by_day[day] for day in days
    }
    assert {day: numbers["people"] for day, numbers in days.items()} == {day: month.people_by_day[day] for day in days}
    assert sum(numbers["joined"] for numbers in days.values()) == month.joined
    assert {each["title"]: each["numbers"]["messages"] for each in found["companies"]} == month.messages_by_company
    assert {each["id"]: each["numbers"]["messages"] for each in found["settlements"]} == month.messages_by_settlement
    figures = {each["name"]: each for each in found["figures"]}
    assert (figures["created"]["value"], figures["created"]["of"]) == (month.chats, month.houses)
    assert (figures["residents"]["value"], figures["residents"]["of"]) == (month.residents, month.apartments)
    assert (figures["waiting"]["value"], figures["failed"]["value"]) == (month.waiting, month.failed)
    assert figures["messages_a_day"]["value"] == round(month.messages / 30)
    assert asked(city, "/activity")["total"] == month.numbers


def test_the_region_is_its_municipalities(lived: tuple[City, Month]) -> None:
    city, month = lived
    got = city.call("GET", city.at("/activity/region"), by=city.own.people[Role.REGION_OFFICER], period=MONTH)
    found = answer(got)
    assert found["total"] == month.numbers
    assert [each["id"] for each in found["municipalities"]] == [city.own.id]


def test_streets_and_houses_add_up_to_the_whole(lived: tuple[City, Month]) -> None:
    city, month = lived
    streets = every_street(city)
    by_street = {(each["settlement"], each["street"]): each["numbers"] for each in streets}
    assert {key: numbers["messages"] for key, numbers in by_street.items()} == month.messages_by_street
    assert sum(numbers["residents"] for numbers in by_street.values()) == month.residents
    liveliest = asked(city, "/activity/houses", period=MONTH)
    for row in (*liveliest["best"], *liveliest["worst"]):
        assert row["numbers"]["messages"] == month.messages_by_house[row["house_id"]]
    assert liveliest["best"][0]["numbers"]["people"] > liveliest["worst"][0]["numbers"]["people"] == 0
    house = liveliest["best"][0]["house_id"]
    own = asked(city, f"/houses/{house}/activity", period=MONTH)
    assert own["numbers"]["messages"] == month.messages_by_house[house]
    assert sum(day["numbers"]["messages"] for day in own["days"]) == month.messages_by_house[house]


def test_any_figure_opens_the_list_behind_it(lived: tuple[City, Month]) -> None:
    city, month = lived
    found = asked(city, "/activity", period=MONTH)
    opened = {each["name"]: each for each in found["figures"] if each["opens"]}
    for name in ("created", "waiting", "failed", "live", "silent"):
        figure = opened[name]
        assert figure["opens"]["list"] == "houses"
        counted = asked(city, "/houses/counts", **figure["opens"]["filters"])
        assert counted["total"] == figure["value"], name
    rows = [*found["companies"], *found["settlements"], *every_street(city)[:5]]
    for row in rows:
        counted = asked(city, "/houses/counts", **row["opens"]["filters"])
        assert counted["total"] == row["numbers"]["chats"]
    assert month.silent
    silent = asked(city, "/houses", **opened["silent"]["opens"]["filters"], limit=5)
    assert all(house["is_silent"] for house in silent["items"])


@pytest.mark.parametrize(
    ("names", "figure"),
    [
        (("messages", "messages_a_day"), "messages"),
        (("people_a_day", "spoke"), "people"),
        (("joined",), "joined"),
        (("left",), "left"),
    ],
)
def test_the_houses_behind_a_sum_come_to_exactly_it_the_largest_part_first(
    lived: tuple[City, Month], names: tuple[str, ...], figure: str
) -> None:
    city, month = lived
    figures = {each["name"]: each for each in asked(city, "/activity", period=MONTH)["figures"]}
    opens = figures[names[0]]["opens"]
    assert all(figures[name]["opens"] == opens for name in names)
    items = every_item(city, opens)
    values = [item["value"] for item in items]
    assert sum(values) == getattr(month, figure)
    assert values == sorted(values, reverse=True)
    assert min(values) > 0
    assert len({item["house_id"] for item in items}) == len(items)
    assert all(item["title"] for item in items)
    page = asked(city, "/activity/ranking", **opens["filters"], limit=1)
    assert (page["houses"], page["total"]) == (len(items), sum(values))
    if figure == "messages":
        assert {item["house_id"]: item["value"] for item in items} == month.messages_by_house
    if figure == "people":
        assert len(items) == month.spoke


def test_a_house_that_was_removed_keeps_its_part_in_a_figure(lived: tuple[City, Month]) -> None:
    city, month = lived
    first, second = asked(city, "/activity/ranking", figure="messages", period=MONTH, limit=2)["items"]
    path = house_path(city.own.id, first["house_id"])
    kept = city.store.get(path, House)
    assert kept is not None
    city.store.commit([Delete(path)])
    try:
        page = asked(city, "/activity/ranking", figure="messages", period=MONTH, limit=2)
    finally:
        city.store.commit([Put(path, kept.record)])
    assert page["items"] == [first | {"title": "", "company": ""}, second]
    assert page["total"] == month.messages


def test_questions_complaints_and_broadcasts_are_counted_by_organisation(lived: tuple[City, Month]) -> None:
    city, month = lived
    found = asked(city, "/activity/work", period=MONTH)
    for kind, whole, theirs in (
        ("questions", month.questions, month.questions_by_company),
        ("complaints", month.complaints, month.complaints_by_company),
    ):
        names = ("asked", "answered", "in_time", "late")
        assert {name: found[kind][name] for name in names} == dict(whole)
        rows = {row["title"]: {name: row[name] for name in names} for row in found[f"{kind}_by_organization"]}
        assert rows == {company: dict(counts) for company, counts in theirs.items()}
        for row in (found[kind], *found[f"{kind}_by_organization"]):
            for name, opens in (("asked", "opens"), *((name, f"opens_{name}") for name in names[1:])):
                assert len(every_item(city, row[opens])) == row[name], (kind, name)
    broadcasts = found["broadcasts"]
    assert len(every_item(city, broadcasts["opens"])) == broadcasts["broadcasts"] == 2
    assert {name: broadcasts[name] for name in ("broadcasts", "sent", "failed")} == dict(month.deliveries)
    assert broadcasts["houses"] == 2 * month.chats


def test_the_sheets_have_the_same_totals_and_no_formulas(lived: tuple[City, Month]) -> None:
    city, month = lived
    got = city.employee("GET", "/files/activity", period=MONTH)
    book = openpyxl.load_workbook(io.BytesIO(got.data))
    whole = dict(zip([cell.value for cell in book["Итого"][1]], [cell.value for cell in book["Итого"][2]], strict=True))
    assert (whole["Сообщения"], whole["Жители в чатах"], whole["Молчат"]) == (
        month.messages,
        month.residents,
        month.silent,
    )
    for sheet in ("Дни", "Компании", "Населённые пункты", "Улицы", "Дома"):
        names = [cell.value for cell in book[sheet][1]]
        column = names.index("Сообщения")
        assert sum(int(str(row[column].value or 0)) for row in book[sheet].iter_rows(min_row=2)) == month.messages
    assert book["Дома"].max_row - 1 == month.chats
    assert not any(str(cell.data_type) == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    text = city.employee("GET", "/files/activity", period=MONTH, format="csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert sum(int(row["Сообщения"]) for row in rows) == month.messages
    assert sum(int(row["Жители в чате"]) for row in rows) == month.residents
    assert f"'{COMPANIES[3]}" in {row["Управляющая компания"] for row in rows}
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_the_printed_report_says_the_same(lived: tuple[City, Month]) -> None:
    city, month = lived
    got = city.employee("GET", "/files/activity-report", period=MONTH)
    assert got.mimetype == "application/pdf"
    document = pdfium.PdfDocument(got.data)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    flat = re.sub(r"(?<=\d)[\s\u00a0](?=\d{3}\b)", "", text)
    for value in (month.messages, month.residents, month.chats, month.apartments, month.joined, month.spoke):
        assert re.search(rf"\b{value}\b", flat), value
    assert f"доставлено {month.deliveries['sent']}" in flat
    for counts in (month.questions, month.complaints):
        assert re.search(rf"{counts['asked']}\s+{counts['answered']}\s+{counts['in_time']}\s+{counts['late']}", flat)
    for company, messages in month.messages_by_company.items():
        assert str(messages) in flat, company
    assert len(got.data) < 80_000
    assert len(document) == 2


def test_files_open_on_phones_by_a_short_link_that_says_its_period(lived: tuple[City, Month]) -> None:
    city, _ = lived
    for file, name in (
        ("activity", "Активность чатов, ноябрь 2026.csv"),
        ("activity_report", "Отчёт о домовых чатах, ноябрь 2026.pdf"),
    ):
        made = answer(city.employee("POST", "/files/tickets", body={"file": file, "period": MONTH, "sheet": "csv"}))
        assert made["filename"] == name
        path = made["url"].removeprefix("https://api.example")
        assert city.app.test_client().get(path).status_code == 200
    outsider = city.own.people[Role.REPRESENTATIVE]
    assert city.call("POST", city.at("/files/tickets"), by=outsider, body={"file": "activity"}).status_code == 403


def test_a_period_that_was_never_counted_is_empty_and_one_that_is_none_is_refused(lived: tuple[City, Month]) -> None:
    city, _ = lived
    found = asked(city, "/activity", period="2026-01")
    assert found["counted_at"] is None
    assert all(day["numbers"] is None for day in found["days"])
    assert city.employee("GET", "/activity", period="2026-13").status_code == 422


SPAN: dict[str, Any] = {"since": "2026-11-01", "until": "2026-11-30"}


@pytest.mark.parametrize(
    "narrowed",
    [
        {"is_awaited": "true"},
        {"is_overdue": "false"},
        {"answer": "none"},
        {"house_id": "0" * 20},
        {"state": "answered"},
    ],
)
@pytest.mark.parametrize("path", ["/questions", "/complaints"])
def test_what_was_asked_in_a_span_is_narrowed_by_every_other_filter(
    lived: tuple[City, Month], path: str, narrowed: dict[str, str]
) -> None:
    city, _ = lived
    whole = asked(city, path, **SPAN, limit=100)["items"]
    some = asked(city, path, **SPAN, **narrowed, limit=100)["items"]
    assert len(some) < len(whole)
    assert {each["id"] for each in some} <= {each["id"] for each in whole}


def test_officials_are_shown_their_own_of_a_span(lived: tuple[City, Month]) -> None:
    city, month = lived
    own = {"/questions": 0, "/complaints": month.complaints_by_company[COMPANY]["asked"], "/broadcasts": 0}
    for path, count in own.items():
        got = city.call("GET", city.at(path), by=city.own.people[Role.REPRESENTATIVE], limit=100, **SPAN)
        assert len(answer(got)["items"]) == count


def test_a_span_of_days_that_are_not_there_is_refused(lived: tuple[City, Month]) -> None:
    city, _ = lived
    assert city.employee("GET", "/questions", since="2026-02-30", until="2026-03-01").status_code == 422

"""A month of life in a town of a thousand houses, as its screens tell it: every figure is what happened, and the list
behind it comes to the same.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import pytest
from msgspec.structs import replace
from playwright.sync_api import Locator, expect

from lib.municipalities.registry import ensure_municipality
from lib.people.roles import Role
from local.demo.region import DemoPerson
from local.demo.roles import Appointments
from tests.miniapp.conftest import Employ, Worker
from tests.miniapp.stage import Stage
from tests.miniapp.test_screens import is_through, violations_on
from tests.month_of_life import Month, live_a_month

# Nobody sweeps a community that is not registered: its thousand chats, which VK never saw, disturb nobody.
COMMUNITY = 229_000_077
MONTH = "Ноябрь 2026"
BROADCAST = "Воды не будет."


@dataclass(frozen=True)
class Lived:
    """The town, what happened in it, and an employee."""

    id: str
    month: Month
    employee: int


@pytest.fixture(scope="module")
def lived(stage: Stage) -> Lived:
    """Месяцевск."""
    outside = stage.cloud.outside()
    town = ensure_municipality("Месяцевск", "Месячная область", stage.municipality.group_id, "", store=outside.store)
    person = DemoPerson(stage.people.add("Майя", "Месяцева"), "", "", True)
    Appointments(town, outside).give(Role.EMPLOYEE, person)
    return Lived(town.id, live_a_month(replace(town, group_id=COMMUNITY), outside.store), person.user_id)


@pytest.fixture
def worker(lived: Lived, work_as: Employ) -> Worker:
    """The employee before the figures of the month."""
    worker = work_as(lived.employee)
    worker.open("/statistics", lived.id)
    worker.sees("По дням")
    worker.app.get_by_role("combobox", name="Период").click()
    worker.app.get_by_role("option", name=MONTH).click()
    worker.sees(f"Отчёт PDF: {MONTH.lower()}")
    is_through(worker)
    return worker


def numbers_in(text: str) -> list[int]:
    """The numbers of a text, whose thousands are set apart by blanks."""
    return [int(re.sub(r"\D", "", each)) for each in re.findall(r"\d+(?:[\s\u00a0\u202f]\d{3})*", text)]


def figure(worker: Worker, title: str) -> Locator:
    """A figure by its words."""
    return worker.app.locator(".figure").filter(has=worker.app.get_by_text(title, exact=True))


def group(worker: Worker, title: str) -> Locator:
    """A part of the screen by its heading: the innermost that has it."""
    return worker.app.locator("section").filter(has=worker.app.get_by_role("heading", name=title)).last


def whole_list(worker: Worker, rows: Locator) -> list[str]:
    """The texts of all rows of a list, which is scrolled to its end."""
    expect(rows.first).to_be_visible()
    spinner = worker.app.get_by_text("Загружается")
    while spinner.count():
        before = rows.count()
        rows.last.scroll_into_view_if_needed()
        worker.page.mouse.wheel(0, 5_000)
        worker.page.wait_for_timeout(50)
        if rows.count() == before:
            worker.page.wait_for_timeout(100)
    return rows.all_inner_texts()


def test_every_figure_is_what_happened(lived: Lived, worker: Worker) -> None:
    month, days = lived.month, 30
    told = {
        "Чаты созданы": [month.chats, month.houses],
        "Ждут чата": [month.waiting, month.houses],
        "Чат не создан": [month.failed, month.houses],
        "Живые чаты": [month.chats - month.silent, month.chats],
        "Жители в чатах": [month.residents, month.apartments],
        "Сообщения": [month.messages],
        "Сообщений в день": [round(month.messages / days)],
        "Пишут в день": [round(month.people / days)],
        "Чаты, где писали": [month.spoke, month.chats],
        "Пришли": [month.joined],
        "Ушли": [month.left],
    }
    for title, numbers in told.items():
        text = figure(worker, title).inner_text().removeprefix(title)
        assert numbers_in(text) == numbers, title
    silent = figure(worker, "Молчат больше 30 дней").inner_text().removeprefix("Молчат больше 30 дней")
    assert numbers_in(silent) == [month.silent, month.chats]


@pytest.mark.parametrize("kind", ["Писали", "Сообщения"])
def test_every_day_of_the_chart_is_what_happened(lived: Lived, worker: Worker, kind: str) -> None:
    by_day = {"Писали": lived.month.people_by_day, "Сообщения": lived.month.messages_by_day}[kind]
    worker.app.get_by_role("radio", name=kind).check(force=True)
    chart = worker.app.get_by_role("slider", name=f"{kind} по дням")
    chart.focus()
    worker.page.keyboard.press("Home")
    said = []
    for _ in range(30):
        said.append(numbers_in(chart.get_attribute("aria-valuetext") or ""))
        worker.page.keyboard.press("ArrowRight")
    days = [f"2026-11-{day:02}" for day in range(1, 31)]
    # «1 ноября: 1 234 человека»
    assert said == [[int(day[8:]), by_day[day]] for day in days]


def test_companies_and_settlements_are_what_happened_and_open_as_many_houses(lived: Lived, worker: Worker) -> None:
    month = lived.month
    for heading, rows in (
        ("По управляющим компаниям", month.chats_by_company),
        ("По населённым пунктам", month.chats_by_settlement),
    ):
        for title, own in rows.items():
            row = group(worker, heading).get_by_role("button").filter(has_text=title)
            numbers = numbers_in(row.inner_text().removeprefix(title))
            assert numbers == [own[name] for name in ("live", "chats", "residents", "apartments")], title
            row.click()
            finds_houses(worker, own["chats"])
            back_to_the_figures(worker)


def test_the_figures_of_chats_open_as_many_houses(lived: Lived, worker: Worker) -> None:
    month = lived.month
    for title, houses in (
        ("Чаты созданы", month.chats),
        ("Ждут чата", month.waiting),
        ("Чат не создан", month.failed),
        ("Живые чаты", month.chats - month.silent),
        ("Молчат больше 30 дней", month.silent),
        ("Жители в чатах", month.chats),
    ):
        figure(worker, title).click()
        finds_houses(worker, houses)
        back_to_the_figures(worker)


def test_every_street_is_what_happened(lived: Lived, worker: Worker) -> None:
    month = lived.month
    worker.press("Показать улицы")
    rows = worker.app.locator(".streets-table tbody tr")
    while worker.app.get_by_role("button", name="Показать ещё").count():
        worker.press("Показать ещё")
        worker.page.wait_for_timeout(100)
    expect(rows).to_have_count(len(month.chats_by_street))
    shown = {}
    for cells in (row.locator("th, td").all_inner_texts() for row in rows.all()):
        street, settlement = cells[0].split("\n")
        shown[settlement, street] = [number for cell in cells[1:] for number in numbers_in(cell)]
    assert shown == {
        key: [*(own[name] for name in ("chats", "live", "residents", "apartments")), month.messages_by_street[key]]
        for key, own in month.chats_by_street.items()
    }


@pytest.mark.parametrize("kind", ["Вопросы", "Жалобы"])
def test_what_was_asked_is_what_happened_and_its_lists_hold_as_many(lived: Lived, worker: Worker, kind: str) -> None:
    month = lived.month
    whole, by_company, row = {
        "Вопросы": (month.questions, month.questions_by_company, "Когда?"),
        "Жалобы": (month.complaints, month.complaints_by_company, "Лифт"),
    }[kind]
    asked = group(worker, kind)
    bars = dict(map(_bar, asked.get_by_role("img").all()))
    names = list(bars)
    assert bars[names[0]] == _parts(whole)
    assert {name: bars[name] for name in names[1:]} == {name: _parts(own) for name, own in by_company.items()}
    for title, count in (("С ответом", "answered"), ("В срок", "in_time"), ("Просрочено", "late")):
        button = asked.get_by_role("button", name=re.compile(rf"^{names[0]}\. {title}: {whole[count]}$"))
        button.click()
        worker.sees("1 ноября — 30 ноября")
        assert len(whole_list(worker, worker.app.get_by_role("button").filter(has_text=row))) == whole[count], title
        back_to_the_figures(worker)
    # By company each asked one is in its company's list, and in no other.
    for title, own in by_company.items():
        asked.get_by_role("button").filter(has_text=title).click()
        worker.sees("1 ноября — 30 ноября")
        assert len(whole_list(worker, worker.app.get_by_role("button").filter(has_text=row))) == own["asked"], title
        back_to_the_figures(worker)


def test_broadcasts_are_what_happened_and_open_their_list(lived: Lived, worker: Worker) -> None:
    told = lived.month.deliveries
    row = group(worker, "Рассылки").get_by_role("button")
    assert numbers_in(row.inner_text().split("\n")[0]) == [told["broadcasts"]]
    name, parts = _bar(row.get_by_role("img"))
    assert (name, parts) == ("Доставка рассылок", {"Дошло": told["sent"], "Не дошло": told["failed"]})
    row.click()
    worker.sees("Показаны рассылки 1 ноября — 30 ноября")
    assert len(whole_list(worker, worker.app.get_by_role("button").filter(has_text=BROADCAST))) == told["broadcasts"]
    assert violations_on(worker) == []
    worker.app.get_by_role("button", name="Показать все").click()
    # One more left before the month, and one is a draft.
    expect(worker.app.get_by_role("button").filter(has_text=BROADCAST)).to_have_count(told["broadcasts"] + 2)


@pytest.mark.parametrize("which", ["Самые живые", "Самые тихие"])
def test_the_liveliest_and_the_quietest_houses_are_what_happened(lived: Lived, worker: Worker, which: str) -> None:
    houses = group(worker, "Дома")
    houses.get_by_role("radio", name=which).check(force=True)
    houses.get_by_role("button", name="Показать все").click()
    rows = [text.split("\n") for text in houses.get_by_role("button").all_inner_texts()]
    shown = {row[0]: numbers_in(row[2])[0] for row in rows}
    assert shown == {title: lived.month.messages_by_title[title] for title in shown}
    assert len(shown) > 5


def test_the_houses_behind_each_sum_say_what_they_come_to(lived: Lived, worker: Worker) -> None:
    month = lived.month
    for title, total in (
        ("Сообщения", month.messages),
        ("Сообщений в день", month.messages),
        ("Пишут в день", month.people),
        ("Чаты, где писали", month.people),
        ("Пришли", month.joined),
    ):
        figure(worker, title).click()
        expect(houses_of(worker).first).to_be_visible()
        said = numbers_in(worker.app.get_by_role("heading", level=2).last.inner_text())
        assert said[0] == total, title
        if total == month.people:
            assert said[1] == month.spoke
        back_to_the_figures(worker)


def test_all_houses_behind_a_sum_come_to_it_the_largest_part_first(lived: Lived, worker: Worker) -> None:
    figure(worker, "Ушли").click()
    values = [numbers_in(text.split("\n")[-1])[0] for text in whole_list(worker, houses_of(worker))]
    assert sum(values) == lived.month.left
    assert values == sorted(values, reverse=True)
    assert violations_on(worker) == []
    houses_of(worker).first.click()
    expect(worker.app.get_by_role("heading", name="Дом", exact=True)).to_be_visible()


def finds_houses(worker: Worker, count: int) -> None:
    """The list of houses says that it holds so many."""
    expect(worker.app.get_by_text(re.compile(rf"^Найдено: {count:,}\b".replace(",", r"\s?")))).to_be_visible()


def back_to_the_figures(worker: Worker) -> None:
    """The statistics, whose period is as it was left."""
    worker.page.go_back()
    worker.sees(f"Отчёт PDF: {MONTH.lower()}")


def houses_of(worker: Worker) -> Locator:
    """The rows of a list of houses, each of which says its company."""
    return worker.app.locator("[role=main]").last.get_by_role("button").filter(has_text=re.compile("УК|ООО|ТСЖ"))


def _bar(bar: Locator) -> tuple[str, dict[str, int]]:
    """A bar's title and its parts, as a reader of the screen hears them."""
    heard = (bar.get_attribute("aria-label") or "").split(". ")
    return heard[0], {title: int(value) for title, value in (part.rsplit(": ", 1) for part in heard[1:])}


def _parts(own: Counter[str]) -> dict[str, int]:
    parts = {
        "Ответили в срок": own["in_time"],
        "Ответили позже": own["answered"] - own["in_time"],
        "Просрочено": own["late"],
        "Ещё есть время": own["asked"] - own["answered"] - own["late"],
    }
    return {title: value for title, value in parts.items() if value}

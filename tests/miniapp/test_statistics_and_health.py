"""Figures with their pictures, the lists behind them, and tasks that are mended, as an employee sees them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from lib.people.roles import Role
from local.cloud import COMMUNITIES
from local.demo.lively import DAYS, HOUSES_A_STREET, STREETS, day_of_house, is_silent, settle_lively_town
from local.demo.region import DemoPerson
from local.demo.roles import Appointments
from tests.miniapp.conftest import Employ, Worker
from tests.miniapp.stage import REGION, Stage
from tests.miniapp.test_screens import is_through, violations_on

NUMBERS = range(len(STREETS) * HOUSES_A_STREET)
SILENT = sum(map(is_silent, NUMBERS))
MESSAGES = sum(day_of_house(number, day).messages for number in NUMBERS for day in range(DAYS))
# What each house has in a figure, for those that have anything.
PARTS = {
    name: [part for number in NUMBERS if (part := sum(getattr(day_of_house(number, day), name) for day in range(DAYS)))]
    for name in ("messages", "people", "joined")
}
WITHOUT_ADMINISTRATOR = sum(number % 5 == 0 for number in NUMBERS)


@dataclass(frozen=True)
class Lively:
    """A town that has lived for a month, and an employee of it."""

    id: str
    employee: int


@pytest.fixture(scope="module")
def lively(stage: Stage) -> Lively:
    """Живинск."""
    outside = stage.cloud.outside()
    town = settle_lively_town("Живинск", REGION, COMMUNITIES[1].group_id, outside)
    person = DemoPerson(stage.people.add("Анна", "Живинская"), "", "", True)
    Appointments(town, outside).give(Role.EMPLOYEE, person)
    return Lively(town.id, person.user_id)


def figure(worker: Worker, title: str) -> str:
    """What a figure says, without the blanks that set thousands apart."""
    text = worker.app.locator(".figure", has_text=title).first.inner_text()
    return "".join(text.split())


@pytest.mark.parametrize(("platform", "theme"), [("mobile_android", "dark"), ("desktop_web", "light")])
def test_figures_have_pictures_in_every_look(lively: Lively, work_as: Employ, platform: str, theme: str) -> None:
    worker = work_as(lively.employee, platform, theme)
    worker.open("/statistics", lively.id)
    worker.sees("По дням")
    is_through(worker)
    assert figure(worker, "Молчат больше 30 дней").endswith(f"{SILENT}из{len(NUMBERS)}")
    assert figure(worker, "Сообщения") == f"Сообщения{MESSAGES}"
    days = worker.app.get_by_role("slider", name="Писали по дням")
    bars = days.locator("rect")
    assert bars.count() == DAYS
    painted = bars.last.evaluate("bar => [getComputedStyle(bar).fill, getComputedStyle(document.body).backgroundColor]")
    assert painted[0] not in {"none", "rgb(0, 0, 0)", painted[1]}
    said = days.get_attribute("aria-valuetext")
    days.focus()
    worker.page.keyboard.press("ArrowLeft")
    assert days.get_attribute("aria-valuetext") != said
    assert violations_on(worker) == []


def test_a_figure_opens_the_houses_that_it_counts(lively: Lively, work_as: Employ) -> None:
    worker = work_as(lively.employee)
    worker.open("/statistics", lively.id)
    worker.app.locator(".figure", has_text="Молчат больше 30 дней").click()
    worker.sees(f"Найдено: {SILENT} домов")
    worker.open("/statistics", lively.id)
    worker.press("Показать улицы")
    worker.app.get_by_role("button", name="ул. Мира", exact=True).click()
    worker.sees(f"Найдено: {HOUSES_A_STREET} домов")


@pytest.mark.parametrize(("platform", "theme"), [("mobile_android", "dark"), ("desktop_web", "light")])
def test_a_sum_opens_the_houses_that_come_to_it(lively: Lively, work_as: Employ, platform: str, theme: str) -> None:
    worker = work_as(lively.employee, platform, theme)
    for title, parts in (
        ("Сообщения", PARTS["messages"]),
        ("Пишут в день", PARTS["people"]),
        ("Пришли", PARTS["joined"]),
    ):
        worker.open("/statistics", lively.id)
        worker.app.locator(".figure").filter(has=worker.app.get_by_text(title, exact=True)).click()
        rows = (
            worker.app.get_by_role("button")
            .filter(has_text="пр-кт")
            .or_(worker.app.get_by_role("button").filter(has_text="ул. "))
        )
        expect(rows).to_have_count(len(parts))
        shown = [int("".join(text.split("\n")[-1].split())) for text in rows.all_inner_texts()]
        assert shown == sorted(parts, reverse=True), title
        assert violations_on(worker) == []


def test_a_task_is_mended_for_many_houses_and_the_count_goes_down(lively: Lively, work_as: Employ) -> None:
    worker = work_as(lively.employee)
    worker.open("/health", lively.id)
    is_through(worker)
    assert violations_on(worker) == []
    task = worker.button("Нет администратора")
    expect(task).to_contain_text(str(WITHOUT_ADMINISTRATOR))
    task.click()
    worker.sees("Администратор чата не назначен или отказался.")
    # One is put aside, and brought back by the notice.
    boxes = worker.app.get_by_role("checkbox")
    expect(boxes).to_have_count(WITHOUT_ADMINISTRATOR)
    boxes.first.press("Space")
    worker.press("Отложить")
    worker.fill("Почему", "Дом сдают весной")
    worker.app.get_by_role("button", name="Отложить").last.click()
    worker.sees("Отложено: 1 дом")
    worker.press("Отменить")
    worker.sees("Возвращено: 1 дом")
    expect(boxes).to_have_count(WITHOUT_ADMINISTRATOR)
    # A house says so itself, and leads back.
    worker.app.get_by_role("button", name="ул. ").first.click()
    worker.sees("Что исправить")
    worker.press("Нет администратора")
    expect(boxes).to_have_count(WITHOUT_ADMINISTRATOR)
    # All are mended at once.
    worker.press("Выбрать все показанные")
    worker.press("Назначить администратора")
    worker.fill("Кто", f"id{lively.employee}")
    worker.sees("Анна Живинская")
    worker.app.get_by_role("button", name="Назначить", exact=True).click()
    worker.sees("Таких домов нет: всё исправлено.")
    worker.press("Исправленные за неделю")
    expect(worker.app.get_by_text("Анна Живинская").first).to_be_visible()
    assert violations_on(worker) == []
    worker.open("/health", lively.id)
    worker.sees(f"↓ {WITHOUT_ADMINISTRATOR} исправлен")

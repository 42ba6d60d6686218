"""The main job in the Mini App, from the first employee to the last house."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import expect

from lib.municipalities.registry import ensure_municipality
from lib.people.roles import Role
from local.cloud import COMMUNITIES
from local.demo.region import DemoPerson
from local.demo.roles import Appointments
from tests.miniapp.conftest import Employ, Worker
from tests.miniapp.stage import REGION, Stage

REGISTER = Path(__file__).parents[1] / "data" / "register.csv"
COLUMNS = ("Адрес", "Управляющая компания", "Подъезды", "Квартиры")
ROWS = 1_000
# Every fifty rows: the row in the sheet (the header is row 1), the column, and what is written there.
_WRONG = (
    ("Адрес", "где-то за рекой"),
    ("Адрес", ""),
    ("Адрес", "ул. Ленина"),
    ("Подъезды", "много"),
    ("Квартиры", "-5"),
)
PLANTED = tuple((20 + 50 * count, *_WRONG[count % len(_WRONG)]) for count in range(20))
GOOD = ROWS - len(PLANTED)
LOOKS = [("mobile_android", "light"), ("mobile_android", "dark"), ("desktop_web", "light"), ("desktop_web", "dark")]


def register() -> bytes:
    """A thousand houses of a real register, with the planted errors."""
    with REGISTER.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file, delimiter=";"))
    assert (tuple(lines[0]), len(lines)) == (COLUMNS, ROWS + 1)
    for row, column, text in PLANTED:
        lines[row - 1][COLUMNS.index(column)] = text
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows(lines)
    return written.getvalue().encode("utf-8-sig")


@pytest.fixture(scope="package")
def employee(stage: Stage) -> int:
    """Somebody of VK who is nothing in the municipality yet."""
    return stage.people.add("Игорь", "Лаптев", "laptev_i")


def test_an_administrator_sees_whom_they_add_before_the_person_is_added(
    stage: Stage, employee: int, work_as: Employ
) -> None:
    administrator = work_as(stage.administrator)
    administrator.open("/members")
    administrator.press("Добавить сотрудника")
    administrator.fill("Кто", "https://vk.com/laptev_i")
    administrator.sees("Игорь Лаптев")
    administrator.button("Добавить").last.click()
    administrator.sees("В списке: Игорь Лаптев")
    expect(administrator.app.get_by_role("link", name="Игорь Лаптев")).to_have_count(0)
    expect(administrator.button("Игорь Лаптев")).to_contain_text("сотрудник")
    assert employee


@pytest.fixture(scope="module")
def towns(stage: Stage, employee: int) -> dict[tuple[str, str], str]:
    """A municipality for each look, so that each has a register of its own to upload; the first is the stage's."""
    outside, towns = stage.cloud.outside(), {LOOKS[0]: stage.municipality.id}
    for number, look in enumerate(LOOKS[1:], start=1):
        # Two communities, so that the chats of two towns come at the same time.
        group_id = COMMUNITIES[number % 2].group_id
        town = ensure_municipality(f"Екатеринбург-{number}", REGION, group_id, "г. Екатеринбург", store=outside.store)
        Appointments(town, outside).give(Role.EMPLOYEE, DemoPerson(employee, "", "", True))
        towns[look] = town.id
    return towns


@pytest.mark.parametrize(("platform", "theme"), LOOKS)
def test_an_employee_uploads_a_register_leaves_the_bad_rows_out_and_finds_it_again(
    employee: int, towns: dict[tuple[str, str], str], work_as: Employ, platform: str, theme: str
) -> None:
    town = towns[platform, theme]
    worker = work_as(employee, platform, theme)
    worker.open("/imports", town)
    worker.app.locator("input[type=file]").set_input_files(
        {"name": "реестр.csv", "mimeType": "text/csv", "buffer": register()}
    )
    worker.sees("Проверили: часть строк не подходит")
    for row, column, text in PLANTED:
        _sees_error(worker, row, column, text)
    worker.press(f"Создать {GOOD}")
    worker.sees("Создаём чаты")
    worker.close()

    # On another device, while the work goes on without anybody.
    worker = work_as(employee, *LOOKS[(LOOKS.index((platform, theme)) + 2) % len(LOOKS)])
    worker.open("/houses", town)
    worker.press("Загрузки")
    worker.sees("Создаём чаты")
    worker.press("реестр.csv")
    worker.sees("Приложение можно закрыть")


@pytest.mark.parametrize(("platform", "theme"), LOOKS)
def test_whoever_comes_back_sees_the_register_finish(
    employee: int, towns: dict[tuple[str, str], str], work_as: Employ, platform: str, theme: str
) -> None:
    worker = work_as(employee, platform, theme)
    worker.open("/imports", towns[platform, theme])
    worker.press("реестр.csv")
    expect(worker.app.get_by_text("Готово", exact=True)).to_be_visible(timeout=180_000)
    worker.sees(f"Создано чатов: {GOOD} из {GOOD}")


@pytest.mark.parametrize(("platform", "theme"), LOOKS)
def test_a_house_is_found_and_its_link_copied(employee: int, work_as: Employ, platform: str, theme: str) -> None:
    worker = work_as(employee, platform, theme)
    worker.open("/houses")
    worker.app.get_by_placeholder("Улица, дом").fill("буденного 14")
    worker.press("ул. Буденного, 14")
    link = worker.app.get_by_role("link", name="vk.me/join").get_attribute("href")
    worker.press("Скопировать ссылку")
    worker.sees("Ссылка скопирована")
    assert worker.bridge_calls("VKWebAppCopyText") == [{"text": link, "request_id": _AnyId()}]


@pytest.mark.parametrize(("platform", "theme"), LOOKS)
def test_a_second_chat_of_a_house_is_stopped_and_another_house_is_created(
    employee: int, work_as: Employ, platform: str, theme: str
) -> None:
    worker = work_as(employee, platform, theme)
    worker.open("/houses/new")
    worker.fill("Адрес", "с. Горный Щит, буденного 14")
    worker.sees("Чат этого дома уже есть.")
    expect(worker.button("Создать чат")).to_be_disabled()
    worker.fill("Адрес", f"Екатеринбург, улица Новейшая, дом {LOOKS.index((platform, theme)) + 1}")
    worker.sees("Понято так")
    worker.press("Создать чат")
    worker.sees("vk.me/join")


def test_an_employee_is_not_offered_what_an_administrator_does(employee: int, work_as: Employ) -> None:
    worker = work_as(employee)
    worker.open("/members")
    worker.sees("Марина Соколова")
    expect(worker.button("Добавить сотрудника")).to_have_count(0)
    expect(worker.button("Журнал")).to_have_count(0)
    worker.open("/audit")
    worker.sees("Вам это недоступно")


def test_a_stranger_is_told_whom_to_ask(stage: Stage, work_as: Employ) -> None:
    stranger = work_as(stage.people.add("Пётр", "Чужой"))
    stranger.open()
    stranger.sees("Доступ ещё не открыт")


class _AnyId:
    """Equals whatever the bridge numbers its requests by."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (int, str))


def _sees_error(worker: Worker, row: int, column: str, text: str) -> None:
    wrong = worker.row(row).locator(".left-out__cell--wrong")
    expect(wrong).to_contain_text(column)
    expect(wrong).to_contain_text(text or "пусто")

"""The main job in the Mini App, from the first employee to the last house."""

from __future__ import annotations

import csv
import io

import pytest
from playwright.sync_api import expect

from tests.miniapp.conftest import Employ, Worker
from tests.miniapp.stage import Stage

COLUMNS = ("Адрес", "Управляющая компания", "Подъезды", "Квартиры")
ROWS = 400
# Every hundred rows: the row in the sheet (the header is row 1), the column, and what is written there.
PLANTED = tuple(
    (row + hundred, column, text)
    for hundred in range(0, ROWS, 100)
    for row, column, text in (
        (20, "Адрес", "где-то за рекой"),
        (40, "Адрес", ""),
        (50, "Адрес", "ул. Ленина"),
        (60, "Подъезды", "много"),
        (80, "Квартиры", "-5"),
    )
)


def register() -> bytes:
    """A register of houses with the planted errors."""
    rows = [[f"г. Екатеринбург, ул. Ленина, д. {number}", "ООО «Уют»", "4", "120"] for number in range(1, ROWS + 1)]
    for row, column, text in PLANTED:
        rows[row - 2][COLUMNS.index(column)] = text
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows([COLUMNS, *rows])
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


def test_an_employee_uploads_a_sheet_leaves_the_bad_rows_out_and_finds_the_import_again(
    employee: int, work_as: Employ
) -> None:
    worker = work_as(employee, "mobile_android", "dark")
    worker.open("/imports")
    worker.app.locator("input[type=file]").set_input_files(
        {"name": "реестр.csv", "mimeType": "text/csv", "buffer": register()}
    )
    worker.sees("Проверили: часть строк не подходит")
    for row, column, text in PLANTED[:5]:
        _sees_error(worker, row, column, text)
    worker.press(f"Создать {ROWS - len(PLANTED)}")
    worker.sees("Создаём чаты")

    worker.open()
    worker.press("Загрузки")
    worker.press("реестр.csv")
    expect(worker.app.get_by_text("Готово", exact=True)).to_be_visible(timeout=120_000)
    worker.sees(f"Создано чатов: {ROWS - len(PLANTED)} из {ROWS - len(PLANTED)}")


def test_a_house_is_found_and_its_link_copied(employee: int, work_as: Employ) -> None:
    worker = work_as(employee, "mobile_android")
    worker.open("/houses")
    worker.app.get_by_placeholder("Улица, дом").fill("ленина 25")
    worker.sees("Найдено")
    worker.press("ул. Ленина, 25")
    link = worker.app.get_by_role("link", name="vk.me/join").get_attribute("href")
    worker.press("Скопировать ссылку")
    worker.sees("Ссылка скопирована")
    assert worker.bridge_calls("VKWebAppCopyText") == [{"text": link, "request_id": _AnyId()}]


def test_a_second_chat_of_a_house_is_stopped_and_another_house_is_created(employee: int, work_as: Employ) -> None:
    worker = work_as(employee)
    worker.open("/houses/new")
    worker.fill("Адрес", "екатеринбург ленина 25")
    worker.sees("Чат этого дома уже есть.")
    expect(worker.button("Создать чат")).to_be_disabled()
    worker.fill("Адрес", "Екатеринбург, улица Мира, дом 7")
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

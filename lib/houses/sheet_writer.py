"""Sheets that people download: the template to fill in, and the rows of their own sheet that have errors.

Every cell is written as text where it is text, so neither Excel nor anybody's formula changes it: `5/2` stays a house
number, and `=HYPERLINK(…)` stays what somebody typed.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from lib.houses.columns import Column
from lib.houses.sheet_check import CheckedSheet

ERRORS_COLUMN = "Ошибки"
ROW_COLUMN = "Строка"

# In the template: the columns, an example of each, and what is said about it.
_TEMPLATE: tuple[tuple[Column, str, str, int], ...] = (
    (
        Column.ADDRESS,
        "г. Екатеринбург, ул. 8 Марта, д. 189, к. 3",
        "Обязательно. Населённый пункт, улица, дом, корпус — в одной ячейке.",
        46,
    ),
    (Column.CHAT_NAME, "", "Если пусто, название составится из адреса: «ул. 8 Марта, 189/3».", 26),
    (
        Column.ADMINISTRATOR,
        "https://vk.com/id1",
        "Кто ведёт чат: ссылка ВКонтакте, @имя, id или мобильный телефон — на него придёт СМС.",
        26,
    ),
    (Column.ADMINISTRATOR_NAME, "Нина Петровна", "Как обратиться к администратору чата.", 24),
    (Column.COMPANY, "ООО «ЖКС № 2»", "Кто обслуживает дом.", 30),
    (
        Column.OFFICIALS,
        "@ivanov_uk, https://vk.com/id2",
        "Кто отвечает жителям от УК, администрации, ресурсных организаций. Несколько — через запятую.",
        34,
    ),
    (Column.SERVICE_BOTS, "https://vk.com/club1", "Сообщества с ботами для жителей. Несколько — через запятую.", 26),
    (Column.ENTRANCES, "4", "Сколько подъездов: столько листов объявления напечатается.", 12),
    (Column.APARTMENTS, "96", "Сколько квартир: по ним видно, какая часть дома уже в чате.", 12),
)
_MORE_NOTES = (
    "Одна строка — один дом. Пример в первой строке замените своим домом.",
    "Вместо столбца «Адрес» можно завести отдельные: «Населённый пункт», «Улица», «Дом», «Корпус».",
    "Другие столбцы не мешают: они останутся в стороне.",
    "Повторы и ошибки система покажет до того, как что-либо создаст.",
)
_ROWS_READY_TO_FILL = 2_000


def write_template() -> bytes:
    """The template: header, an example, limits on cells where they help, and a second sheet of notes (.xlsx)."""
    content = io.BytesIO()
    with _workbook(content) as workbook:
        sheet, header, text = workbook.add_worksheet("Дома"), _header_format(workbook), _text_format(workbook)
        for index, (column, example, note, width) in enumerate(_TEMPLATE):
            sheet.set_column(index, index, width, text)
            sheet.write_string(0, index, column.value, header)
            sheet.write_string(1, index, example, text)
            sheet.write_comment(0, index, note, {"x_scale": 2})
            if column in (Column.ENTRANCES, Column.APARTMENTS):
                sheet.data_validation(1, index, _ROWS_READY_TO_FILL, index, _whole_number(column))
        sheet.freeze_panes(1, 0)
        _write_notes(workbook)
    return content.getvalue()


def write_bad_rows(checked: CheckedSheet) -> bytes:
    """The rows with errors as they stand in the user's own sheet, with their row numbers and what to mend (.xlsx)."""
    content = io.BytesIO()
    with _workbook(content) as workbook:
        sheet, header, text = workbook.add_worksheet("Ошибки"), _header_format(workbook), _text_format(workbook)
        _write_row(sheet, 0, [*checked.header, ROW_COLUMN, ERRORS_COLUMN], header)
        width = len(checked.header)
        for index, row in enumerate(checked.bad, start=1):
            cells = [*row.cells, *[""] * (width - len(row.cells))]
            errors = "; ".join(f"{error.column}: {error.text}" for error in row.errors)
            _write_row(sheet, index, [*cells, str(row.number), errors], text)
        sheet.set_column(0, width, 24, text)
        sheet.set_column(width + 1, width + 1, 70, text)
        sheet.freeze_panes(1, 0)
    return content.getvalue()


def _workbook(content: io.BytesIO) -> Any:
    return xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})


def _header_format(workbook: Any) -> Any:
    return workbook.add_format({"bold": True, "bg_color": "#E1EDFB", "border": 1, "text_wrap": True, "valign": "top"})


def _text_format(workbook: Any) -> Any:
    # «@» is Excel's format for text: it leaves 5/2 and 08 as they are typed.
    return workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})


def _whole_number(column: Column) -> dict[str, object]:
    return {
        "validate": "integer",
        "criteria": "between",
        "minimum": 1,
        "maximum": 20_000,
        "ignore_blank": True,
        "error_title": column.value,
        "error_message": "Укажите целое число.",
        "error_type": "warning",
    }


def _write_notes(workbook: Any) -> None:
    notes, bold, wrap = workbook.add_worksheet("Как заполнять"), _header_format(workbook), _text_format(workbook)
    notes.set_column(0, 0, 30, wrap)
    notes.set_column(1, 1, 90, wrap)
    _write_row(notes, 0, ["Столбец", "Что в нём писать"], bold)
    for index, (column, _, note, _) in enumerate(_TEMPLATE, start=1):
        _write_row(notes, index, [column.value, note], wrap)
    for index, note in enumerate(_MORE_NOTES, start=len(_TEMPLATE) + 2):
        notes.write_string(index, 1, note, wrap)


def _write_row(sheet: Any, row: int, cells: Sequence[str], style: Any) -> None:
    for column, cell in enumerate(cells):
        sheet.write_string(row, column, cell, style)

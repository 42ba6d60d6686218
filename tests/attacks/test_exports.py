"""Files that we make of people's words: sheets without formulas, documents without objects of somebody else's."""

from __future__ import annotations

import ast
import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest

from lib.posters.poster import PosterFormat, file_name
from lib.tables import Columns, table_csv, table_xlsx
from tests.functions.api.city import City, answer

ROOT = Path(__file__).resolve().parents[2]
FORMULAS = (
    '=HYPERLINK("http://evil.example";"x")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "{=1}",
    "=1\n=2",
)
COLUMNS = Columns("Лист", ["Колонка"], [10])


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_of_ours_is_a_text_and_never_a_formula(text: str) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(table_xlsx(COLUMNS, [[text]]))).active
    assert sheet is not None
    assert sheet["A2"].data_type in {"s", "inlineStr"}
    assert sheet["A2"].hyperlink is None
    content = table_csv(COLUMNS, [[text]]).decode("utf-8-sig")
    (_, (cell,)) = csv.reader(io.StringIO(content, newline=""), delimiter=";")
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_every_workbook_is_made_where_texts_become_no_formulas() -> None:
    """`write` of xlsxwriter takes a text that begins with `=` for a formula unless it is told not to."""
    for path in (ROOT / "lib").rglob("*.py"):
        code = path.read_text(encoding="utf-8")
        if "xlsxwriter.Workbook(" in code and not re.search(r'"strings_to_formulas": False', code):
            written = {
                node.func.attr
                for node in ast.walk(ast.parse(code))
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            }
            assert not written & {"write", "write_row", "write_column", "write_formula", "write_url"}, path
        assert "csv.writer(" not in code or path.name == "tables.py", path


def test_a_sheet_of_formulas_comes_back_without_them(city: City) -> None:
    lines = [f'"{text.replace(chr(34), chr(34) * 2)}";x' for text in FORMULAS if "\r" not in text]
    content = "\n".join(["Адрес;Управляющая компания", "ул. Мира, 1;=1+1", *lines]).encode()
    form = {"file": (io.BytesIO(content), "дома.csv")}
    made = answer(city.employee("POST", "/imports", form=form, key="a-sheet-of-formulas"))
    got = city.employee("GET", f"/files/imports/{made['id']}/bad-rows")
    assert got.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(got.data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) > 10
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert all(cell.hyperlink is None for cell in cells)


@pytest.mark.parametrize(
    "title", ["../../etc/passwd", "a\r\nX-Evil: 1", 'x"; filename="evil.exe', "a/b\\c", "\x00", "."]
)
def test_a_files_name_stays_in_its_header_and_in_its_folder(title: str) -> None:
    name = file_name(title, PosterFormat.A4)
    assert not set(name) & set('/\\:*?"<>|')
    assert name.endswith(".pdf")


def test_a_houses_title_cannot_add_a_header_to_the_answer(city: City) -> None:
    changed = city.employee("PATCH", f"/houses/{city.own.house_ids[0]}", body={"title": "a\r\nX-Evil: 1"})
    assert changed.status_code in {200, 422, 409, 503}
    got = city.employee("GET", f"/files/houses/{city.own.house_ids[0]}/poster")
    assert "X-Evil" not in got.headers
    assert "\n" not in got.headers["Content-Disposition"]


def test_words_in_a_poster_add_nothing_to_the_document(city: City) -> None:
    ordinary = city.employee("GET", f"/files/houses/{city.own.house_ids[0]}/poster").data
    body = {"title": "(x) Tj ET /JS (app.alert(1)) /OpenAction <</S/JavaScript>> endobj"}
    city.employee("PATCH", f"/houses/{city.own.house_ids[0]}", body=body)
    got = city.employee("GET", f"/files/houses/{city.own.house_ids[0]}/poster")
    assert got.data.startswith(b"%PDF-")
    for words in (b"endobj", b"/JavaScript", b"/OpenAction", b"/JS", b"/Launch", b"/EmbeddedFile"):
        assert got.data.count(words) == ordinary.count(words), words

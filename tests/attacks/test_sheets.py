"""Sheets that lie about what they are, reach for files, or carry programs.

Bombs are in tests/lib/houses/test_sheet_reader.py.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from lib.houses.sheet_errors import SheetError
from lib.houses.sheet_reader import read_sheet
from tests.functions.api.city import City, answer
from tests.lib.houses.test_sheet_reader import MAIN, SHEET, TABLE, part, xls, xlsx


@pytest.mark.parametrize("kind", ["file", "http"])
def test_a_sheet_cannot_have_a_file_or_an_address_read_into_its_cells(kind: str, tmp_path: Path) -> None:
    """XML external entities."""
    secret = tmp_path / "secret"
    secret.write_text("the contents of a file of ours")
    source = f"file://{secret}" if kind == "file" else "http://127.0.0.1:9/x"
    cells = '<row r="1"><c r="A1" t="str"><v>Адрес</v></c></row><row r="2"><c r="A2" t="str"><v>&x;</v></c></row>'
    document = (
        f'<!DOCTYPE x [<!ENTITY x SYSTEM "{source}">]><worksheet {MAIN}><sheetData>{cells}</sheetData></worksheet>'
    )
    try:
        rows = read_sheet(part(SHEET, document.encode()))
    except SheetError:
        return
    assert "contents" not in str([row.cells for row in rows])


def test_a_workbook_with_macros_is_read_for_its_cells_and_nothing_of_it_runs(city: City) -> None:
    content = io.BytesIO(xlsx([["Адрес"], ["г. Город, ул. Мира, д. 1"]]))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"x" * 2000)
    form = {"file": (io.BytesIO(content.getvalue()), "дома.xlsm")}
    made = city.employee("POST", "/imports", form=form, key="a-workbook-with-macros")
    assert made.status_code == 201
    assert answer(made)["counts"]["good"] == 1


@pytest.mark.parametrize("name", ["дома.xlsx", "дома.csv", "дома.ods", "дома.exe", "../../дома.xlsx", "", "a" * 5000])
@pytest.mark.parametrize("write", [xlsx, xls], ids=["xlsx", "xls"])
def test_what_a_sheet_is_stands_in_it_and_not_in_its_name(city: City, name: str, write: object) -> None:
    content = write(TABLE)  # type: ignore[operator]
    form = {"file": (io.BytesIO(content), name)}
    got = city.employee("POST", "/imports", form=form, key=f"a-name-that-lies-{abs(hash(name))}")
    # Without a name werkzeug takes it for a text, and not for a file.
    assert got.status_code in ({201} if name else {201, 422})
    if got.status_code == 201:
        assert len(answer(got)["filename"]) <= 200


@pytest.mark.parametrize("row", ["я" * 40_000, ";" * 5_000, '"' + "x\n" * 500 + '"', "\x00\x01\x02", "=1+1", "﻿"])
def test_a_row_of_anything_is_a_row_with_an_error(city: City, row: str) -> None:
    content = f"Адрес;Управляющая компания\nг. Город, ул. Мира, д. 1;ООО\n{row}\n".encode()
    form = {"file": (io.BytesIO(content), "дома.csv")}
    got = city.employee("POST", "/imports", form=form, key=f"a-row-of-anything-{abs(hash(row))}")
    assert got.status_code in {201, 422}
    if got.status_code == 201:
        assert answer(got)["counts"]["good"] == 1

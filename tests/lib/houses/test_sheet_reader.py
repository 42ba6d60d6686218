from __future__ import annotations

import datetime
import io
import random
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from lib.houses.sheet_errors import SheetError
from lib.houses.sheet_reader import LARGEST_FILE_BYTES, MOST_ROWS, read_sheet

ROOT = Path(__file__).resolve().parents[3]
TABLE = [["Адрес", "Квартиры"], ["ул. Ленина, 5", "96"], ["ул. Мира, 5/2", "12"]]


def xlsx(rows: Sequence[Sequence[object]]) -> bytes:
    book, content = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    book.save(content)
    return content.getvalue()


def xls(rows: list[list[str]]) -> bytes:
    book, content = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("Дома")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    book.save(content)
    return content.getvalue()


def ods(rows: list[list[str]]) -> bytes:
    document, table, content = OpenDocumentSpreadsheet(), Table(name="Дома"), io.BytesIO()
    for row in rows:
        line = TableRow()
        for cell in row:
            box = TableCell(valuetype="string")
            box.addElement(P(text=cell))
            line.addElement(box)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.write(content)
    return content.getvalue()


def text(delimiter: str, encoding: str) -> Callable[[list[list[str]]], bytes]:
    def write(rows: list[list[str]]) -> bytes:
        return "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows).encode(encoding)

    return write


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(xlsx, id="xlsx"),
        pytest.param(xls, id="xls"),
        pytest.param(ods, id="ods"),
        *(
            pytest.param(text(delimiter, encoding), id=f"csv {delimiter!r} {encoding}")
            for delimiter in ",;\t"
            for encoding in ("utf-8", "utf-8-sig", "cp1251", "utf-16")
        ),
    ],
)
def test_a_sheet_of_any_kind_is_read_alike(write: Callable[[list[list[str]]], bytes]) -> None:
    rows = read_sheet(write(TABLE))
    assert [row.number for row in rows] == [1, 2, 3]
    assert [list(row.cells) for row in rows] == TABLE


def test_rows_keep_the_numbers_that_they_have_in_the_users_own_sheet() -> None:
    rows = read_sheet(xlsx([[None], ["Реестр"], [None], *TABLE]))
    assert [row.number for row in rows] == [2, 4, 5, 6]


def test_rows_of_a_csv_keep_the_number_of_their_first_line() -> None:
    rows = read_sheet('Адрес;УК\n"ул. Ленина,\n5";Уют\n\nул. Мира, 1;Уют\n'.encode())
    assert [(row.number, row.cells[0]) for row in rows] == [(1, "Адрес"), (2, "ул. Ленина,\n5"), (5, "ул. Мира, 1")]


def test_numbers_and_dates_become_the_text_that_people_see() -> None:
    rows = read_sheet(xlsx([[5, 5.0, 5.5, datetime.date(2026, 2, 5), True, None, "к"]]))
    assert rows[0].cells == ("5", "5", "5.5", "[дата 05.02.2026]", "да", "", "к")


def test_formulas_are_read_as_their_last_value_and_never_run() -> None:
    assert read_sheet(xlsx([["Адрес", "x"], ["ул. Мира, 1", "=1+1"]]))[1].cells == ("ул. Мира, 1",)


def test_hidden_sheets_are_passed_over() -> None:
    book, content = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(["secret"])
    book.active.sheet_state = "hidden"
    book.create_sheet("Дома").append(["Адрес"])
    book.save(content)
    assert read_sheet(content.getvalue())[0].cells == ("Адрес",)


def part(name: str, content: bytes) -> bytes:
    """A workbook one of whose parts was replaced."""
    original, changed = zipfile.ZipFile(io.BytesIO(xlsx(TABLE))), io.BytesIO()
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in original.namelist():
            archive.writestr(file, content if file == name else original.read(file))
    return changed.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def far_corners() -> bytes:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return part(SHEET, f"<worksheet {MAIN}><sheetData>{cells}</sheetData></worksheet>".encode())


def entity_expansion() -> bytes:
    entities = "".join(
        f'<!ENTITY a{n} "{"&a" + str(n - 1) + ";" if n else "ha"}{"&a" + str(n - 1) + ";" if n else "ha"}">'
        for n in range(40)
    )
    cell = '<row r="1"><c r="A1" t="str"><v>&a39;</v></c></row>'
    xml = f"<!DOCTYPE x [{entities}]><worksheet {MAIN}><sheetData>{cell}</sheetData></worksheet>"
    return part(SHEET, xml.encode())


def repeated_ods() -> bytes:
    content = ods(TABLE)
    original, changed = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in original.namelist():
            data = original.read(file)
            if file == "content.xml":
                data = data.replace(b"<table:table-cell", b'<table:table-cell table:number-columns-repeated="16000"')
                data = data.replace(b"<table:table-row", b'<table:table-row table:number-rows-repeated="1000000"')
            archive.writestr(file, data)
    return changed.getvalue()


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600


HOSTILE: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "empty": (lambda: b"", {"file_empty"}),
    "only blanks": (lambda: b" \r\n \n", {"file_empty"}),
    "too large": (lambda: b"a" * (LARGEST_FILE_BYTES + 1), {"file_too_large"}),
    "zip bomb": (lambda: part(SHEET, b"<x>" + b"0" * 300_000_000), {"file_unpacks_too_large"}),
    "zip bomb that lies about its size": (
        lambda: part(SHEET, b"<x>" + b"0" * 110_000_000),
        {"file_damaged", "file_too_hard", "no_rows"},
    ),
    "billions of cells between two corners": (far_corners, {"file_too_hard", "file_damaged"}),
    "repeated rows and columns": (repeated_ods, {"file_too_hard", "file_damaged"}),
    "entity expansion": (entity_expansion, {"file_damaged", "file_too_hard", "no_rows"}),
    "a zip that is no workbook": (lambda: _zip({"a.txt": b"x"}), {"file_not_a_sheet"}),
    "many files": (
        lambda: _zip({"xl/workbook.xml": b"", **{f"f{n}": b"" for n in range(3000)}}),
        {"file_unpacks_too_large"},
    ),
    "truncated": (lambda: xlsx(TABLE)[:-200], {"file_damaged"}),
    "a renamed program": (lambda: b"MZ\x90\x00" + random.Random(1).randbytes(5000), {"file_not_a_sheet"}),
    "noise": (lambda: random.Random(2).randbytes(100_000), {"file_not_a_sheet"}),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + random.Random(3).randbytes(5000), {"file_not_a_sheet"}),
    "encrypted": (encrypted, {"file_encrypted"}),
    "a million columns": (lambda: b"a;" * 1_000_000, {"too_many_columns"}),
    "a quotation mark that never closes": (lambda: b'address\n"' + b"x\n" * 100_000, {"file_damaged"}),
    "more rows than allowed": (lambda: b"a\n" * (MOST_ROWS + 1), {"too_many_rows"}),
}


def _zip(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_a_clear_error(name: str) -> None:
    write, codes = HOSTILE[name]
    with pytest.raises(SheetError) as error:
        read_sheet(write())
    assert error.value.code in codes
    assert error.value.text.endswith(".")
    assert "{" not in error.value.text


@pytest.mark.parametrize(
    "name",
    [
        "zip bomb",
        "billions of cells between two corners",
        "repeated rows and columns",
        "entity expansion",
        "a million columns",
    ],
)
def test_a_hostile_file_takes_neither_memory_nor_time(name: str, tmp_path: Path) -> None:
    """In a process of its own, whose memory and that of its children the operating system counts."""
    file = tmp_path / "hostile"
    file.write_bytes(HOSTILE[name][0]())
    program = f"""
        import resource, sys, time
        from pathlib import Path
        from lib.houses.sheet_reader import read_sheet
        from lib.houses.sheet_errors import SheetError
        content = Path({str(file)!r}).read_bytes()
        begun = time.monotonic()
        try:
            read_sheet(content)
        except SheetError:
            took = time.monotonic() - begun
            peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
            print(took, peak / 1024)
    """
    # A process begins with the peak of whoever started it, so a small one stands between the tests and the measurement.
    between = [sys.executable, "-c", "import subprocess, sys; subprocess.run(sys.argv[1:], check=True)"]
    measured = [*between, sys.executable, "-c", textwrap.dedent(program)]
    ran = subprocess.run(measured, cwd=ROOT, capture_output=True, text=True, check=True)
    took_s, peak_mb = map(float, ran.stdout.split())
    assert peak_mb <= 300
    # The promise is 2 s; a machine that does something else at the same time may take a little longer.
    assert took_s <= 3


def test_the_process_that_reads_takes_nothing_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('taken over')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert len(read_sheet(xlsx(TABLE))) == 3

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
import python_calamine
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet, OpenDocumentText
from odf.table import Table, TableCell, TableRow
from odf.text import P

from lib.houses.sheet_errors import SheetError
from lib.houses.sheet_reader import LARGEST_FILE_BYTES, read_sheet
from lib.houses.sheet_row import MOST_HOUSES, MOST_ROWS

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
    assert rows[0].cells == ("5", "5", "5.5", "05.02.2026", "да", "", "к")


def test_formulas_are_read_as_their_last_value_and_never_run() -> None:
    assert read_sheet(xlsx([["Адрес", "x"], ["ул. Мира, 1", "=1+1"]]))[1].cells == ("ул. Мира, 1",)


def test_a_hundred_thousand_houses_under_their_header_are_read() -> None:
    assert len(read_sheet(many_rows(MOST_HOUSES + 1))) == MOST_HOUSES + 1


def test_a_cell_that_is_merged_over_rows_holds_for_each_of_them() -> None:
    book, content = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    rows: list[list[object]] = [
        [None, "Улица", "Дом"],
        [None, "ул. Мира", 1],
        [None, None, 2],
        [None, None, 3],
    ]
    for row in rows:
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    book.active.merge_cells("B5:C9")
    book.save(content)
    assert [row.cells for row in read_sheet(content.getvalue())] == [
        ("Улица", "Дом"),
        ("ул. Мира", "1"),
        ("ул. Мира", "2"),
        ("", "3"),
    ]


def test_hidden_sheets_are_passed_over() -> None:
    book, content = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(["secret"])
    book.active.sheet_state = "hidden"
    book.create_sheet("Дома").append(["Адрес"])
    book.save(content)
    assert read_sheet(content.getvalue())[0].cells == ("Адрес",)


def part(name: str, content: bytes, *, of: bytes = b"", replace: tuple[bytes, bytes] = (b"", b"")) -> bytes:
    """A workbook (`of`, else of TABLE) one of whose parts was changed: to `content`, or by a replacement in it."""
    original, changed = zipfile.ZipFile(io.BytesIO(of or xlsx(TABLE))), io.BytesIO()
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in original.namelist():
            was = original.read(file)
            archive.writestr(file, (content or was.replace(*replace)) if file == name else was)
    return changed.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def many_rows(count: int) -> bytes:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="str"><v>ул. Мира, {n}</v></c></row>' for n in range(1, count + 1))
    return part(SHEET, f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>".encode())


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


def one_long_text_in_every_cell(rows: int, columns: int) -> bytes:
    """Few kilobytes that refer to one text again and again: gigabytes for whoever writes them out."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        for row in range(rows):
            sheet.write_row(row, 0, ["text"] * columns)
    return part("xl/sharedStrings.xml", b"", of=content.getvalue(), replace=(b"text", "я".encode() * 30_000))


def one_cell_again_and_again() -> bytes:
    """A hundred megabytes of a cell that is written over: no memory, but a lot of reading."""
    cells = b'<c r="A1"><v>1</v></c>' * 5_000_000
    return part(SHEET, f"<worksheet {MAIN}><sheetData><row>".encode() + cells + b"</row></sheetData></worksheet>")


def merged_over_everything() -> bytes:
    merged = "".join(f'<mergeCell ref="A{n}:XFD1048576"/>' for n in range(1, 20_000))
    cell = '<row r="1"><c r="A1"><v>1</v></c></row><row r="90000"><c r="A90000"><v>1</v></c></row>'
    xml = f"<worksheet {MAIN}><sheetData>{cell}</sheetData><mergeCells>{merged}</mergeCells></worksheet>"
    return part(SHEET, xml.encode())


def bomb_that_lies() -> bytes:
    """Both places in a zip that tell a file's size say 1,000 bytes instead of 300 MB."""
    bomb = bytearray(part(SHEET, b"<x>" + b"0" * 300_000_000))
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        local = archive.getinfo(SHEET).header_offset
    central = bomb.rindex(SHEET.encode()) - 46
    bomb[local + 22 : local + 26] = bomb[central + 24 : central + 28] = (1_000).to_bytes(4, "little")
    return bytes(bomb)


def text_document() -> bytes:
    content, document = io.BytesIO(), OpenDocumentText()
    document.text.addElement(P(text="Уважаемые жильцы"))
    document.write(content)
    return content.getvalue()


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600


HOSTILE: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "empty": (lambda: b"", {"file_empty"}),
    "only blanks": (lambda: b" \r\n \n", {"file_empty"}),
    "too large": (lambda: b"a" * (LARGEST_FILE_BYTES + 1), {"file_too_large"}),
    "zip bomb": (lambda: part(SHEET, b"<x>" + b"0" * 300_000_000), {"file_unpacks_too_large"}),
    "zip bomb that is just small enough": (
        lambda: part(SHEET, b"<x>" + b"0" * 110_000_000),
        {"file_damaged", "file_too_hard", "no_rows"},
    ),
    "zip bomb that lies about its size": (bomb_that_lies, {"file_damaged", "file_too_hard", "no_rows"}),
    "billions of cells between two corners": (far_corners, {"file_too_hard", "file_damaged"}),
    "repeated rows and columns": (repeated_ods, {"file_too_hard", "file_damaged"}),
    "entity expansion": (entity_expansion, {"file_damaged", "file_too_hard", "no_rows"}),
    "one long text in every cell": (lambda: one_long_text_in_every_cell(2_000, 10), {"file_too_hard"}),
    "one long text in every row": (lambda: one_long_text_in_every_cell(1_500, 1), {"file_unpacks_too_large"}),
    "one cell again and again": (one_cell_again_and_again, {"file_too_hard"}),
    "merged over everything": (merged_over_everything, {"file_too_hard"}),
    "a row of three million letters": (lambda: "я;".encode() * 3_000_000, {"too_many_columns"}),
    "a cell of three million lines": (lambda: b'a;"' + b"\n" * 3_000_000 + b'"', {"file_damaged"}),
    "a web page": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", {"file_not_a_sheet"}),
    "a PDF": (lambda: b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\n", {"file_not_a_sheet"}),
    "a text document": (text_document, {"file_not_a_sheet"}),
    "an old Word document": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "WordDocument".encode("utf-16-le"),
        {"file_not_a_sheet"},
    ),
    "a truncated compound file": (lambda: xls(TABLE)[:2500], {"file_damaged", "file_not_a_sheet"}),
    "more rows in a workbook than allowed": (lambda: many_rows(MOST_ROWS + 1), {"too_many_rows"}),
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
        "zip bomb that lies about its size",
        "billions of cells between two corners",
        "repeated rows and columns",
        "entity expansion",
        "a million columns",
        "one long text in every cell",
        "one long text in every row",
        "one cell again and again",
        "merged over everything",
        "a row of three million letters",
    ],
)
def test_a_hostile_file_takes_neither_memory_nor_time(name: str, tmp_path: Path) -> None:
    """In a process of its own, whose memory and time, and those of its children, the operating system counts."""
    file = tmp_path / "hostile"
    file.write_bytes(HOSTILE[name][0]())
    program = f"""
        import resource
        from pathlib import Path
        from lib.houses.sheet_reader import read_sheet
        from lib.houses.sheet_errors import SheetError
        content = Path({str(file)!r}).read_bytes()
        try:
            read_sheet(content)
        except SheetError:
            used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
            print(sum(u.ru_utime + u.ru_stime for u in used), sum(u.ru_maxrss for u in used) / 1024)
    """
    # A process begins with the peak of whoever started it, so a small one stands between the tests and the measurement.
    between = [sys.executable, "-c", "import subprocess, sys; subprocess.run(sys.argv[1:], check=True)"]
    measured = [*between, sys.executable, "-c", textwrap.dedent(program)]
    ran = subprocess.run(measured, cwd=ROOT, capture_output=True, text=True, check=True)
    took_s, peak_mb = map(float, ran.stdout.split())
    assert peak_mb <= 300
    # The processor's time, since the machine may be doing something else.
    assert took_s <= 2


def test_the_process_that_reads_takes_nothing_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('taken over')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert len(read_sheet(xlsx(TABLE))) == 3


def test_the_reader_is_found_where_the_environment_alone_says_it_is(tmp_path: Path) -> None:
    """As in a container that installs packages into a folder of PYTHONPATH, which an isolated process ignores."""
    packages = Path(python_calamine.__file__).parent.parent
    file = tmp_path / "houses.xlsx"
    file.write_bytes(xlsx(TABLE))
    program = (
        f"from lib.houses.sheet_reader import read_sheet; print(len(read_sheet(open({str(file)!r}, 'rb').read())))"
    )
    environment = {"PYTHONPATH": f"{packages}:{ROOT}"}
    bare_python = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    ran = subprocess.run([bare_python, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "3"

"""A sheet of any kind becomes rows of text: .xlsx, .xls, .ods, .csv, told by content and not by name.

Workbooks are read by a compiled reader in a process of its own with limits on memory and time, so that a hostile file
ends there. Values are read, formulas and macros are never run.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lib.houses.sheet_errors import SheetError

LARGEST_FILE_BYTES = 10 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 500

# A register of 100,000 rows unpacks to about 80 MB of XML; a bomb unpacks to gigabytes.
_LARGEST_UNPACKED_BYTES = 120 * 1024 * 1024
_MOST_FILES_IN_A_WORKBOOK = 2_000
# A hostile file ends within this time; a large honest one gets a second more for every 40 MB it unpacks to.
_TIME_S = 1.5
_UNPACKED_BYTES_A_SECOND = 40 * 1024 * 1024

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_PROCESS = Path(__file__).with_name("workbook_process.py")

# A cell longer than this is an unclosed quotation mark that swallowed the rest of the file.
_LONGEST_CELL = 32_767


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds anything; `number` is its number in the user's own sheet."""

    number: int
    cells: tuple[str, ...]


def read_sheet(content: bytes) -> list[Row]:
    """The rows of the first sheet that is visible and holds anything; empty rows are left out.

    Raises:
        SheetError: `file_…`, `too_many_rows`, `too_many_columns`, `no_rows`.
    """
    if not content.strip():
        raise SheetError("file_empty")
    if len(content) > LARGEST_FILE_BYTES:
        raise SheetError("file_too_large", limit=LARGEST_FILE_BYTES // 1024 // 1024)
    rows = list(_checked(_workbook_rows(content) if _is_workbook(content) else _text_rows(content)))
    if not rows:
        raise SheetError("no_rows")
    return rows


def _is_workbook(content: bytes) -> bool:
    return content.startswith((_ZIP, _EMPTY_ZIP, _COMPOUND))


def _checked(rows: Iterable[Row]) -> Iterator[Row]:
    for count, row in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise SheetError("too_many_rows", limit=MOST_ROWS)
        cells = row.cells
        while cells and not cells[-1]:
            cells = cells[:-1]
        if len(cells) > MOST_COLUMNS:
            raise SheetError("too_many_columns", limit=MOST_COLUMNS)
        yield Row(row.number, cells)


def _workbook_rows(content: bytes) -> Iterator[Row]:
    unpacked = len(content) if content.startswith(_COMPOUND) else _unpacked_bytes(content)
    if content.startswith(_COMPOUND) and _ENCRYPTED_PACKAGE in content:
        raise SheetError("file_encrypted")
    try:
        # -I: neither the folder nor the environment of whoever called decides what is imported.
        finished = subprocess.run(  # noqa: S603 — the argument is this package's own file
            [sys.executable, "-I", str(_PROCESS)],
            input=content,
            capture_output=True,
            check=False,
            timeout=_TIME_S + unpacked / _UNPACKED_BYTES_A_SECOND,
        )
    except subprocess.TimeoutExpired:
        raise SheetError("file_too_hard") from None
    if finished.returncode:
        raise SheetError(_why_it_failed(finished.stderr))
    for line in io.BytesIO(finished.stdout):
        number, cells = json.loads(line)
        yield Row(number, tuple(cells))


def _unpacked_bytes(content: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise SheetError("file_damaged") from None
    names = {file.filename for file in files}
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise SheetError("file_encrypted" if "EncryptedPackage" in names else "file_not_a_sheet")
    unpacked = sum(file.file_size for file in files)
    if unpacked > _LARGEST_UNPACKED_BYTES or len(files) > _MOST_FILES_IN_A_WORKBOOK:
        raise SheetError("file_unpacks_too_large")
    return unpacked


def _why_it_failed(stderr: bytes) -> str:
    message = stderr.decode(errors="replace")
    if "PasswordError" in message:
        return "file_encrypted"
    # Rust ends the process where memory runs out; Python raises MemoryError.
    return "file_too_hard" if "memory" in message.lower() else "file_damaged"


def _text_rows(content: bytes) -> Iterator[Row]:
    text = _decoded(content)
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    before = 0
    try:
        for cells in reader:
            # A row that is written over several lines has the number of its first.
            number, before = before + 1, reader.line_num
            if len(cells) > MOST_COLUMNS:
                raise SheetError("too_many_columns", limit=MOST_COLUMNS)
            if any(cell.strip() for cell in cells):
                yield Row(number, tuple(cell.strip() for cell in cells))
    except csv.Error:
        raise SheetError("file_damaged") from None


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded_as(content, "utf-16")
    if b"\x00" in content:
        raise SheetError("file_not_a_sheet")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded_as(content, "cp1251")


def _decoded_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise SheetError("file_not_a_sheet") from None


def _delimiter(text: str) -> str:
    """The separator that stands most evenly in the first lines."""
    lines = [line for line in text[:20_000].splitlines()[:20] if line.strip()]

    def evenness(delimiter: str) -> tuple[int, int]:
        counts = [len(next(csv.reader([line], delimiter=delimiter), [])) - 1 for line in lines]
        return sum(count == counts[0] and count > 0 for count in counts), counts[0]

    return max((";", "\t", ","), key=evenness)

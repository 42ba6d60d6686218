"""A text file becomes rows: .csv and .txt in UTF-8, UTF-16 or Windows-1251, with commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from lib.houses.sheet_errors import SheetError
from lib.houses.sheet_row import MOST_COLUMNS, MOST_HOUSES, MOST_ROWS, Row
from lib.russian import grouped

# Excel's own limit; a longer cell is an unclosed quotation mark that swallowed the rest of the file.
_LONGEST_CELL = 32_767
# A line of a register is 300 characters. A longer one than this is a million of columns.
_LONGEST_LINE = 200_000
_LINES_LOOKED_AT = 20
# What no text file holds, and how web pages, PDF and RTF begin, which people rename.
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
_OTHER_KINDS = ("<", "%PDF", "{\\rtf", "MZ", "Rar!", "PK")


def text_rows(content: bytes) -> Iterator[Row]:
    """The rows that hold anything.

    Raises:
        SheetError: `file_not_a_sheet`, `file_damaged`, `too_many_rows`, `too_many_columns`.
    """
    text = _decoded(content)
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(_lines(text), delimiter=_delimiter(text))
    before = found = 0
    try:
        for cells in reader:
            # A row that is written over several lines has the number of its first.
            number, before = before + 1, reader.line_num
            if len(cells) > MOST_COLUMNS:
                raise SheetError("too_many_columns", limit=MOST_COLUMNS)
            if any(cell.strip() for cell in cells):
                yield Row(number, tuple(cell.strip() for cell in cells))
                found += 1
            if found > MOST_ROWS:
                raise SheetError("too_many_rows", limit=grouped(MOST_HOUSES))
    except csv.Error:
        raise SheetError("file_damaged") from None


def _lines(text: str) -> Iterator[str]:
    for line in io.StringIO(text, newline=""):
        if len(line) > _LONGEST_LINE:
            raise SheetError("too_many_columns", limit=MOST_COLUMNS)
        yield line


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = _decoded_as(content, "utf-16")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = _decoded_as(content, "cp1251")
    if _BINARY.search(text) or text.lstrip().startswith(_OTHER_KINDS):
        raise SheetError("file_not_a_sheet")
    return text


def _decoded_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise SheetError("file_not_a_sheet") from None


def _delimiter(text: str) -> str:
    """The separator that stands most evenly in the first lines."""
    lines = [line for line in text[:20_000].splitlines()[:_LINES_LOOKED_AT] if line.strip()]

    def evenness(delimiter: str) -> tuple[int, int]:
        counts = [len(next(csv.reader([line], delimiter=delimiter), [])) - 1 for line in lines]
        return sum(count == counts[0] and count > 0 for count in counts), counts[0]

    return max((";", "\t", ","), key=evenness)

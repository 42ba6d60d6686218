"""A sheet of any kind becomes rows of text: .xlsx, .xls, .ods, .csv, told by content and not by name."""

from __future__ import annotations

from msgspec.structs import replace

from lib.houses.sheet_errors import SheetError
from lib.houses.sheet_row import Row
from lib.houses.text_sheet import text_rows
from lib.houses.workbook_sheet import is_workbook, workbook_rows

LARGEST_FILE_BYTES = 10 * 1024 * 1024


def read_sheet(content: bytes) -> list[Row]:
    """The rows of the first sheet that is visible and holds anything; empty rows are left out.

    Raises:
        SheetError: `file_…`, `too_many_rows`, `too_many_columns`, `no_rows`.
    """
    if not content.strip():
        raise SheetError("file_empty")
    if len(content) > LARGEST_FILE_BYTES:
        raise SheetError("file_too_large", limit=LARGEST_FILE_BYTES // 1024 // 1024)
    read = workbook_rows if is_workbook(content) else text_rows
    rows = [_without_empty_end(row) for row in read(content)]
    if not rows:
        raise SheetError("no_rows")
    return rows


def _without_empty_end(row: Row) -> Row:
    width = len(row.cells)
    while width and not row.cells[width - 1]:
        width -= 1
    return row if width == len(row.cells) else replace(row, cells=row.cells[:width])

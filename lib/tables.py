"""Tables as files. Every cell is text: nothing that a person typed becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from msgspec import Struct

# What a spreadsheet takes for the beginning of a formula: OWASP, CSV Injection.
_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")


class Columns(Struct, frozen=True):
    """The sheet's name, and for each column what it is called and how many letters wide it is."""

    sheet: str
    names: Sequence[str]
    widths: Sequence[int]
    wraps: bool = False


def table_xlsx(columns: Columns, rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as .xlsx."""
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as workbook:
        sheet, bold = workbook.add_worksheet(columns.sheet), workbook.add_format({"bold": True})
        format_ = workbook.add_format({"text_wrap": True, "valign": "top"}) if columns.wraps else None
        for column, (name, width) in enumerate(zip(columns.names, columns.widths, strict=True)):
            sheet.set_column(column, column, width, format_)
            sheet.write_string(0, column, name, bold)
        for row, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell, format_)
        sheet.freeze_panes(1, 0)
    return content.getvalue()


def table_csv(columns: Columns, rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as .csv, as Excel opens it in Russian: UTF-8 with a mark, semicolons."""
    content = io.StringIO()
    writer = csv.writer(content, delimiter=";")
    writer.writerow(columns.names)
    writer.writerows([_harmless(cell) for cell in cells] for cells in rows)
    return content.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_BEGINS) else cell

"""Tables as files. Every cell that is no number of ours is text: nothing that a person typed becomes a formula."""

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
    return tables_xlsx([(columns, rows)])


def tables_xlsx(tables: Iterable[tuple[Columns, Iterable[Sequence[str | int]]]]) -> bytes:
    """Tables as the sheets of one .xlsx; numbers are numbers, everything else is text."""
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as workbook:
        bold = workbook.add_format({"bold": True})
        wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        for columns, rows in tables:
            sheet, format_ = workbook.add_worksheet(columns.sheet), wrapped if columns.wraps else None
            for column, (name, width) in enumerate(zip(columns.names, columns.widths, strict=True)):
                sheet.set_column(column, column, width, format_)
                sheet.write_string(0, column, name, bold)
            for row, cells in enumerate(rows, start=1):
                for column, cell in enumerate(cells):
                    write = sheet.write_number if isinstance(cell, int) else sheet.write_string
                    write(row, column, cell, format_)
            sheet.freeze_panes(1, 0)
    return content.getvalue()


def table_csv(columns: Columns, rows: Iterable[Sequence[str | int]]) -> bytes:
    """The rows as .csv, as Excel opens it in Russian: UTF-8 with a mark, semicolons."""
    content = io.StringIO()
    writer = csv.writer(content, delimiter=";")
    writer.writerow(columns.names)
    writer.writerows([_harmless(cell) for cell in cells] for cells in rows)
    return content.getvalue().encode("utf-8-sig")


def _harmless(cell: str | int) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(_FORMULA_BEGINS) else text

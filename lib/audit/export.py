"""The audit log as a file. Every cell is text: nothing that a person typed into a name becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from lib.audit.line import AuditLine

_HEADER = ("Когда", "Кто", "Роль", "Что сделано", "С чем", "Что изменилось")
_WIDTHS = (20, 26, 26, 30, 40, 80)
# What a spreadsheet takes for the beginning of a formula: OWASP, CSV Injection.
_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")


def audit_xlsx(lines: Iterable[AuditLine]) -> bytes:
    """The lines as .xlsx."""
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Журнал")
        bold, wrapped = workbook.add_format({"bold": True}), workbook.add_format({"text_wrap": True, "valign": "top"})
        for column, (name, width) in enumerate(zip(_HEADER, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width, wrapped)
            sheet.write_string(0, column, name, bold)
        for row, line in enumerate(lines, start=1):
            for column, cell in enumerate(_cells(line)):
                sheet.write_string(row, column, cell, wrapped)
        sheet.freeze_panes(1, 0)
    return content.getvalue()


def audit_csv(lines: Iterable[AuditLine]) -> bytes:
    """The lines as .csv, as Excel opens it in Russian: UTF-8 with a mark, semicolons."""
    content = io.StringIO()
    writer = csv.writer(content, delimiter=";")
    writer.writerow(_HEADER)
    for line in lines:
        writer.writerow([_harmless(cell) for cell in _cells(line)])
    return content.getvalue().encode("utf-8-sig")


def _cells(line: AuditLine) -> tuple[str, ...]:
    changes = (f"{change.title}: {change.before or '—'} → {change.after or '—'}" for change in line.changes)
    return (
        line.at.strftime("%d.%m.%Y %H:%M:%S UTC"),
        line.actor.name,
        line.actor.role,
        line.action.in_russian,
        line.subject.title,
        "\n".join(changes),
    )


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_BEGINS) else cell

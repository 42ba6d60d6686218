"""Reads a workbook in a process of its own, since the file may be hostile: `python -I workbook_process.py < file`.

It imports nothing of the project, so that it starts quickly and needs no path. It writes a line of JSON for every row
that holds anything: `[row number, [cells]]`. A limit on memory ends it where a file describes a sheet of billions of
cells; whoever started it keeps the time.
"""

from __future__ import annotations

import datetime
import io
import json
import resource
import sys

import python_calamine

# Anonymous memory of this process. A register of 100,000 rows and 12 columns takes about half of it.
_MEMORY_BYTES = 220 * 1024 * 1024


def main() -> None:
    """Writes the first sheet that is visible and holds anything."""
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    workbook = python_calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
    visible = [
        sheet.name for sheet in workbook.sheets_metadata if sheet.visible == python_calamine.SheetVisibleEnum.Visible
    ]
    for name in visible:
        if _write_rows(workbook.get_sheet_by_name(name)):
            return


def _write_rows(sheet: python_calamine.CalamineSheet) -> bool:
    found = False
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [_text(cell) for cell in row]
        if any(cells):
            found = True
            sys.stdout.write(json.dumps([number, cells]) + "\n")
    return found


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime.date):
        # Excel makes a date of «5/2»; the mark lets the check say so.
        return f"[дата {cell:%d.%m.%Y}]"
    return "" if cell is None else str(cell)


if __name__ == "__main__":
    main()

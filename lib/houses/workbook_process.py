"""Reads a workbook in a process of its own, since the file may be hostile.

`python -I workbook_process.py FOLDER CPU_SECONDS MOST_ROWS MOST_COLUMNS < file`, where FOLDER is the one that
python_calamine is installed in. It imports nothing of the project, so it starts quickly and depends on nobody's path.

It writes a line of JSON for every row that holds anything: `[row number, [cells]]`. What a file can make it use is
limited: memory, time of the processor, rows, columns, and how much it writes. Where a limit of ours ends it, the
limit's code is the last line of its errors; where the system's does, it dies by a signal.
"""

from __future__ import annotations

import datetime
import io
import json
import resource
import signal
import sys
from collections.abc import Iterable, Iterator
from typing import Any

# A register of 100,000 rows and 10 columns takes about half of it.
_MEMORY_BYTES = 220 * 1024 * 1024
# What python and its libraries map without using it; some systems hold only this limit.
_ADDRESS_SPACE_BYTES = _MEMORY_BYTES + 180 * 1024 * 1024
# A register of 100,000 rows and 10 columns is 25 MB of text; one long text that many cells share can be gigabytes.
_MOST_WRITTEN_BYTES = 60 * 1024 * 1024


def main(folder: str, cpu_seconds: str, most_rows: str, most_columns: str) -> None:
    """Writes the rows of the first sheet that is visible and holds anything."""
    signal.setitimer(signal.ITIMER_PROF, float(cpu_seconds))
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE_BYTES, _ADDRESS_SPACE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.path.append(folder)
    import python_calamine as calamine

    workbook = calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
    for about in workbook.sheets_metadata:
        if about.visible == calamine.SheetVisibleEnum.Visible and about.typ == calamine.SheetTypeEnum.WorkSheet:
            sheet = workbook.get_sheet_by_name(about.name)
            if sheet.width > int(most_columns):
                sys.exit("too_many_columns")
            if _write_rows(_rows(sheet), int(most_rows)):
                return


def _write_rows(rows: Iterable[tuple[int, list[str]]], most_rows: int) -> bool:
    count = written = 0
    for number, cells in rows:
        line = json.dumps([number, cells], ensure_ascii=False).encode()
        count, written = count + 1, written + len(line)
        if count > most_rows:
            sys.exit("too_many_rows")
        if written > _MOST_WRITTEN_BYTES:
            sys.exit("file_unpacks_too_large")
        sys.stdout.buffer.write(line + b"\n")
    return count > 0


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    merged = _merged_downwards(sheet)
    above: list[str] = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [_text(cell) for cell in row]
        if any(cells):
            # What is merged over several rows holds for each; a row of nothing but that is empty.
            for column in merged.get(number, ()):
                cells[column] = cells[column] or above[column]
            yield number, cells
            above = cells


def _merged_downwards(sheet: Any) -> dict[int, list[int]]:
    """Row number → columns whose cell belongs to a merged one that begins above."""
    merged: dict[int, list[int]] = {}
    first_column = (sheet.start or (0, 0))[1]
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        # `top` counts from 0, row numbers from 1.
        for number in range(top + 2, min(bottom, sheet.total_height) + 2):
            merged.setdefault(number, []).append(left - first_column)
    return merged


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime.date):
        return f"{cell:%d.%m.%Y}"
    return "" if cell is None else str(cell)


if __name__ == "__main__":
    main(*sys.argv[1:])

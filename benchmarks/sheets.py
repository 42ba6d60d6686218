"""Reading and checking 10,000 rows, beside openpyxl that only reads the same file.

Every measurement is a fresh process, whose time and peak of memory (with its children) the operating system counts.
Budget: read and checked in at most 2 s and 200 MB.
"""

from __future__ import annotations

import csv
import io
import random
import statistics
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import openpyxl

from benchmarks.results import Budget
from benchmarks.table import print_table

_ROOT = Path(__file__).resolve().parent.parent
_REGISTER = _ROOT.parent / "shared" / "data" / "houses_ekaterinburg.csv"
_ROWS = 10_000
_RUNS = 5

_READ_AND_CHECK = """
    from lib.houses.sheet_reader import read_sheet
    from lib.houses.sheet_check import check_sheet
    checked = check_sheet(read_sheet(content), resolve_references=lambda names: {}, find_existing=lambda keys: {})
    rows = len(checked.good) + len(checked.bad) + len(checked.repeats)
"""
_OPENPYXL = """
    import io, openpyxl
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    rows = sum(1 for row in book.active.iter_rows(values_only=True) if any(row)) - 1
"""


def main() -> None:
    """Prints the table."""
    register = _register_rows()
    with tempfile.TemporaryDirectory() as folder:
        files = {"csv": Path(folder) / "houses.csv", "xlsx": Path(folder) / "houses.xlsx"}
        files["csv"].write_bytes(_csv(register))
        files["xlsx"].write_bytes(_xlsx(register))
        rows = [
            ["read and checked, .csv", *_measure(_READ_AND_CHECK, files["csv"])],
            ["read and checked, .xlsx", *_measure(_READ_AND_CHECK, files["xlsx"])],
            ["openpyxl, only read, .xlsx", *_measure(_OPENPYXL, files["xlsx"])],
        ]
    budgets = [
        Budget(f"{_ROWS} rows of .xlsx read and checked", 2, float(rows[1][1]), "s"),
        Budget(f"{_ROWS} rows of .xlsx, memory", 200, float(rows[1][4]), "MB"),
    ]
    header = ["what", "seconds, median", "min", "max", "peak MB"]
    print_table(f"A sheet of {_ROWS} rows, {_RUNS} runs, whole processes", header, rows, budgets, "seconds, median")


def _register_rows() -> list[list[str]]:
    if _REGISTER.exists():
        with _REGISTER.open(encoding="utf-8") as file:
            return list(csv.reader(file))[: _ROWS + 1]
    chance = random.Random(1)
    header = ["address", "management_company", "entrances", "apartments"]
    streets = [f"ул. {name} {number}-я" for name in ("Полевая", "Речная", "Лесная") for number in range(1, 120)]
    return [header] + [
        [f"обл. Свердловская, г. Екатеринбург, {chance.choice(streets)}, д. {number % 200}", "ООО «Уют»", "4", "96"]
        for number in range(_ROWS)
    ]


def _csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _xlsx(rows: list[list[str]]) -> bytes:
    book, content = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("Дома")
    for row in rows:
        sheet.append(row)
    book.save(content)
    return content.getvalue()


def _measure(program: str, file: Path) -> list[str]:
    body = textwrap.dedent(program)
    code = (
        "import resource, time\nfrom pathlib import Path\n"
        f"begun = time.monotonic()\ncontent = Path({str(file)!r}).read_bytes()\n{body}\n"
        "took = time.monotonic() - begun\n"
        "peak = sum(resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))\n"
        f"assert rows == {_ROWS}, rows\nprint(took, peak / 1024)\n"
    )
    runs = [_run(code) for _ in range(_RUNS)]
    seconds = [run[0] for run in runs]
    peak = max(run[1] for run in runs)
    return [f"{statistics.median(seconds):.2f}", f"{min(seconds):.2f}", f"{max(seconds):.2f}", f"{peak:.0f}"]


def _run(code: str) -> tuple[float, float]:
    ran = subprocess.run([sys.executable, "-c", code], cwd=_ROOT, capture_output=True, text=True, check=True)
    took, peak = ran.stdout.split()
    return float(took), float(peak)


if __name__ == "__main__":
    main()

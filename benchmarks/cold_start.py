"""The import of each function, which is most of its cold start, beside that of the two packages none can do without.

Our modules are imported from their bytecode, as the packages are. Budget: 1.15 times the import of functions-framework
and google-cloud-firestore, and 120 MB.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.results import Budget
from benchmarks.table import print_table

_ROOT = Path(__file__).resolve().parent.parent
_RUNS = 15
_BARE = "import functions_framework\nfrom google.cloud import firestore"
_MEASURED = """
import resource, time
begun = time.perf_counter()
{imports}
print(time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def main() -> None:
    """Prints the table."""
    functions = sorted(path.parent.name for path in (_ROOT / "functions").glob("*/main.py"))
    bare = "functions-framework and google-cloud-firestore alone"
    imports = {bare: _BARE, **{name: f"import functions.{name}.main" for name in functions}}
    seconds: dict[str, list[float]] = {name: [] for name in imports}
    megabytes: dict[str, float] = dict.fromkeys(imports, 0.0)
    # Run by run in turn, so that whatever else the machine does hits all alike.
    with tempfile.TemporaryDirectory() as bytecode:
        for lines in imports.values():
            _run(lines, bytecode)
        for _ in range(_RUNS):
            for name, lines in imports.items():
                took, size = _run(lines, bytecode)
                seconds[name].append(took)
                megabytes[name] = max(megabytes[name], size)
    # The least is what the import takes; all above it is the machine's other work.
    least = {name: min(took) for name, took in seconds.items()}
    rows = [
        [
            name,
            f"{least[name]:.2f}",
            f"{statistics.median(seconds[name]):.2f}",
            f"{least[name] / least[bare]:.2f}",
            f"{megabytes[name]:.0f}",
        ]
        for name in imports
    ]
    slowest = max(functions, key=lambda name: least[name])
    largest = max(functions, key=lambda name: megabytes[name])
    budgets = [
        Budget(
            f"import of the slowest function ({slowest}), times the bare one", 1.15, least[slowest] / least[bare], "×"
        ),
        Budget(f"memory after the import of the largest function ({largest})", 120, megabytes[largest], "MB"),
    ]
    header = ["what", "s, least", "s, median", "times the bare one", "MB"]
    print_table(f"Import of a function, {_RUNS} runs", header, rows, budgets, "s, least")


def _run(lines: str, bytecode: str) -> tuple[float, float]:
    command = [sys.executable, "-c", _MEASURED.format(imports=lines)]
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode, "PYTHONDONTWRITEBYTECODE": ""}
    printed = subprocess.run(command, capture_output=True, text=True, check=True, cwd=_ROOT, env=environment).stdout
    took, size = printed.split()
    return float(took), float(size)


if __name__ == "__main__":
    main()

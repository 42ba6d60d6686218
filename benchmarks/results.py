"""What was measured, kept: benchmarks/results.json, and docs/performance.md that is written from it."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
RESULTS = _ROOT / "benchmarks" / "results.json"
PAGE = _ROOT / "docs" / "performance.md"

# What the figures depend on, beside the project itself.
_PACKAGES = (
    "functions-framework",
    "google-cloud-firestore",
    "google-cloud-tasks",
    "httpx",
    "msgspec",
    "fpdf2",
    "vk_api",
    "vkbottle",
    "openpyxl",
    "reportlab",
)

_PREFACE = """# Performance

Each table is what a benchmark of `benchmarks/` printed last; `make bench` runs them all, and writes this page and
`benchmarks/results.json`. VK is the stand-in of `local/vk`, Firestore is Google's emulator, and everything, the peers
too, shares the cores of one machine: the figures compare, and say where a budget stands; in the cloud each function has
cores of its own.
"""


# Why a budget is not kept, and what would be needed; by the beginning of its name.
_ANSWERS = {
    "presses answered too late": (
        "The sender, vk_callback, Firestore's emulator and VK's stand-in share two cores, which come to some "
        "120 votes a second; 200 are sent. Every vote is counted, but who pressed sees the button turn for "
        "some seconds. A vote costs two calls of Firestore; in the cloud more instances start. Needed: as "
        "many cores again."
    ),
    "any page or search of houses": (
        "The emulator looks through the whole collection before it cuts a page off: the bare query of the "
        "first page, by google-cloud-firestore alone (last row of the table), takes longer than the budget. "
        "Firestore itself reads the index as far as the page goes. What follows from our code is the number "
        "of documents read, which is the page's. Needed: a measurement against the service."
    ),
}


def machine() -> str:
    """The machine and the Python of this run."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


@dataclass(frozen=True, slots=True)
class Budget:
    """A figure that the project promises; `limit` is the most that it may be, or with `at_least` the least."""

    what: str
    limit: float
    measured: float
    unit: str
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the promise was kept in this run."""
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit


@dataclass(frozen=True, slots=True)
class Result:
    """A benchmark's table. `chart`: the column that is drawn; empty where a picture says nothing more."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    budgets: Sequence[Budget] = ()
    chart: str = ""
    machine: str = field(default_factory=machine)
    measured_on: str = field(default_factory=lambda: datetime.now(UTC).date().isoformat())


def keep(result: Result) -> None:
    """Puts a result in the place of the one of the same title, and writes the page anew."""
    results = [each for each in load() if each.title != result.title] + [result]
    results.sort(key=lambda each: each.title)
    kept = {"versions": _versions(), "results": [asdict(each) for each in results]}
    RESULTS.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(results, _versions()), encoding="utf-8")


def load() -> list[Result]:
    """What is kept."""
    if not RESULTS.exists():
        return []
    kept = json.loads(RESULTS.read_text(encoding="utf-8"))["results"]
    return [Result(**{**each, "budgets": [Budget(**budget) for budget in each["budgets"]]}) for each in kept]


def load_versions() -> dict[str, str]:
    """The versions of the packages at the last run."""
    versions: dict[str, str] = json.loads(RESULTS.read_text(encoding="utf-8"))["versions"]
    return versions


def page(results: Sequence[Result], versions: dict[str, str]) -> str:
    """docs/performance.md."""
    budgets = [budget for result in results for budget in result.budgets]
    parts = [_PREFACE]
    if budgets:
        parts.append("## Budgets\n\n" + _table(["what", "budget", "measured", ""], [_budget_row(b) for b in budgets]))
    if not_kept := [budget for budget in budgets if not budget.is_met]:
        parts.append(
            "### What is not kept, and why\n\n" + "".join(f"- **{b.what}**: {answer_to(b)}\n" for b in not_kept)
        )
    parts += [_section(result) for result in results]
    named = ", ".join(f"{name} {version}" for name, version in versions.items())
    parts.append(f"## Versions\n\n{named}.\n")
    return "\n".join(parts)


def answer_to(budget: Budget) -> str:
    """Why a budget is not kept; empty where nobody has said so."""
    return next((answer for beginning, answer in _ANSWERS.items() if budget.what.startswith(beginning)), "")


def _section(result: Result) -> str:
    text = f"## {result.title}\n\n{result.machine}; {result.measured_on}.\n\n"
    text += _table(result.header, result.rows)
    return text + (_chart(result) if result.chart else "")


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def _chart(result: Result) -> str:
    column = list(result.header).index(result.chart)
    names, values = [], []
    for row in result.rows:
        figure = row[column].split("/")[-1].strip().replace(" ", "")
        if figure.replace(".", "", 1).isdigit():
            names.append('"' + row[0].replace('"', "'") + '"')
            values.append(figure)
    lines = [
        "xychart-beta horizontal",
        f'    title "{result.chart}"',
        f"    x-axis [{', '.join(names)}]",
        f"    bar [{', '.join(values)}]",
    ]
    return "\n```mermaid\n" + "\n".join(lines) + "\n```\n"


def _budget_row(budget: Budget) -> list[str]:
    sign = "≥" if budget.at_least else "≤"
    return [
        budget.what,
        f"{sign} {budget.limit:g} {budget.unit}",
        f"{budget.measured:.4g} {budget.unit}",
        "kept" if budget.is_met else "**not kept**",
    ]


def _versions() -> dict[str, str]:
    return {name: importlib.metadata.version(name) for name in _PACKAGES}

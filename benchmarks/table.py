"""A table on the terminal, with the machine that it was measured on; what is shown is kept too."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from benchmarks.results import Budget, Result, keep, machine


def print_table(
    title: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    budgets: Sequence[Budget] = (),
    chart: str = "",
) -> None:
    """Prints rows of text under a title, and how they stand to the budgets; the first column is what was measured.
    `chart` names the column that the page of results draws.
    """
    console, table = Console(), Table(*header, title=f"{title}\n{machine()}")
    for row in rows:
        table.add_row(*row)
    console.print(table)
    for budget in budgets:
        verdict = "kept" if budget.is_met else "NOT KEPT"
        console.print(f"  {budget.what}: {budget.measured:.4g} {budget.unit} of {budget.limit:g}: {verdict}")
    keep(Result(title, header, rows, budgets, chart))

"""The page of what was measured says what is kept, and a budget is judged as it is meant."""

from __future__ import annotations

import pytest

from benchmarks.results import PAGE, Budget, Result, answer_to, load, load_versions, page


def test_the_page_is_written_from_the_results() -> None:
    results = load()
    assert results
    assert PAGE.read_text(encoding="utf-8") == page(results, load_versions())


def test_the_page_says_why_a_budget_is_not_kept() -> None:
    not_kept = [budget for result in load() for budget in result.budgets if not budget.is_met]
    assert [budget.what for budget in not_kept if not answer_to(budget)] == []


@pytest.mark.parametrize(
    ("budget", "is_met"),
    [
        (Budget("p95", 150, 150, "ms"), True),
        (Budget("p95", 150, 150.1, "ms"), False),
        (Budget("rate", 60, 61, "%", at_least=True), True),
        (Budget("rate", 60, 59, "%", at_least=True), False),
    ],
)
def test_a_budget_is_kept_up_to_its_limit(budget: Budget, is_met: bool) -> None:
    assert budget.is_met is is_met
    lines = page([Result("T", ["a"], [["b"]], [budget])], {}).splitlines()
    (row,) = [line for line in lines if line.startswith(f"| {budget.what} ")]
    assert ("not kept" in row) is not is_met

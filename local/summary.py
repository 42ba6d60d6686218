"""What a run of the main job came to: as numbers for programs, as text for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console

from lib.errors import ERRORS
from lib.houses.house import House
from lib.houses.sheet_check import CheckedSheet

_MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Summary:
    """A run in numbers; docs/local-cloud.md says what each means."""

    houses: int
    live: int
    failed: int
    repeats: int
    bad_rows: int
    requests: int
    requests_per_house: float
    seconds: float
    most_requests_in_a_second: int

    @property
    def is_complete(self) -> bool:
        """Whether every row of the sheet has its live chat."""
        return self.live == self.houses and not self.bad_rows


def tell_check(checked: CheckedSheet, filename: str, console: Console) -> None:
    """What the check of the sheet found, the first few of each kind in full."""
    good, bad, repeats = len(checked.good), len(checked.bad), len(checked.repeats)
    console.print(f"{filename}: {good + bad + repeats} rows, {good} new houses, {repeats} repeats, {bad} bad rows")
    if checked.unknown_columns:
        console.print(f"Columns left aside: {', '.join(checked.unknown_columns)}", markup=False)
    if checked.totals:
        console.print(checked.totals, markup=False)
    errors = [f"строка {row.number}, «{error.column}»: {error.text}" for row in checked.bad for error in row.errors]
    _tell_first(errors, console)
    _tell_first([f"строка {repeat.number}. {repeat.text}" for repeat in checked.repeats], console)


def tell_summary(summary: Summary, failures: Sequence[House], console: Console) -> None:
    """The end of a run: numbers, and failures by reason with what to do about each."""
    console.print(
        f"\nHouses {summary.houses}, live {summary.live}, failed {summary.failed}, repeats {summary.repeats}, "
        f"bad rows {summary.bad_rows}"
    )
    for (code, vk_code), count in Counter((house.failure, house.failure_vk_code) for house in failures).most_common():
        explanation = ERRORS[code]
        console.print(f"  {count} × VK {vk_code}: {explanation.title} {explanation.action}", markup=False)
    console.print(
        f"Requests to VK {summary.requests}, a house {summary.requests_per_house}, "
        f"most in a second {summary.most_requests_in_a_second}; {summary.seconds} s"
    )


def _tell_first(lines: Sequence[str], console: Console) -> None:
    for line in lines[:_MOST_SHOWN]:
        console.print(f"  {line}", markup=False)
    if len(lines) > _MOST_SHOWN:
        console.print(f"  … and {len(lines) - _MOST_SHOWN} more")

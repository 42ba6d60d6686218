"""Periods for which figures are shown: a calendar month, or the last thirty days that were counted."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from lib.errors import DomainError

LAST_30 = "last30"
_DAYS = 30
_MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
# Months that can be chosen.
_MOST_MONTHS = 12


class Period(Struct, frozen=True):
    """A period: its name in requests and paths (`last30`, `2026-11`), its first and its last day."""

    name: str
    since: str
    until: str

    @property
    def title(self) -> str:
        """The period in words."""
        if self.name == LAST_30:
            return "последние 30 дней"
        return f"{_MONTHS[int(self.name[5:]) - 1]} {self.name[:4]}"

    @property
    def days(self) -> list[str]:
        """All of its days."""
        first, last = date.fromisoformat(self.since), date.fromisoformat(self.until)
        return [(first + timedelta(days=number)).isoformat() for number in range((last - first).days + 1)]

    @property
    def months(self) -> list[str]:
        """The calendar months that it touches."""
        return sorted({day[:7] for day in (self.since, self.until)})


def period_of(name: str, last_day: str) -> Period:
    """The period of that name; `last_day` is the last one that was counted.

    Raises:
        DomainError: `period_unknown`.
    """
    if name == LAST_30:
        return last_30(last_day)
    try:
        first = date.fromisoformat(f"{name}-01")
    except ValueError:
        raise DomainError("period_unknown") from None
    return Period(
        name, first.isoformat(), first.replace(day=calendar.monthrange(first.year, first.month)[1]).isoformat()
    )


def last_30(last_day: str) -> Period:
    """The thirty days that end with this one."""
    first = date.fromisoformat(last_day) - timedelta(days=_DAYS - 1)
    return Period(LAST_30, first.isoformat(), last_day)


def periods_around(day: str) -> list[Period]:
    """The periods of which a day is a part: its numbers change theirs."""
    return [last_30(day), period_of(day[:7], day)]


def months_back(day: str) -> Iterator[Period]:
    """The month of a day and those before it, the newest first."""
    first = date.fromisoformat(day).replace(day=1)
    for _ in range(_MOST_MONTHS):
        yield period_of(first.isoformat()[:7], day)
        first = (first - timedelta(days=1)).replace(day=1)

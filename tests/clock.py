"""The one thing that tests fake: time. And ids that can be told beforehand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count


class MovableClock:
    """A clock that moves when it is told to, or when somebody sleeps."""

    def __init__(self, start: datetime = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)) -> None:
        self.time = start
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.move(seconds=max(seconds, 0))

    def move(self, **span: float) -> None:
        """Moves ahead by a `timedelta` of these parts."""
        self.time += timedelta(**span)


class CountedIds:
    """Ids in a row, so that a test can name them."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def document_id(self) -> str:
        return f"id{next(self._numbers):06}"

    def random_id(self) -> int:
        return next(self._numbers)

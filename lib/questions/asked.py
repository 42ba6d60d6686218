"""When something was asked and how it was answered, in the form that lists are narrowed by: the same for questions and
complaints.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from msgspec import Struct


class Outcome(StrEnum):
    """Whether there is an answer, and whether it came before the deadline."""

    NONE = "none"
    IN_TIME = "in_time"
    AFTER_DEADLINE = "after_deadline"


class AnswerFilter(StrEnum):
    """Which of them a list shows."""

    NONE = "none"
    ANSWERED = "answered"
    IN_TIME = "in_time"

    @property
    def outcomes(self) -> list[str]:
        """The outcomes that it lets through."""
        if self is AnswerFilter.ANSWERED:
            return [Outcome.IN_TIME, Outcome.AFTER_DEADLINE]
        return [self.value]


class AskedWithin(Struct, frozen=True):
    """What was asked in a span of time, and how it was answered; None where that does not matter."""

    since: datetime
    until: datetime
    answer: AnswerFilter | None = None

    def conditions(self) -> list[tuple[str, str, object]]:
        """The filter as Firestore takes it: beside it lists are in the order of `asked_sort`, downwards."""
        where: list[tuple[str, str, object]] = [
            ("asked_sort", ">=", moment_sort(self.since)),
            ("asked_sort", "<", moment_sort(self.until)),
        ]
        return [*where, ("outcome", "in", self.answer.outcomes)] if self.answer else where


def outcome_of(answered_at: datetime | None, overdue_at: datetime | None) -> Outcome:
    """How it was answered."""
    if answered_at is None:
        return Outcome.NONE
    return Outcome.IN_TIME if overdue_at is None else Outcome.AFTER_DEADLINE


def asked_sort(asked_at: datetime | None, id_: str) -> str:
    """Orders by the moment, unique by the id; empty for what was not asked yet."""
    return f"{moment_sort(asked_at)} {id_}" if asked_at else ""


def moment_sort(moment: datetime) -> str:
    """The beginning of the order at a moment."""
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%S%f")

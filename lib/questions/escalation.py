"""What time does to whatever somebody has to answer, a question or a complaint: a reminder before the deadline, the
heads when it has passed, the municipality's employees when the heads' time is over too.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Escalation(StrEnum):
    """Who has been told that an answer is late."""

    NOBODY = "nobody"
    HEAD = "head"
    EMPLOYEES = "employees"


class Awaited(Protocol):
    """What somebody has to answer."""

    @property
    def due_at(self) -> datetime | None: ...
    @property
    def remind_at(self) -> datetime | None: ...
    @property
    def is_reminded(self) -> bool: ...
    @property
    def escalation(self) -> Escalation: ...
    @property
    def escalates_at(self) -> datetime | None: ...


class Overdue(StrEnum):
    """What is to be done now."""

    REMIND = "remind"
    TELL_HEADS = "tell_heads"
    TELL_EMPLOYEES = "tell_employees"


def next_look_at(awaited: Awaited) -> datetime | None:
    """When time alone changes something next; None where it never does."""
    if awaited.escalation is Escalation.EMPLOYEES:
        return None
    if awaited.escalation is Escalation.HEAD:
        return awaited.escalates_at
    return awaited.due_at if awaited.is_reminded else awaited.remind_at or awaited.due_at


def overdue_step(awaited: Awaited, now: datetime) -> Overdue:
    """The step that is due, for something whose `next_look_at` has come; one step a call, in order."""
    if awaited.escalation is Escalation.HEAD:
        return Overdue.TELL_EMPLOYEES
    if awaited.due_at is not None and now >= awaited.due_at:
        return Overdue.TELL_HEADS
    return Overdue.REMIND

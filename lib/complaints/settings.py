"""What residents of a municipality can complain about: each subject with who is responsible and how soon."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from lib.gateways.firestore.store import Store
from lib.questions.deadlines import deadline, reminder_before
from lib.questions.subjects import STANDARD_BY_SUBJECT, STANDARD_WORKING_DAYS, Subject


class ComplaintSubject(Struct, frozen=True):
    """A subject. `organization_id` is who is responsible, empty for the company that manages the house;
    `working_days` is the deadline.
    """

    id: str
    title: str
    working_days: int
    organization_id: str = ""


_STANDARD = tuple(
    ComplaintSubject(each.value, each.in_russian, STANDARD_BY_SUBJECT.get(each, STANDARD_WORKING_DAYS))
    for each in Subject
)


class ComplaintSettings(Struct, frozen=True):
    """The settings. `head_days` is how long a head has after the deadline before the employees are told, `again_days`
    how long after an answer that did not solve it, in working days; `verdict_days` are calendar days.
    """

    is_on: bool = True
    time_zone: str = "Europe/Moscow"
    subjects: tuple[ComplaintSubject, ...] = _STANDARD
    head_days: int = 2
    again_days: int = 3
    verdict_days: int = 3

    def subject(self, subject_id: str) -> ComplaintSubject | None:
        """One of the subjects."""
        return next((each for each in self.subjects if each.id == subject_id), None)

    def due_at(self, subject: ComplaintSubject, now: datetime) -> datetime:
        """When a complaint that is made now is to be dealt with."""
        return deadline(now, subject.working_days, self.time_zone)

    def due_again(self, now: datetime) -> datetime:
        """When a complaint that was not solved is to be dealt with again."""
        return deadline(now, self.again_days, self.time_zone)

    def escalates_at(self, now: datetime) -> datetime:
        """When the employees are told of a complaint that a head was told of now."""
        return deadline(now, self.head_days, self.time_zone)

    def remind_at(self, due_at: datetime) -> datetime:
        """When to remind of it."""
        return reminder_before(due_at, self.time_zone)


def settings_path(municipality_id: str) -> str:
    """Where they lie."""
    return f"municipalities/{municipality_id}/settings/complaints"


def load_complaint_settings(municipality_id: str, *, store: Store) -> ComplaintSettings:
    """The settings; the standard ones where nobody has changed them."""
    found = store.get(settings_path(municipality_id), ComplaintSettings)
    return found.record if found else ComplaintSettings()

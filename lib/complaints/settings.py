"""What residents of a municipality can complain about: each subject with who is responsible and how soon."""

from __future__ import annotations

import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct
from msgspec.structs import replace

from lib.audit.line import AuditAction, SubjectKind, changes
from lib.audit.line import Subject as AuditSubject
from lib.audit.record import Doing, Planned, record_change
from lib.errors import DomainError
from lib.gateways.firestore.store import Put, Store
from lib.organizations.organization import Organization, organization_path
from lib.questions.deadlines import deadline, reminder_before
from lib.questions.subjects import STANDARD_BY_SUBJECT, STANDARD_WORKING_DAYS, Subject

# VK's buttons hold 40 letters, and an inline keyboard ten buttons, of which one is the way out.
LONGEST_TITLE = 40
MOST_SUBJECTS = 9
MOST_DAYS = 60


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


def change_complaint_settings(asked: ComplaintSettings, doing: Doing, *, store: Store) -> ComplaintSettings:
    """Changes the settings; complaints that were made keep the deadlines that residents were told.

    Raises:
        DomainError: `complaint_settings_invalid`, `organization_unknown`.
    """
    named = replace(asked, subjects=tuple(_with_id(each) for each in asked.subjects))
    if not is_valid(named):
        raise DomainError("complaint_settings_invalid")

    def plan() -> Planned:
        before = load_complaint_settings(doing.municipality_id, store=store)
        titles = _organizations(doing.municipality_id, (*before.subjects, *named.subjects), store)
        if any(each.organization_id and each.organization_id not in titles for each in named.subjects):
            raise DomainError("organization_unknown")
        differs = changes(_TITLES, _in_words(before, titles), _in_words(named, titles))
        subject = AuditSubject(SubjectKind.SETTINGS, doing.municipality_id, "Темы и сроки жалоб")
        line = doing.line(AuditAction.SETTINGS_CHANGED, subject, differs)
        return Planned([Put(settings_path(doing.municipality_id), named)], [line]) if differs else Planned()

    record_change(doing, plan, store)
    return named


def is_valid(settings: ComplaintSettings) -> bool:
    """Whether residents can choose from these subjects, and officials keep these deadlines."""
    subjects = settings.subjects
    titles, ids = {each.title.casefold() for each in subjects}, {each.id for each in subjects}
    days = [settings.head_days, settings.again_days, settings.verdict_days, *(each.working_days for each in subjects)]
    return (
        1 <= len(subjects) <= MOST_SUBJECTS
        and len(titles) == len(ids) == len(subjects)
        and all(1 <= len(each.title) <= LONGEST_TITLE for each in subjects)
        and all(1 <= number <= MOST_DAYS for number in days)
        and _is_time_zone(settings.time_zone)
    )


_TITLES = {
    "is_on": "Приём жалоб",
    "time_zone": "Часовой пояс",
    "subjects": "Темы жалоб",
    "head_days": "Срок руководителя, рабочих дней",
    "again_days": "Срок повторного ответа, рабочих дней",
    "verdict_days": "Оценка ответа, дней",
}


def _with_id(subject: ComplaintSubject) -> ComplaintSubject:
    """The subject with its words tidied; a new one gets an id that follows from its title."""
    title = " ".join(subject.title.split())
    new_id = hashlib.sha256(title.casefold().encode()).hexdigest()[:12]
    return replace(subject, id=subject.id or new_id, title=title)


def _is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _organizations(municipality_id: str, subjects: tuple[ComplaintSubject, ...], store: Store) -> dict[str, str]:
    ids = {each.organization_id for each in subjects if each.organization_id}
    found = store.get_many([organization_path(municipality_id, each) for each in sorted(ids)], Organization)
    return {stored.record.id: stored.record.name for stored in found.values()}


def _in_words(settings: ComplaintSettings, organizations: dict[str, str]) -> dict[str, str]:
    subjects = "; ".join(
        f"{each.title}: {organizations.get(each.organization_id, 'управляющая компания')}, {each.working_days} дн."
        for each in settings.subjects
    )
    own = {"subjects": subjects, "is_on": "да" if settings.is_on else "нет"}
    return {name: str(getattr(settings, name)) for name in _TITLES} | own

"""How soon a municipality wants questions answered, subject by subject, and when somebody higher is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct, field

from lib.audit.line import AuditAction, Change, SubjectKind, changes
from lib.audit.line import Subject as AuditSubject
from lib.audit.record import Doing, Planned, record_change
from lib.errors import DomainError
from lib.gateways.firestore.store import Put, Store
from lib.questions.deadlines import deadline, reminder_before
from lib.questions.subjects import STANDARD_BY_SUBJECT, STANDARD_WORKING_DAYS, Subject

_MOST_DAYS = 60


class QuestionSettings(Struct, frozen=True):
    """The settings. `working_days` is for subjects without a number of their own; `head_days` is how long a head has
    after the deadline before the employees are told, `reopened_days` how long after an answer that did not help.
    `verdict_days` are calendar days.
    """

    time_zone: str = "Europe/Moscow"
    working_days: int = STANDARD_WORKING_DAYS
    by_subject: Mapping[Subject, int] = field(default_factory=lambda: dict(STANDARD_BY_SUBJECT))
    head_days: int = 2
    reopened_days: int = 5
    verdict_days: int = 3
    not_helped_percent: int = 50

    def days_for(self, subject: Subject | None) -> int:
        """How many working days there are to answer."""
        return self.by_subject.get(subject, self.working_days) if subject else self.working_days

    def due_at(self, subject: Subject | None, now: datetime) -> datetime:
        """When a question that is sent now is to be answered."""
        return deadline(now, self.days_for(subject), self.time_zone)

    def due_again(self, now: datetime) -> datetime:
        """When a question whose answer did not help is to be answered again."""
        return deadline(now, self.reopened_days, self.time_zone)

    def escalates_at(self, now: datetime) -> datetime:
        """When the employees are told of a question that a head was told of now."""
        return deadline(now, self.head_days, self.time_zone)

    def remind_at(self, due_at: datetime) -> datetime:
        """When to remind of it."""
        return reminder_before(due_at, self.time_zone)


def settings_path(municipality_id: str) -> str:
    """Where they lie."""
    return f"municipalities/{municipality_id}/settings/questions"


def load_question_settings(municipality_id: str, *, store: Store) -> QuestionSettings:
    """The settings; the standard ones where nobody has changed them."""
    found = store.get(settings_path(municipality_id), QuestionSettings)
    return found.record if found else QuestionSettings()


def change_question_settings(asked: QuestionSettings, doing: Doing, *, store: Store) -> QuestionSettings:
    """Changes the settings; questions that were sent keep the deadlines that residents were told.

    Raises:
        DomainError: `question_settings_invalid`.
    """
    if settings_errors(asked):
        raise DomainError("question_settings_invalid")

    def plan() -> Planned:
        before = load_question_settings(doing.municipality_id, store=store)
        subject = AuditSubject(SubjectKind.SETTINGS, doing.municipality_id, "Сроки ответов на вопросы")
        differs: tuple[Change, ...] = changes(_TITLES, _in_words(before), _in_words(asked))
        line = doing.line(AuditAction.SETTINGS_CHANGED, subject, differs)
        return Planned([Put(settings_path(doing.municipality_id), asked)], [line]) if differs else Planned()

    record_change(doing, plan, store)
    return asked


def settings_errors(settings: QuestionSettings) -> list[str]:
    """What is wrong with settings, in words; empty where nothing is."""
    errors = []
    try:
        ZoneInfo(settings.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        errors.append("Такого часового пояса нет.")
    days = [settings.working_days, settings.head_days, settings.reopened_days, settings.verdict_days]
    if not all(1 <= number <= _MOST_DAYS for number in (*days, *settings.by_subject.values())):
        errors.append(f"Срок — от 1 до {_MOST_DAYS} дней.")
    if not 1 <= settings.not_helped_percent <= 100:
        errors.append("Доля — от 1 до 100 процентов.")
    return errors


_TITLES = {
    "time_zone": "Часовой пояс",
    "working_days": "Срок ответа, рабочих дней",
    "by_subject": "Сроки по темам",
    "head_days": "Срок руководителя, рабочих дней",
    "reopened_days": "Срок повторного ответа, рабочих дней",
    "verdict_days": "Оценка ответа, дней",
    "not_helped_percent": "Доля «не помогло» для возврата, %",
}


def _in_words(settings: QuestionSettings) -> dict[str, str]:
    by_subject = sorted(settings.by_subject.items())
    own = {"by_subject": ", ".join(f"{subject.in_russian}: {days}" for subject, days in by_subject)}
    return {name: str(getattr(settings, name)) for name in _TITLES} | own

"""Who answers well and who does not: an organisation's questions of the last months, counted."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

from lib.gateways.firestore.store import Store
from lib.questions.question import Question, questions_path

COUNTED = timedelta(days=90)
# A municipality of ten thousand houses that asks a question a house a quarter is far below.
_MOST = 20_000


class Figures(Struct, frozen=True):
    """How an organisation answers. `hours` are from sending to the present answer, one for each answered question."""

    organization_id: str
    name: str
    asked: int
    answered: int
    in_time: int
    late: int
    median_hours: int | None
    helped: int
    not_helped: int


def count_figures(municipality_id: str, now: datetime, *, store: Store) -> list[Figures]:
    """The figures of every organisation that was asked within `COUNTED`, the one with most late questions first; costs
    a read a question.
    """
    found = store.query(
        questions_path(municipality_id), Question, [("sent_at", ">=", now - COUNTED)], ["sent_at"], _MOST
    )
    return figures_of(stored.record for stored in found)


def figures_of(questions: Iterable[Question]) -> list[Figures]:
    """The figures of these questions; one that concerns two organisations counts for both."""
    by_organization: dict[str, list[Question]] = {}
    names: dict[str, str] = {}
    for question in questions:
        for addressee in question.addressees:
            by_organization.setdefault(addressee.organization_id, []).append(question)
            names[addressee.organization_id] = addressee.name
    figures = [_figures(id_, names[id_], theirs) for id_, theirs in by_organization.items()]
    return sorted(figures, key=lambda each: (-each.late, each.in_time - each.answered, -each.asked, each.name))


def _figures(organization_id: str, name: str, questions: list[Question]) -> Figures:
    answered = [each for each in questions if each.answered_at is not None]
    hours = [_hours(each) for each in answered]
    return Figures(
        organization_id,
        name,
        asked=len(questions),
        answered=len(answered),
        in_time=sum(each.overdue_at is None for each in answered),
        late=sum(each.is_overdue for each in questions),
        median_hours=round(statistics.median(hours)) if hours else None,
        helped=sum(each.helped for each in questions),
        not_helped=sum(each.not_helped for each in questions),
    )


def _hours(question: Question) -> float:
    assert question.answered_at is not None
    assert question.sent_at is not None
    return (question.answered_at - question.sent_at).total_seconds() / 3600

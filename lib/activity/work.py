"""What was sent and asked in a period, and how it went: broadcasts, questions, complaints, as they stand now.

Costs a read for each question and complaint and a sum for each broadcast of the period.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from msgspec import Struct

from lib.activity.periods import Period
from lib.activity.speakers import DAY_ZONE
from lib.broadcasts.batch import Does, broadcasts_path
from lib.broadcasts.broadcast import LEFT, Broadcast
from lib.broadcasts.progress import count_progress
from lib.complaints.complaint import complaints_path
from lib.gateways.firestore.at_once import at_once
from lib.gateways.firestore.store import Condition, Store
from lib.questions.question import Addressee, questions_path

# More in a month than any municipality has.
_MOST = 20_000
_MOST_BROADCASTS = 500
_COUNTED = ["addressees", "answered_at", "overdue_at", "is_overdue"]


class Asked(Struct, frozen=True):
    """A question or a complaint, as far as it is counted."""

    addressees: tuple[Addressee, ...] = ()
    answered_at: datetime | None = None
    overdue_at: datetime | None = None
    is_overdue: bool = False


class Answers(Struct, frozen=True):
    """How an organisation answered; without an id, how all of them did, each question counted once."""

    organization_id: str
    title: str
    asked: int
    answered: int
    in_time: int
    late: int


class Deliveries(Struct, frozen=True):
    """Broadcasts that left, and their messages by what became of them."""

    broadcasts: int = 0
    sent: int = 0
    failed: int = 0
    unknown: int = 0
    waiting: int = 0


class Work(Struct, frozen=True):
    """Everything of a period; the first of each list is the whole."""

    deliveries: Deliveries
    questions: list[Answers]
    complaints: list[Answers]


def count_work(municipality_id: str, period: Period, *, store: Store) -> Work:
    """Broadcasts that left in the period, and what was asked in it."""
    return Work(
        _deliveries(municipality_id, period, store),
        answers_of(_asked(questions_path(municipality_id), "sent_at", period, store)),
        answers_of(_asked(complaints_path(municipality_id), "created_at", period, store)),
    )


def answers_of(asked: Iterable[Asked]) -> list[Answers]:
    """The whole, and each organisation's, the one with most late ones first; what concerns two counts for both."""
    asked = list(asked)
    by_organization: dict[str, list[Asked]] = {}
    titles: dict[str, str] = {}
    for each in asked:
        for addressee in each.addressees:
            by_organization.setdefault(addressee.organization_id, []).append(each)
            titles[addressee.organization_id] = addressee.name
    theirs = [_answers(id_, titles[id_], some) for id_, some in by_organization.items()]
    return [_answers("", "", asked), *sorted(theirs, key=lambda row: (-row.late, -row.asked, row.title))]


def moments_of(period: Period) -> tuple[datetime, datetime]:
    """When a period begins, and when it is over."""
    first, last = (datetime.fromisoformat(day).replace(tzinfo=DAY_ZONE) for day in (period.since, period.until))
    return first, last + timedelta(days=1)


def _answers(organization_id: str, title: str, asked: list[Asked]) -> Answers:
    answered = [each for each in asked if each.answered_at is not None]
    in_time = sum(each.overdue_at is None for each in answered)
    late = sum(each.is_overdue for each in asked)
    return Answers(organization_id, title, len(asked), len(answered), in_time, late)


def _asked(path: str, field: str, period: Period, store: Store) -> list[Asked]:
    found = store.query(path, Asked, _within(field, period), [field], _MOST, select=_COUNTED)
    return [stored.record for stored in found]


def _deliveries(municipality_id: str, period: Period, store: Store) -> Deliveries:
    where = _within("send_at", period)
    found = store.query(broadcasts_path(municipality_id), Broadcast, where, ["send_at"], _MOST_BROADCASTS)
    left = [stored.record for stored in found if stored.record.state in LEFT]
    how = at_once(
        [partial(count_progress, municipality_id, broadcast.id, Does.SEND, store=store) for broadcast in left]
    )
    return Deliveries(
        len(left),
        sum(each.done for each in how),
        sum(each.failed for each in how),
        sum(each.unknown for each in how),
        sum(each.waiting for each in how),
    )


def _within(field: str, period: Period) -> list[Condition]:
    since, until = moments_of(period)
    return [(field, ">=", since), (field, "<", until)]

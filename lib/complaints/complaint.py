"""A resident's complaint: what about, where, to whom it went, how far it is. One record a complaint.

It is private: `author_id` and `joined` are for those who represent the responsible organisation, and nobody else.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum

from msgspec.structs import replace

from lib.discreet import Discreet
from lib.questions.asked import Outcome, asked_sort, outcome_of
from lib.questions.escalation import Escalation, next_look_at
from lib.questions.question import Addressee, Official

LONGEST_TEXT = 1500
# https://wiki.open311.org/GeoReport_v2: the longest description.
LONGEST_OUTSIDE_TEXT = 4000
MOST_PHOTOS = 5
_MOST_HISTORY = 60


class ComplaintState(StrEnum):
    """How far a complaint is."""

    SENT = "sent"
    RETURNED = "returned"
    TAKEN = "taken"
    ASKED = "asked"
    ANSWERED = "answered"
    REOPENED = "reopened"
    REJECTED = "rejected"
    SOLVED = "solved"

    @property
    def in_russian(self) -> str:
        """The state as people see it."""
        return _TITLES[self]


_TITLES = {
    ComplaintState.SENT: "отправлена",
    ComplaintState.RETURNED: "ищем ответственных",
    ComplaintState.TAKEN: "в работе",
    ComplaintState.ASKED: "ждёт ответа жителя",
    ComplaintState.ANSWERED: "есть ответ",
    ComplaintState.REOPENED: "не решена, возвращена",
    ComplaintState.REJECTED: "отклонена",
    ComplaintState.SOLVED: "решена",
}

# Somebody has to deal with it. While the resident is asked back the deadline runs on: what is not known can be asked at
# once, and is no way out of a deadline.
AWAITED = frozenset(
    {
        ComplaintState.SENT,
        ComplaintState.RETURNED,
        ComplaintState.TAKEN,
        ComplaintState.ASKED,
        ComplaintState.REOPENED,
    }
)
CLOSED = frozenset({ComplaintState.REJECTED, ComplaintState.SOLVED})


class Step(Discreet, frozen=True):
    """A line of a complaint's history. `by` is in words and never names the author."""

    at: datetime
    state: ComplaintState
    by: str
    text: str = ""
    photos: tuple[str, ...] = ()


class Complaint(Discreet, frozen=True):
    """A complaint. `number` is what people call it by, rising within the municipality.

    `photos` are attachments as VK's messages name them. `joined` are the neighbours who have the same trouble. `due_at`
    is when it is to be dealt with, `verdict_until` until when the author says whether it is solved, `wake_at` when time
    alone changes something next. `steps` counts the changes. `organization_ids`, `reader_ids`, `is_open`,
    `is_awaited`, `asked_sort`, `outcome` and `sort` repeat the rest for queries; `sort` puts the late ones first,
    `asked_sort` follows `created_at`.

    `author_id` is 0 where there is no author to talk to: an organisation's own system registered it
    (`source_organization_id`, by the name of `source`), or the person was erased. `outside_number` is what the
    responsible organisation's own system calls it.
    """

    id: str
    number: int
    municipality_id: str
    group_id: int
    house_id: str
    address: str
    subject_id: str
    subject: str
    text: str
    photos: tuple[str, ...]
    author_id: int
    created_at: datetime
    joined: tuple[int, ...] = ()
    addressees: tuple[Addressee, ...] = ()
    state: ComplaintState = ComplaintState.SENT
    invited: tuple[int, ...] = ()
    due_at: datetime | None = None
    is_reminded: bool = False
    remind_at: datetime | None = None
    overdue_at: datetime | None = None
    escalates_at: datetime | None = None
    escalation: Escalation = Escalation.NOBODY
    taken_by: Official | None = None
    answered_at: datetime | None = None
    verdict_until: datetime | None = None
    wake_at: datetime | None = None
    steps: int = 0
    history: tuple[Step, ...] = ()
    source_organization_id: str = ""
    source: str = ""
    outside_number: str = ""
    organization_ids: tuple[str, ...] = ()
    reader_ids: tuple[str, ...] = ()
    is_open: bool = True
    is_awaited: bool = True
    is_overdue: bool = False
    sort: str = ""
    asked_sort: str = ""
    outcome: Outcome = Outcome.NONE

    @property
    def people(self) -> tuple[int, ...]:
        """Who has the trouble: the author first."""
        return (*((self.author_id,) if self.author_id else ()), *self.joined)

    @property
    def concerns(self) -> str:
        """The names of the organisations that have to deal with it."""
        return ", ".join(each.name for each in self.addressees)

    @property
    def shown_state(self) -> str:
        """The state in words, lateness included."""
        return f"{self.state.in_russian}, срок прошёл" if self.is_overdue else self.state.in_russian


def complaints_path(municipality_id: str) -> str:
    """The collection of a municipality's complaints."""
    return f"municipalities/{municipality_id}/complaints"


def complaint_path(municipality_id: str, complaint_id: str) -> str:
    """Where a complaint lies."""
    return f"{complaints_path(municipality_id)}/{complaint_id}"


def complaint_id_of(group_id: int, author_id: int, begun: str) -> str:
    """The id of the complaint that a conversation ends in: sent twice, it is one complaint."""
    return hashlib.sha256(f"complaint {group_id} {author_id} {begun}".encode()).hexdigest()[:20]


def moved(
    complaint: Complaint,
    state: ComplaintState,
    now: datetime,
    by: str,
    text: str = "",
    photos: tuple[str, ...] = (),
) -> Complaint:
    """The complaint in another state, with a line in its history."""
    step = Step(now, state, by, text, photos)
    return replace(complaint, state=state, history=(*complaint.history, step)[-_MOST_HISTORY:])


def consistent(complaint: Complaint) -> Complaint:
    """The complaint with everything that repeats the rest brought in line with it, one step further."""
    awaited = complaint.state in AWAITED
    overdue = awaited and complaint.overdue_at is not None
    wake_at = next_look_at(complaint) if awaited else None
    return replace(
        complaint,
        steps=complaint.steps + 1,
        organization_ids=tuple(each.organization_id for each in complaint.addressees),
        reader_ids=_readers(complaint),
        is_open=complaint.state not in CLOSED,
        is_awaited=awaited,
        is_overdue=overdue,
        wake_at=complaint.verdict_until if complaint.state is ComplaintState.ANSWERED else wake_at,
        sort=_sort(complaint, awaited=awaited, overdue=overdue),
        asked_sort=asked_sort(complaint.created_at, complaint.id),
        outcome=outcome_of(complaint.answered_at, complaint.overdue_at),
    )


def _readers(complaint: Complaint) -> tuple[str, ...]:
    """The organisations whose own systems may read it: those responsible, and the one that registered it."""
    source = (complaint.source_organization_id,) if complaint.source_organization_id else ()
    return tuple(dict.fromkeys((*(each.organization_id for each in complaint.addressees), *source)))


def _sort(complaint: Complaint, *, awaited: bool, overdue: bool) -> str:
    urgency = 0 if overdue else 1 if awaited else 2 if complaint.state not in CLOSED else 3
    when = complaint.due_at.strftime("%Y%m%d%H%M") if awaited and complaint.due_at else "9" * 12
    return f"{urgency} {when} {10**9 - complaint.number:010} {complaint.id}"

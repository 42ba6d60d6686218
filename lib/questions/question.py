"""A question of a house: what is asked, of whom, how far it is. One record a question."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from lib.discreet import Discreet
from lib.organizations.organization import OrganizationKind
from lib.questions.asked import Outcome, asked_sort, outcome_of
from lib.questions.ballot import Ballot
from lib.questions.escalation import Escalation, next_look_at
from lib.questions.subjects import Subject

LONGEST_TEXT = 600
LONGEST_REASON = 300
_MOST_HISTORY = 60


class QuestionState(StrEnum):
    """How far a question is."""

    OPEN = "open"
    VOTING = "voting"
    VOTED = "voted"
    SENT = "sent"
    RETURNED = "returned"
    TAKEN = "taken"
    ANSWERED = "answered"
    REOPENED = "reopened"
    CLOSED = "closed"

    @property
    def in_russian(self) -> str:
        """The state as people see it."""
        return _TITLES[self]


_TITLES = {
    QuestionState.OPEN: "черновик",
    QuestionState.VOTING: "голосование",
    QuestionState.VOTED: "голосование закончено",
    QuestionState.SENT: "отправлен",
    QuestionState.RETURNED: "ищем, кто ответит",
    QuestionState.TAKEN: "взят в работу",
    QuestionState.ANSWERED: "есть ответ",
    QuestionState.REOPENED: "возвращён: ответ не помог",
    QuestionState.CLOSED: "закрыт",
}

# Somebody has to answer.
AWAITED = frozenset({QuestionState.SENT, QuestionState.RETURNED, QuestionState.TAKEN, QuestionState.REOPENED})
# The chat administrator can still change what is asked, and of whom.
NOT_SENT_YET = frozenset({QuestionState.OPEN, QuestionState.VOTED})

# How far each state is; whoever goes back says why.
RANKS = {
    QuestionState.OPEN: 0,
    QuestionState.VOTING: 1,
    QuestionState.VOTED: 2,
    QuestionState.RETURNED: 3,
    QuestionState.SENT: 4,
    QuestionState.REOPENED: 4,
    QuestionState.TAKEN: 5,
    QuestionState.ANSWERED: 6,
    QuestionState.CLOSED: 7,
}


class Addressee(Struct, frozen=True):
    """An organisation that a question concerns."""

    organization_id: str
    name: str
    kind: OrganizationKind


class Official(Struct, frozen=True):
    """Who deals with a question, as residents see them."""

    vk_id: int
    name: str
    post: str
    organization_id: str
    organization: str

    @property
    def in_words(self) -> str:
        """Post, name and organisation in one line."""
        return ", ".join(part for part in (self.name, self.post, self.organization) if part)


class Event(Discreet, frozen=True):
    """A line of a question's history; what made it go back always has a reason."""

    at: datetime
    state: QuestionState
    by: str
    reason: str = ""


class Question(Discreet, frozen=True):
    """A question.

    `source_cmid` is the resident's message that it was made of; 0 where there is none. `invited` are the people who
    were told, `told_of_overdue` those of them whom the escalation told. `due_at` is when it is to be answered,
    `verdict_until` until when residents say whether the answer helped, `wake_at` when time alone changes something
    next. `steps` counts the changes, `answers` the answers. `house_ids`, `organization_ids`, `is_open`, `asked_sort`,
    `outcome` and `sort` repeat the rest for queries; `sort` puts the late ones first, `asked_sort` follows `sent_at`.
    """

    id: str
    municipality_id: str
    group_id: int
    house_id: str
    house_title: str
    address: str
    company_key: str
    chat_id: int
    text: str
    created_at: datetime
    created_by: int
    source_cmid: int = 0
    subject: Subject | None = None
    addressees: tuple[Addressee, ...] = ()
    state: QuestionState = QuestionState.OPEN
    ballot: Ballot | None = None
    invited: tuple[int, ...] = ()
    sent_at: datetime | None = None
    due_at: datetime | None = None
    is_reminded: bool = False
    remind_at: datetime | None = None
    overdue_at: datetime | None = None
    escalates_at: datetime | None = None
    escalation: Escalation = Escalation.NOBODY
    taken_by: Official | None = None
    discussion_id: str = ""
    answers: int = 0
    answered_at: datetime | None = None
    answered_by: Official | None = None
    verdict_until: datetime | None = None
    helped: int = 0
    not_helped: int = 0
    is_reopened: bool = False
    wake_at: datetime | None = None
    steps: int = 0
    history: tuple[Event, ...] = ()
    organization_ids: tuple[str, ...] = ()
    is_open: bool = True
    is_awaited: bool = False
    is_overdue: bool = False
    sort: str = ""
    asked_sort: str = ""
    outcome: Outcome = Outcome.NONE

    @property
    def shown_state(self) -> str:
        """The state in words, lateness included."""
        return f"{self.state.in_russian}, срок прошёл" if self.is_overdue else self.state.in_russian

    @property
    def concerns(self) -> str:
        """The names of the organisations that it concerns."""
        return ", ".join(each.name for each in self.addressees)


def questions_path(municipality_id: str) -> str:
    """The collection of a municipality's questions."""
    return f"municipalities/{municipality_id}/questions"


def question_path(municipality_id: str, question_id: str) -> str:
    """Where a question lies."""
    return f"{questions_path(municipality_id)}/{question_id}"


def votes_path(owner_path: str) -> str:
    """The collection of the votes on a question, or on what comes first."""
    return f"{owner_path}/votes"


def question_id_of(group_id: int, chat_id: int, cmid: int) -> str:
    """The id of the question that is made of a message: the same message is one question, however often it is made."""
    return hashlib.sha256(f"question {group_id} {chat_id} {cmid}".encode()).hexdigest()[:20]


def moved(question: Question, state: QuestionState, now: datetime, by: str, reason: str = "") -> Question:
    """The question in another state, with a line in its history."""
    event = Event(now, state, by, reason)
    return replace(question, state=state, history=(*question.history, event)[-_MOST_HISTORY:])


def consistent(question: Question) -> Question:
    """The question with everything that repeats the rest brought in line with it, one step further."""
    awaited = question.state in AWAITED
    overdue = awaited and question.overdue_at is not None
    return replace(
        question,
        steps=question.steps + 1,
        organization_ids=tuple(each.organization_id for each in question.addressees),
        is_open=question.state is not QuestionState.CLOSED,
        is_awaited=awaited,
        is_overdue=overdue,
        wake_at=_wakes_at(question),
        sort=_sort(question, awaited=awaited, overdue=overdue),
        asked_sort=asked_sort(question.sent_at, question.id),
        outcome=outcome_of(question.answered_at, question.overdue_at),
    )


def _wakes_at(question: Question) -> datetime | None:
    match question.state:
        case QuestionState.ANSWERED:
            return question.verdict_until
        case state if state in AWAITED:
            return next_look_at(question)
        case _:
            return None


def _sort(question: Question, *, awaited: bool, overdue: bool) -> str:
    """Orders lists: the late ones first, then what is due soonest, then by supporters; unique by the id."""
    urgency = 0 if overdue else 1 if awaited else 2 if question.state is not QuestionState.CLOSED else 3
    due = question.due_at if awaited and question.due_at else None
    when = due.strftime("%Y%m%d%H%M") if due else "9" * 12
    supporters = question.ballot.in_favour if question.ballot else 0
    age = 10**12 - int(question.created_at.timestamp())
    return f"{urgency} {when} {99_999 - min(supporters, 99_999):05} {age:012} {question.id}"

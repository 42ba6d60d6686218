"""Questions as records: found, listed, and changed together with what is said about the change.

A change by a person is one commit: the question by compare-and-set, its line in the audit log, and the messages that
tell of it (lib/outbox). So a crash leaves all of it or nothing, and a repeated request finds its line. A change by time
alone has no line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from lib.audit.line import AuditAction, Change, Subject, SubjectKind
from lib.audit.record import Doing, Planned, record_change
from lib.errors import DomainError
from lib.gateways.firestore.paging import Page, read_page
from lib.gateways.firestore.store import AlreadyExists, Condition, Replace, StaleRecord, Store, Stored, Write
from lib.houses.house import House, house_path, peer_id
from lib.outbox.message import Letter, OutgoingMessage, outgoing
from lib.outbox.posting import have_sent, posted
from lib.people.permissions import Rights
from lib.people.roles import Role
from lib.questions.asked import AskedWithin
from lib.questions.outside import Desk
from lib.questions.question import Question, QuestionState, question_path, questions_path

# A person and the sweep may change a question at the same moment; one of them wins.
_TRIES = 8
# Messages of one change leave in their order.
_APART = timedelta(milliseconds=1)


class Turn(Struct, frozen=True):
    """What a question becomes, what is said about it, and what else is written with it. `named` are messages that
    have to be found again, by the name that they get.
    """

    after: Question
    letters: Sequence[Letter] = ()
    named: Sequence[tuple[str, Letter]] = ()
    also: Sequence[Write] = ()

    def messages(self, now: datetime) -> list[OutgoingMessage]:
        """The messages, in order: the question's number of steps tells those of one change from those of others."""
        letters = [*self.named, *((f"{self.after.steps}x{number}", each) for number, each in enumerate(self.letters))]
        return [
            outgoing(
                message_id(self.after.id, name),
                self.after.municipality_id,
                self.after.group_id,
                letter,
                now + _APART * number,
            )
            for number, (name, letter) in enumerate(letters)
        ]


Decide = Callable[[Question], Turn]


def message_id(question_id: str, name: str) -> str:
    """The id of a message about a question."""
    return f"{question_id}-{name}"


def load_question(municipality_id: str, question_id: str, *, store: Store) -> Stored[Question]:
    """A question as stored.

    Raises:
        DomainError: `question_unknown`.
    """
    found = store.get(question_path(municipality_id, question_id), Question) if question_id.isalnum() else None
    if found is None:
        raise DomainError("question_unknown")
    return found


def question_for(rights: Rights, question_id: str, *, store: Store) -> Question:
    """A question that somebody may see: staff every one, officials those that they were told of and those of their
    houses, a chat administrator those of theirs.

    Raises:
        DomainError: `question_unknown`.
    """
    question = load_question(rights.municipality_id, question_id, store=store).record
    if rights.works_with_all_houses or rights.vk_id in question.invited:
        return question
    house = store.get(house_path(rights.municipality_id, question.house_id), House)
    if house is None:
        raise DomainError("question_unknown")
    if Role.CHAT_ADMINISTRATOR in rights.roles and house.record.administrator_vk_id == rights.vk_id:
        return question
    is_own_house = house.record.company_key in rights.company_keys or rights.vk_id in house.record.official_vk_ids
    if Role.REPRESENTATIVE in rights.roles and is_own_house and question.state is not QuestionState.OPEN:
        return question
    raise DomainError("question_unknown")


def may_deal_with(rights: Rights, question: Question, *, store: Store) -> bool:
    """Whether somebody may act on the question as an official: staff, whoever was told of it, and representatives of
    its house. A chat administrator who represents an organisation elsewhere sees the question and does not answer it.
    """
    if rights.works_with_all_houses or rights.vk_id in question.invited:
        return True
    house = store.get(house_path(rights.municipality_id, question.house_id), House)
    if house is None or Role.REPRESENTATIVE not in rights.roles:
        return False
    return house.record.company_key in rights.company_keys or rights.vk_id in house.record.official_vk_ids


def is_administrator_of(rights: Rights, question: Question, *, store: Store) -> bool:
    """Whether somebody is the administrator of the question's chat, or staff."""
    if rights.works_with_all_houses:
        return True
    house = store.get(house_path(rights.municipality_id, question.house_id), House)
    return house is not None and house.record.administrator_vk_id == rights.vk_id


class QuestionFilter(Struct, frozen=True):
    """Which questions; whatever is None does not narrow."""

    state: QuestionState | None = None
    house_id: str | None = None
    organization_id: str | None = None
    is_awaited: bool | None = None
    is_overdue: bool | None = None
    asked: AskedWithin | None = None

    def conditions(self) -> list[Condition]:
        """The filter as Firestore takes it."""
        equal = [
            ("state", self.state),
            ("house_id", self.house_id),
            ("is_awaited", self.is_awaited),
            ("is_overdue", self.is_overdue),
        ]
        where: list[Condition] = [(field, "==", value) for field, value in equal if value is not None]
        if self.organization_id is not None:
            where.append(("organization_ids", "array_contains", self.organization_id))
        return [*where, *(self.asked.conditions() if self.asked else ())]

    @property
    def order(self) -> str:
        """The late ones first; of a span of time the newest."""
        return "-asked_sort" if self.asked else "sort"


def list_questions(
    rights: Rights, wanted: QuestionFilter, after: str, limit: int, *, store: Store, house_ids: Sequence[str] = ()
) -> Page[Question]:
    """A page of the questions that somebody may see, in the filter's order. `house_ids` are a chat administrator's."""
    where = wanted.conditions()
    if not rights.works_with_all_houses:
        if Role.REPRESENTATIVE in rights.roles and wanted.organization_id is None:
            where.append(("invited", "array_contains", rights.vk_id))
        else:
            where.append(("house_id", "in", list(house_ids) or ["-"]))
    return read_page(
        questions_path(rights.municipality_id),
        Question,
        order=wanted.order,
        after=after,
        limit=limit,
        store=store,
        where=where,
    )


def open_questions_of(municipality_id: str, house_id: str, *, store: Store, most: int = 50) -> list[Question]:
    """The house's questions that are not closed, the late ones first."""
    where: list[Condition] = [("house_id", "==", house_id), ("is_open", "==", True)]
    found = store.query(questions_path(municipality_id), Question, where, ["sort"], most)
    return [stored.record for stored in found]


def change_by_person(
    question_id: str, action: AuditAction, decide: Decide, doing: Doing, desk: Desk, *, words: Sequence[Change] = ()
) -> Question:
    """Changes a question at somebody's word, once a request.

    Raises:
        DomainError: `question_unknown`, `changed_meanwhile`, and whatever `decide` raises.
    """
    messages: list[OutgoingMessage] = []

    def plan() -> Planned:
        stored = load_question(doing.municipality_id, question_id, store=desk.store)
        turn = decide(stored.record)
        messages[:] = turn.messages(doing.now)
        if turn.after == stored.record and not turn.also:
            return Planned()
        subject = question_subject(turn.after)
        differs = (*words, *_state_change(stored.record, turn.after))
        line = doing.line(action, subject, differs)
        return Planned([Replace(stored.path, turn.after, stored.revision), *turn.also, *posted(messages)], [line])

    record_change(doing, plan, desk.store)
    have_sent(messages, desk.queue)
    return load_question(doing.municipality_id, question_id, store=desk.store).record


def change_by_time(stored: Stored[Question], decide: Decide, desk: Desk) -> Question:
    """Changes a question because time has come, or its votes were counted. May be called at once by many.

    Raises:
        StaleRecord: others kept changing it.
    """
    for _ in range(_TRIES):
        turn = decide(stored.record)
        if turn.after == stored.record:
            return stored.record
        messages = turn.messages(desk.clock.now())
        try:
            desk.store.commit([Replace(stored.path, turn.after, stored.revision), *turn.also, *posted(messages)])
        except (StaleRecord, AlreadyExists):
            again = desk.store.get(stored.path, Question)
            if again is None:
                raise
            stored = again
            continue
        have_sent(messages, desk.queue)
        return turn.after
    raise StaleRecord(stored.path)


def question_subject(question: Question) -> Subject:
    """A question as the audit log names it: by its house, and never by residents' words."""
    return Subject(SubjectKind.QUESTION, question.id, f"Вопрос дома {question.address}")


def to_house(question: Question) -> tuple[int]:
    """The house's chat as the one peer of a letter."""
    return (peer_id(question.chat_id),)


def _state_change(before: Question, after: Question) -> tuple[Change, ...]:
    if before.state is after.state:
        return ()
    return (Change("state", "Состояние", before.shown_state, after.shown_state),)

"""Setting a time to talk: the chat is asked for, the question taken up, the official's time booked, in one commit.

The houses hear of it as soon as VK has made the chat (lib/discussions/advance.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from lib.audit.line import AuditAction
from lib.audit.record import Doing, Planned, record_change
from lib.discussions.agenda import Booking, book, load_agenda, taken_spans, unbook
from lib.discussions.chat import NewChat, new_chat
from lib.discussions.discussion import Discussion, DiscussionState, Place, discussion_path
from lib.discussions.outside import Table
from lib.discussions.registry import (
    Turn,
    change_by_person,
    discussion_held_by,
    discussion_subject,
    have_moved_on,
    load_discussion,
    zone_of,
)
from lib.discussions.rules import begun, cancelled, rescheduled
from lib.discussions.said import announcements, to_chat, to_houses, to_official
from lib.discussions.texts import (
    farewell_text,
    house_ending_text,
    moved_official_text,
    moved_text,
    official_keyboard,
    time_in_words,
    welcome_text,
)
from lib.discussions.times import check_span, offered_times, span_of
from lib.errors import DomainError
from lib.gateways.firestore.store import Create, Replace, Store, Stored, Write
from lib.houses.house import House, HouseState, house_path
from lib.people.permissions import Rights
from lib.provisioning.outside import wave_task
from lib.questions.inviting import Acting
from lib.questions.question import Question
from lib.questions.registry import load_question
from lib.questions.rules import with_discussion
from lib.questions.settings import load_question_settings

# One commit holds them all, and more houses at once hear nobody.
MOST_HOUSES = 30


class Leading(Struct, frozen=True):
    """Somebody who leads a discussion: who they are here, their deed, and the outside world. `post` is what they want
    residents to see.
    """

    rights: Rights
    doing: Doing
    table: Table
    post: str = ""

    @property
    def acting(self) -> Acting:
        """The same person as questions know them."""
        return Acting(self.rights, self.doing, self.table, self.post)


class Asked(Struct, frozen=True):
    """A discussion that an official wants: of which question, when, how long, and whose questions else."""

    question_id: str
    starts_at: datetime
    minutes: int
    also_question_ids: tuple[str, ...] = ()

    @property
    def question_ids(self) -> list[str]:
        """All of them, each once."""
        return list(dict.fromkeys((self.question_id, *self.also_question_ids)))


def check_time(starts_at: datetime, minutes: int, leading: Leading, without: str = "") -> None:
    """Checks whether somebody could hold a discussion then; `without` is the one that is to be moved.

    Raises:
        DomainError: as `check_span`.
    """
    store, municipality_id = leading.table.store, leading.rights.municipality_id
    agenda = load_agenda(municipality_id, leading.rights.vk_id, store=store)
    zone = load_question_settings(municipality_id, store=store).time_zone
    check_span(span_of(starts_at, minutes), taken_spans(agenda, without), leading.doing.now, zone)


def free_times(leading: Leading, without: str = "") -> list[datetime]:
    """Times that could be proposed to somebody."""
    store, municipality_id = leading.table.store, leading.rights.municipality_id
    agenda = load_agenda(municipality_id, leading.rights.vk_id, store=store)
    zone = load_question_settings(municipality_id, store=store).time_zone
    return offered_times(taken_spans(agenda, without), leading.doing.now, zone)


def schedule_discussion(asked: Asked, leading: Leading) -> Discussion:
    """Schedules a discussion of a question, and of the same question of other houses.

    Raises:
        DomainError: `question_unknown`, `question_state`, `question_taken`, `discussion_state` where one is scheduled
            already, and as `check_time`.
    """
    doing, table = leading.doing, leading.table
    new_id = _id_of(doing)
    chats: list[NewChat] = []

    def plan() -> Planned:
        if len(asked.question_ids) > MOST_HOUSES:
            raise DomainError("discussion_state")
        questions = [_question(id_, leading) for id_ in asked.question_ids]
        new, chat = _begun(new_id, questions, asked, leading)
        chats[:] = [chat]
        agenda = load_agenda(doing.municipality_id, new.official.vk_id, store=table.store)
        booking = Booking(new.id, new.starts_at, new.ends_at)
        writes: list[Write] = [
            Create(discussion_path(new.municipality_id, new.id), new),
            book(agenda, new.municipality_id, new.official.vk_id, booking, doing.now),
            *chat.writes,
        ]
        discussed = {place.question_id for place in new.places}
        for stored in (each for each in questions if each.record.id in discussed):
            taken_up = with_discussion(stored.record, new.id, new.official, doing.now)
            writes.append(Replace(stored.path, taken_up, stored.revision))
        return Planned(writes, [doing.line(AuditAction.DISCUSSION_SCHEDULED, discussion_subject(new))])

    record_change(doing, plan, table.store)
    for chat in chats:
        # A wave that nobody enqueues, since this process died here, is found by the sweep.
        table.queue.enqueue(wave_task(chat.wave))
    after = load_discussion(doing.municipality_id, new_id, store=table.store).record
    have_moved_on(after, doing.now, table.queue)
    return after


def move_discussion(discussion_id: str, starts_at: datetime, minutes: int, reason: str, leading: Leading) -> Discussion:
    """Moves a discussion to another time; also one to which nobody came.

    Raises:
        DomainError: `discussion_unknown`, `forbidden`, `discussion_state`, `reason_missing`, and as `check_time`.
    """
    table, doing = leading.table, leading.doing
    discussion_held_by(leading.rights, discussion_id, store=table.store)

    def decide(discussion: Discussion) -> Turn:
        zone = zone_of(discussion, store=table.store)
        vk_id, span = discussion.official.vk_id, span_of(starts_at, minutes)
        agenda = load_agenda(discussion.municipality_id, vk_id, store=table.store)
        after = rescheduled(discussion, span.starts_at, span.ends_at, doing.now, doing.actor.role, reason)
        check_span(span, taken_spans(agenda, discussion.id), doing.now, zone)
        booking = Booking(discussion.id, span.starts_at, span.ends_at)
        also = [book(agenda, discussion.municipality_id, vk_id, booking, doing.now)]
        if after.state is DiscussionState.PREPARING:
            # Nobody has heard of the first time yet.
            return Turn(after, also=also)
        text = moved_text(after, zone, after.history[-1].reason)
        letters = [
            to_chat(after, text, pins=True),
            to_official(
                after,
                moved_official_text(after, zone),
                store=table.store,
                keyboard=official_keyboard(after, is_begun=False),
                calendar_at=doing.now,
            ),
        ]
        return Turn(after, letters, named=announcements(after, text), also=also)

    return change_by_person(discussion_id, AuditAction.DISCUSSION_MOVED, decide, doing, table)


def cancel_discussion(discussion_id: str, reason: str, leading: Leading) -> Discussion:
    """Calls a discussion off; its chat, if it is there, is closed at once.

    Raises:
        DomainError: `discussion_unknown`, `forbidden`, `discussion_state`, `reason_missing`.
    """
    table, doing = leading.table, leading.doing
    discussion_held_by(leading.rights, discussion_id, store=table.store)

    def decide(discussion: Discussion) -> Turn:
        after = cancelled(discussion, doing.now, doing.actor.role, reason)
        return over_turn(after, table.store)

    return change_by_person(discussion_id, AuditAction.DISCUSSION_CANCELLED, decide, doing, table)


def over_turn(after: Discussion, store: Store) -> Turn:
    """A discussion that has come to its end: the farewell, what the houses are told, and the official's time free. An
    outcome is posted by itself.
    """
    agenda = load_agenda(after.municipality_id, after.official.vk_id, store=store)
    named = [("farewell", to_chat(after, farewell_text(after)))] if after.chat_id else []
    # Whom nobody had told of it does not hear that it is over.
    letters = to_houses(after, house_ending_text(after)) if after.chat_id and not after.outcome else []
    return Turn(after, letters, named=named, also=unbook(agenda, after.id))


def _id_of(doing: Doing) -> str:
    """The id of the discussion that a request makes: a repetition finds it."""
    return hashlib.sha256(f"discussion {doing.municipality_id} {doing.request_id}".encode()).hexdigest()[:20]


def _question(question_id: str, leading: Leading) -> Stored[Question]:
    stored = load_question(leading.rights.municipality_id, question_id, store=leading.table.store)
    leading.acting.official(stored.record)
    if stored.record.discussion_id:
        path = discussion_path(leading.rights.municipality_id, stored.record.discussion_id)
        before = leading.table.store.get(path, Discussion)
        if before is not None and before.record.is_open:
            raise DomainError("discussion_state", state=before.record.state.value)
    return stored


def _begun(
    new_id: str, questions: Sequence[Stored[Question]], asked: Asked, leading: Leading
) -> tuple[Discussion, NewChat]:
    table, doing, first = leading.table, leading.doing, questions[0].record
    span = span_of(asked.starts_at, asked.minutes)
    zone = load_question_settings(doing.municipality_id, store=table.store).time_zone
    official = leading.acting.official(first)
    agenda = load_agenda(doing.municipality_id, official.vk_id, store=table.store)
    check_span(span, taken_spans(agenda), doing.now, zone)
    draft = Discussion(
        id=new_id,
        municipality_id=doing.municipality_id,
        group_id=first.group_id,
        question_id=first.id,
        title="",
        topic=first.text,
        official=official,
        places=_places([stored.record for stored in questions], table.store),
        organization_ids=first.organization_ids,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        created_at=doing.now,
    )
    welcome = welcome_text(first.text, official.in_words, time_in_words(draft, zone))
    chat = new_chat(
        new_id, first.text, welcome, doing.municipality_id, first.group_id, doing.now, table.ids, table.store
    )
    return begun(replace(draft, title=chat.title), doing.now), chat


def _places(questions: Sequence[Question], store: Store) -> tuple[Place, ...]:
    """The houses of the questions, each once.

    Raises:
        DomainError: `house_unknown` where none of them has a chat.
    """
    places: dict[str, Place] = {}
    paths = {each.house_id: house_path(each.municipality_id, each.house_id) for each in questions}
    houses = store.get_many(paths.values(), House)
    for question in questions:
        house = houses.get(paths[question.house_id])
        if house is None or house.record.state is not HouseState.LIVE or question.house_id in places:
            continue
        record = house.record
        places[question.house_id] = Place(
            record.id,
            record.address,
            record.chat_id,
            question.id,
            record.administrator_vk_id,
            pinned_before=record.pinned_cmid,
        )
    if not places:
        raise DomainError("house_unknown")
    return tuple(places.values())

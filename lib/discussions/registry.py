"""Discussions as records: found, listed, and changed together with what is said about the change.

A change by a person is one commit: the discussion by compare-and-set, its line in the audit log, and the messages that
tell of it (lib/outbox). A change by time alone has no line. So a crash leaves all of it or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from lib.audit.line import AuditAction, Change, Subject, SubjectKind
from lib.audit.record import Doing, Planned, record_change
from lib.discussions.discussion import Discussion, discussion_path, discussions_path
from lib.discussions.outside import Table
from lib.discussions.tasks import discussion_task
from lib.discussions.texts import time_in_words
from lib.errors import DomainError
from lib.gateways.firestore.paging import Page, read_page
from lib.gateways.firestore.store import AlreadyExists, Condition, Replace, StaleRecord, Store, Stored, Write
from lib.gateways.tasks.queue import TaskQueue
from lib.houses.house import House, house_path
from lib.outbox.message import Letter, OutgoingMessage, outgoing
from lib.outbox.posting import have_sent, outbox_task, posted
from lib.people.permissions import Rights
from lib.people.roles import Role
from lib.questions.settings import load_question_settings

_TRIES = 8
# Messages of one change leave in their order.
_APART = timedelta(milliseconds=1)
# Firestore takes so many values in one `array_contains_any`.
_MOST_HOUSES = 30
# What is due sooner has its task enqueued by whoever made it due; the rest waits for the clock's minute.
SOON = timedelta(seconds=75)


class Turn(Struct, frozen=True):
    """What a discussion becomes, what is said about it, and what else is written with it. `named` are messages that
    have to be found again, by the name that they get.
    """

    after: Discussion
    letters: Sequence[Letter] = ()
    named: Sequence[tuple[str, Letter]] = ()
    also: Sequence[Write] = ()

    def messages(self, now: datetime) -> list[OutgoingMessage]:
        """The messages, in order: the discussion's number of steps tells those of one change from those of others."""
        after = self.after
        letters = [*self.named, *((f"{after.steps}x{number}", each) for number, each in enumerate(self.letters))]
        return [
            outgoing(message_id(after.id, name), after.municipality_id, after.group_id, letter, now + _APART * number)
            for number, (name, letter) in enumerate(letters)
        ]


Decide = Callable[[Discussion], Turn]


def message_id(discussion_id: str, name: str) -> str:
    """The id of a message about a discussion."""
    return f"{discussion_id}-{name}"


def load_discussion(municipality_id: str, discussion_id: str, *, store: Store) -> Stored[Discussion]:
    """A discussion as stored.

    Raises:
        DomainError: `discussion_unknown`.
    """
    is_id = municipality_id.isalnum() and discussion_id.isalnum()
    found = store.get(discussion_path(municipality_id, discussion_id), Discussion) if is_id else None
    if found is None:
        raise DomainError("discussion_unknown")
    return found


def discussion_for(rights: Rights, discussion_id: str, *, store: Store) -> Discussion:
    """A discussion that somebody may see: staff every one, officials their own and those of their houses, a chat
    administrator those of theirs.

    Raises:
        DomainError: `discussion_unknown`.
    """
    discussion = load_discussion(rights.municipality_id, discussion_id, store=store).record
    if rights.works_with_all_houses or discussion.official.vk_id == rights.vk_id:
        return discussion
    paths = [house_path(rights.municipality_id, place.house_id) for place in discussion.places]
    houses = [stored.record for stored in store.get_many(paths, House).values()]
    if Role.CHAT_ADMINISTRATOR in rights.roles and any(h.administrator_vk_id == rights.vk_id for h in houses):
        return discussion
    if Role.REPRESENTATIVE in rights.roles and any(
        h.company_key in rights.company_keys or rights.vk_id in h.official_vk_ids for h in houses
    ):
        return discussion
    raise DomainError("discussion_unknown")


def discussion_held_by(rights: Rights, discussion_id: str, *, store: Store) -> Discussion:
    """A discussion that somebody may lead: its official, and staff.

    Raises:
        DomainError: `discussion_unknown`, or `forbidden` for those who may see it only.
    """
    discussion = discussion_for(rights, discussion_id, store=store)
    if not rights.works_with_all_houses and discussion.official.vk_id != rights.vk_id:
        raise DomainError("forbidden")
    return discussion


class DiscussionFilter(Struct, frozen=True):
    """Which discussions; whatever is None does not narrow. `within` are the moments between which they start."""

    is_open: bool | None = None
    house_id: str | None = None
    official_vk_id: int | None = None
    within: tuple[datetime, datetime] | None = None


def list_discussions(
    rights: Rights, wanted: DiscussionFilter, after: str, limit: int, *, store: Store, house_ids: Sequence[str] = ()
) -> Page[Discussion]:
    """A page of the discussions that somebody may see: the next ones first, or, within a span of time, the first one
    first. `house_ids` are a chat administrator's.
    """
    path, where = discussions_path(rights.municipality_id), _conditions(rights, wanted, house_ids)
    if wanted.within is None:
        return read_page(path, Discussion, order="sort", after=after, limit=limit, store=store, where=where)
    where += [("starts_at", ">=", wanted.within[0]), ("starts_at", "<", wanted.within[1])]
    moment, _, sort = after.partition(" ")
    place = [datetime.fromisoformat(moment), sort] if after else None
    found = store.query(path, Discussion, where, ["starts_at", "sort"], limit + 1, place)
    items = tuple(stored.record for stored in found[:limit])
    return Page(items, f"{items[-1].starts_at.isoformat()} {items[-1].sort}" if len(found) > limit else None)


def _conditions(rights: Rights, wanted: DiscussionFilter, house_ids: Sequence[str]) -> list[Condition]:
    where: list[Condition] = []
    if wanted.is_open is not None:
        where.append(("is_open", "==", wanted.is_open))
    official = wanted.official_vk_id
    if rights.works_with_all_houses:
        if wanted.house_id is not None:
            where.append(("house_ids", "array_contains", wanted.house_id))
    elif Role.REPRESENTATIVE in rights.roles:
        official = rights.vk_id
        if wanted.house_id is not None:
            where.append(("house_ids", "array_contains", wanted.house_id))
    else:
        own = [each for each in house_ids if wanted.house_id in {None, each}][:_MOST_HOUSES]
        where.append(("house_ids", "array_contains_any", own or ["-"]))
    if official is not None:
        where.append(("official_vk_id", "==", official))
    return where


def change_by_person(
    discussion_id: str, action: AuditAction, decide: Decide, doing: Doing, table: Table, words: Sequence[Change] = ()
) -> Discussion:
    """Changes a discussion at somebody's word, once a request.

    Raises:
        DomainError: `discussion_unknown`, `changed_meanwhile`, and whatever `decide` raises.
    """
    messages: list[OutgoingMessage] = []

    def plan() -> Planned:
        stored = load_discussion(doing.municipality_id, discussion_id, store=table.store)
        turn = decide(stored.record)
        messages[:] = turn.messages(doing.now)
        if turn.after == stored.record:
            return Planned()
        zone = zone_of(stored.record, store=table.store)
        line = doing.line(action, discussion_subject(turn.after), (*words, *_changes(stored.record, turn.after, zone)))
        return Planned([Replace(stored.path, turn.after, stored.revision), *turn.also, *posted(messages)], [line])

    record_change(doing, plan, table.store)
    after = load_discussion(doing.municipality_id, discussion_id, store=table.store).record
    if messages:
        have_sent(messages, table.queue)
    else:
        # Done by an earlier request, which may have died before it had its messages sent.
        table.queue.enqueue(outbox_task(after.group_id))
    have_moved_on(after, doing.now, table.queue)
    return after


def change_by_time(stored: Stored[Discussion], decide: Decide, table: Table) -> Discussion:
    """Changes a discussion because time has come. May be called at once by many: `decide` is asked again with what is
    there, and changes nothing where another was quicker.

    Raises:
        StaleRecord: others kept changing it.
    """
    for _ in range(_TRIES):
        turn = decide(stored.record)
        if turn.after == stored.record:
            return stored.record
        messages = turn.messages(table.clock.now())
        try:
            table.store.commit([Replace(stored.path, turn.after, stored.revision), *turn.also, *posted(messages)])
        except (StaleRecord, AlreadyExists):
            again = table.store.get(stored.path, Discussion)
            if again is None:
                raise
            stored = again
            continue
        have_sent(messages, table.queue)
        return turn.after
    raise StaleRecord(stored.path)


def have_moved_on(discussion: Discussion, now: datetime, queue: TaskQueue) -> None:
    """Has a worker go on with a discussion at the moment that it waits for, if that is soon. A task that is lost here
    is functions/expire_discussions' to replace.
    """
    if discussion.wake_at is not None and discussion.wake_at <= now + SOON:
        queue.enqueue(discussion_task(discussion, max(discussion.wake_at, now)))


def zone_of(discussion: Discussion, *, store: Store) -> str:
    """The time zone in which a discussion's people live."""
    return load_question_settings(discussion.municipality_id, store=store).time_zone


def discussion_subject(discussion: Discussion) -> Subject:
    """A discussion as the audit log names it: by its first house, and never by residents' words."""
    houses = len(discussion.places)
    others = f" и ещё {houses - 1}" if houses > 1 else ""
    return Subject(SubjectKind.DISCUSSION, discussion.id, f"Обсуждение дома {discussion.places[0].address}{others}")


def _changes(before: Discussion, after: Discussion, time_zone: str) -> tuple[Change, ...]:
    differs: list[Change] = []
    if before.state is not after.state:
        differs.append(Change("state", "Состояние", before.state.in_russian, after.state.in_russian))
    if (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at):
        differs.append(Change("time", "Время", time_in_words(before, time_zone), time_in_words(after, time_zone)))
    return tuple(differs)

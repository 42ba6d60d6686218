"""While a discussion is held, and around it: who comes, who wants to say something, more time, the end."""

from __future__ import annotations

import contextlib

from lib.audit.line import AuditAction
from lib.discussions.advance import arriving
from lib.discussions.agenda import Booking, book, load_agenda, taken_spans
from lib.discussions.discussion import (
    EXTENDS_BY,
    OVER,
    Discussion,
    DiscussionState,
    coming_path,
    hands_path,
)
from lib.discussions.hand import Hand
from lib.discussions.outside import Table
from lib.discussions.registry import (
    Turn,
    change_by_person,
    change_by_time,
    discussion_held_by,
    load_discussion,
    message_id,
    zone_of,
)
from lib.discussions.rules import clean_outcome, extended, finished, with_outcome
from lib.discussions.said import Coming, to_chat
from lib.discussions.scheduling import Leading, over_turn
from lib.discussions.texts import chat_keyboard, extended_text
from lib.discussions.times import Span, check_free
from lib.errors import DomainError
from lib.gateways.firestore.store import AlreadyExists, Create, Delete, Store
from lib.membership.texts import mention
from lib.outbox.message import outgoing
from lib.outbox.posting import have_sent, posted


def say_coming(discussion: Discussion, vk_id: int, table: Table) -> int:
    """Notes that somebody comes, once; returns how many come.

    Raises:
        DomainError: `discussion_state`, once it is over.
    """
    if discussion.state in OVER:
        raise DomainError("discussion_state", state=discussion.state.value)
    with contextlib.suppress(AlreadyExists):
        table.store.commit([Create(f"{coming_path(discussion)}/{vk_id}", Coming(vk_id, table.clock.now()))])
    return table.store.totals(coming_path(discussion))[0]


def raise_hand(discussion: Discussion, vk_id: int, table: Table) -> int:
    """Puts somebody into the queue, once; returns their place in it, from 1.

    Raises:
        DomainError: `discussion_state`, before it has begun and after its end.
    """
    if discussion.state not in {DiscussionState.HELD, DiscussionState.MISSED}:
        raise DomainError("discussion_state", state=discussion.state.value)
    path = f"{hands_path(discussion)}/{vk_id}"
    with contextlib.suppress(AlreadyExists):
        table.store.commit([Create(path, Hand(vk_id, table.clock.now()))])
    own = table.store.get(path, Hand)
    if own is None:
        return 1
    return table.store.totals(hands_path(discussion), [("at", "<=", own.record.at)])[0]


def hands_up(discussion: Discussion, *, store: Store, most: int = 20) -> list[int]:
    """Who wants to say something, in order."""
    return [stored.record.vk_id for stored in store.query(hands_path(discussion), Hand, (), ["at"], most)]


def call_on_next(discussion: Discussion, vk_id: int, name: str, table: Table) -> bool:
    """Gives the word to somebody of the queue, who leaves it by that; False where another was called on meanwhile."""
    path = f"{hands_path(discussion)}/{vk_id}"
    hand = table.store.get(path, Hand)
    if hand is None:
        return False
    letter = to_chat(discussion, f"🎤 Слово — {mention(vk_id, name)}.")
    # A press that is told again finds the message there, and the hand gone.
    raised = int(hand.record.at.timestamp() * 1000)
    message = outgoing(
        message_id(discussion.id, f"word{vk_id}x{raised}"),
        discussion.municipality_id,
        discussion.group_id,
        letter,
        table.clock.now(),
    )
    try:
        table.store.commit([Delete(path), *posted([message])])
    except AlreadyExists:
        return False
    have_sent([message], table.queue)
    return True


def note_arrival(discussion: Discussion, vk_id: int, outside: Table) -> Discussion:
    """Notes that somebody came into the temporary chat, or spoke in it: the official is greeted, once."""
    if vk_id != discussion.official.vk_id:
        return discussion
    stored = load_discussion(discussion.municipality_id, discussion.id, store=outside.store)
    return change_by_time(stored, lambda each: arriving(each, outside), outside)


def extend_discussion(discussion_id: str, leading: Leading) -> Discussion:
    """Gives a discussion a quarter of an hour more.

    Raises:
        DomainError: `discussion_unknown`, `forbidden`, `discussion_state`, `discussion_too_long`,
            `discussion_collides`.
    """
    table, doing = leading.table, leading.doing
    discussion_held_by(leading.rights, discussion_id, store=table.store)

    def decide(discussion: Discussion) -> Turn:
        after = extended(discussion, doing.now)
        vk_id = after.official.vk_id
        agenda = load_agenda(after.municipality_id, vk_id, store=table.store)
        more = Span(after.ends_at - EXTENDS_BY, after.ends_at)
        check_free(more, taken_spans(agenda, after.id))
        booking = Booking(after.id, after.starts_at, after.ends_at)
        also = [book(agenda, after.municipality_id, vk_id, booking, doing.now)]
        text = extended_text(after, zone_of(after, store=table.store))
        return Turn(after, [to_chat(after, text, keyboard=chat_keyboard(after))], also=also)

    return change_by_person(discussion_id, AuditAction.DISCUSSION_EXTENDED, decide, doing, table)


def finish_discussion(discussion_id: str, outcome: str, leading: Leading) -> Discussion:
    """Ends a discussion with its outcome; or gives the outcome to one whose time ran out before it was written. The
    same outcome again changes nothing: somebody did not see the first answer.

    Raises:
        DomainError: `discussion_unknown`, `forbidden`, `discussion_state`, `answer_invalid`.
    """
    table, doing = leading.table, leading.doing
    held = discussion_held_by(leading.rights, discussion_id, store=table.store)
    if held.outcome and held.outcome == clean_outcome(outcome):
        return held

    def decide(discussion: Discussion) -> Turn:
        if discussion.state in OVER:
            return Turn(with_outcome(discussion, outcome))
        return over_turn(finished(discussion, outcome, doing.now, doing.actor.role), table.store)

    return change_by_person(discussion_id, AuditAction.DISCUSSION_ENDED, decide, doing, table)

"""What may become of a discussion, by people and by time, and what that makes of its record. No I/O.

Time alone takes every discussion to its end: from each state that is not CLOSED there is a moment at which `due_step`
names something to do, and each step either comes closer to the end or moves that moment ahead a bounded number of
times. tests/lib/discussions/test_rules.py holds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec.structs import replace

from lib.discussions.discussion import (
    EXPECTED,
    EXTENDS_BY,
    LONGEST_OUTCOME,
    MOST_EXTENSIONS,
    OVER,
    REMINDS_A_DAY_BEFORE,
    REMINDS_SOON_BEFORE,
    UNDER_WAY,
    WAITS_FOR_OFFICIAL,
    WARNS_BEFORE_END,
    Discussion,
    DiscussionState,
    Ending,
    Place,
    moved,
)
from lib.errors import DomainError

SYSTEM = "система"
# How soon the chat that is being created is looked after again.
LOOKS_AGAIN_AFTER = timedelta(seconds=5)
# The outbox has sent and pinned the announcements by then; it is asked so often, and so long at most.
PINNED_AFTER, PINS_AWAITED_FOR = timedelta(seconds=10), timedelta(minutes=2)
# A temporary chat's farewell has this long to reach it before its people go: seconds as a rule, the outbox's lease
# where a worker died while it sent.
FAREWELL_TAKES_AT_MOST = timedelta(seconds=55)
# Where VK fails it, the closing would fail too: then both wait for VK, but not for ever.
FAREWELL_IS_TRIED_AT_MOST = timedelta(minutes=10)
# Whoever reads the last words needs a moment; also how often the outbox is asked whether they are there.
FAREWELL_LOOKS_AGAIN = timedelta(seconds=4)
# A reminder that comes later than this tells nothing that the next one does not.
_STALE_REMINDER = timedelta(hours=2)


class Step(StrEnum):
    """What time asks for."""

    LOOK_AFTER_CHAT = "look_after_chat"
    NOTE_PINS = "note_pins"
    REMIND_A_DAY = "remind_a_day"
    REMIND_SOON = "remind_soon"
    START = "start"
    LOOK_FOR_OFFICIAL = "look_for_official"
    WARN = "warn"
    END = "end"
    POST_OUTCOME = "post_outcome"
    BEGIN_CLOSING = "begin_closing"
    CLOSE = "close"


def due_step(discussion: Discussion, now: datetime) -> Step | None:
    """What is to be done now; None where nothing is. What came too late to be of use is left out."""
    at, step = _next(discussion)
    if step is None or at is None or now < at:
        return None
    # Missed for hours: what has become senseless is passed over.
    if step in {Step.REMIND_A_DAY, Step.REMIND_SOON, Step.START, Step.LOOK_FOR_OFFICIAL, Step.WARN}:
        return Step.END if now >= discussion.ends_at else step
    return step


def wakes_at(discussion: Discussion) -> datetime | None:
    """When time asks for something next."""
    return _next(discussion)[0]


def _next(discussion: Discussion) -> tuple[datetime | None, Step | None]:
    if discussion.state in OVER and discussion.outcome and not discussion.is_outcome_posted:
        return discussion.ended_at, Step.POST_OUTCOME
    match discussion.state:
        case DiscussionState.PLANNED:
            return _next_before_start(discussion)
        case DiscussionState.HELD:
            return _next_while_held(discussion)
        case DiscussionState.MISSED:
            return discussion.ends_at, Step.END
        case state:
            return discussion.wake_at, _STEPS_OF_WORK.get(state)


# In these states the record itself says when to go on.
_STEPS_OF_WORK = {
    DiscussionState.PREPARING: Step.LOOK_AFTER_CHAT,
    DiscussionState.ENDING: Step.BEGIN_CLOSING,
    DiscussionState.CLOSING: Step.CLOSE,
}


def _next_before_start(discussion: Discussion) -> tuple[datetime, Step]:
    starts_at = discussion.starts_at
    if discussion.pins_at is not None:
        return discussion.pins_at, Step.NOTE_PINS
    if not discussion.is_reminded_a_day:
        return starts_at - REMINDS_A_DAY_BEFORE, Step.REMIND_A_DAY
    if not discussion.is_reminded_soon:
        return starts_at - REMINDS_SOON_BEFORE, Step.REMIND_SOON
    return starts_at, Step.START


def _next_while_held(discussion: Discussion) -> tuple[datetime, Step]:
    waits_until = discussion.starts_at + WAITS_FOR_OFFICIAL
    if discussion.official_came_at is None and waits_until < discussion.ends_at:
        return waits_until, Step.LOOK_FOR_OFFICIAL
    if not discussion.is_warned:
        return discussion.ends_at - WARNS_BEFORE_END, Step.WARN
    return discussion.ends_at, Step.END


def consistent(discussion: Discussion, wake_at: datetime | None = None) -> Discussion:
    """The discussion with everything that repeats the rest brought in line with it, one step further."""
    is_open = discussion.state is not DiscussionState.CLOSED
    after = replace(discussion, steps=discussion.steps + 1, wake_at=wake_at if is_open else None)
    order = "0" if after.state not in OVER else "1"
    when = after.starts_at if order == "0" else _FAR - (after.starts_at - _LONG_AGO)
    return replace(
        after,
        wake_at=wakes_at(after),
        house_ids=tuple(place.house_id for place in after.places),
        official_vk_id=after.official.vk_id,
        is_open=is_open,
        sort=f"{order} {when:%Y%m%d%H%M} {after.id}",
    )


_LONG_AGO = datetime.fromisoformat("2020-01-01T00:00:00+00:00")
_FAR = datetime.fromisoformat("2120-01-01T00:00:00+00:00")


def begun(discussion: Discussion, now: datetime) -> Discussion:
    """A new discussion, whose chat is on its way."""
    told = replace(discussion, is_reminded_a_day=_too_soon_for_a_day(discussion.starts_at, now))
    return consistent(moved(told, DiscussionState.PREPARING, now, discussion.official.in_words), now)


def announced(discussion: Discussion, chat_id: int, invite_link: str, now: datetime) -> Discussion:
    """The discussion whose chat is there: people are told."""
    _only_in(discussion, {DiscussionState.PREPARING})
    after = replace(discussion, chat_id=chat_id, invite_link=invite_link, pins_at=now + PINNED_AFTER)
    after = replace(after, is_reminded_soon=now >= discussion.starts_at - REMINDS_SOON_BEFORE)
    return consistent(moved(after, DiscussionState.PLANNED, now, SYSTEM))


def pins_noted(discussion: Discussion, places: Sequence[Place]) -> Discussion:
    """The discussion whose announcements' numbers are known, as far as they will be."""
    _only_in(discussion, {DiscussionState.PLANNED})
    return consistent(replace(discussion, places=tuple(places), pins_at=None))


def pins_put_off(discussion: Discussion, now: datetime) -> Discussion:
    """The discussion whose announcements are not all there yet."""
    _only_in(discussion, {DiscussionState.PLANNED})
    return consistent(replace(discussion, pins_at=now + PINNED_AFTER))


def put_off(discussion: Discussion, wake_at: datetime) -> Discussion:
    """The discussion that is looked after again at a time; in PREPARING, ENDING and CLOSING alone."""
    _only_in(discussion, {DiscussionState.PREPARING, DiscussionState.ENDING, DiscussionState.CLOSING})
    return consistent(discussion, wake_at)


def reminded_a_day(discussion: Discussion) -> Discussion:
    """The discussion of which people were reminded a day before."""
    _only_in(discussion, {DiscussionState.PLANNED})
    return consistent(replace(discussion, is_reminded_a_day=True))


def reminded_soon(discussion: Discussion) -> Discussion:
    """The discussion of which people were reminded shortly before."""
    _only_in(discussion, {DiscussionState.PLANNED})
    return consistent(replace(discussion, is_reminded_soon=True))


def started(discussion: Discussion, now: datetime) -> Discussion:
    """The discussion whose time has come."""
    _only_in(discussion, {DiscussionState.PLANNED})
    return consistent(moved(discussion, DiscussionState.HELD, now, SYSTEM))


def official_came(discussion: Discussion, now: datetime) -> Discussion:
    """The discussion to which the official has come; after they had been given up too. Before it starts, and when they
    are there already, nothing changes.
    """
    if discussion.state is DiscussionState.MISSED:
        late = replace(discussion, official_came_at=now)
        reason = "Представитель пришёл позже"
        return consistent(moved(late, DiscussionState.HELD, now, SYSTEM, reason))
    if discussion.state is not DiscussionState.HELD or discussion.official_came_at is not None:
        return discussion
    return consistent(replace(discussion, official_came_at=now))


def official_missed(discussion: Discussion, now: datetime) -> Discussion:
    """The discussion to which the official did not come."""
    _only_in(discussion, {DiscussionState.HELD})
    reason = "Представитель не пришёл за 15 минут"
    return consistent(moved(discussion, DiscussionState.MISSED, now, SYSTEM, reason))


def rescheduled(
    discussion: Discussion, starts_at: datetime, ends_at: datetime, now: datetime, by: str, reason: str
) -> Discussion:
    """The discussion at another time; it may have been missed.

    Raises:
        DomainError: `discussion_state`, `reason_missing`.
    """
    _only_in(discussion, EXPECTED)
    clean = " ".join(reason.split())[:300]
    if not clean:
        raise DomainError("reason_missing")
    after = replace(
        discussion,
        starts_at=starts_at,
        ends_at=ends_at,
        is_reminded_a_day=_too_soon_for_a_day(starts_at, now),
        is_reminded_soon=False,
        is_warned=False,
        official_came_at=None,
        extensions=0,
        moves=discussion.moves + 1,
        pins_at=None if discussion.state is DiscussionState.PREPARING else now + PINNED_AFTER,
    )
    state = DiscussionState.PREPARING if discussion.state is DiscussionState.PREPARING else DiscussionState.PLANNED
    return consistent(moved(after, state, now, by, clean), discussion.wake_at)


def warned(discussion: Discussion) -> Discussion:
    """The discussion whose people know that it ends soon."""
    _only_in(discussion, {DiscussionState.HELD})
    return consistent(replace(discussion, is_warned=True))


def extended(discussion: Discussion, now: datetime) -> Discussion:
    """The discussion that goes on a while longer.

    Raises:
        DomainError: `discussion_state`, `discussion_too_long`.
    """
    _only_in(discussion, {DiscussionState.HELD, DiscussionState.MISSED})
    if discussion.extensions >= MOST_EXTENSIONS:
        raise DomainError("discussion_too_long")
    if discussion.ends_at <= now:
        raise DomainError("discussion_state", state=discussion.state.value)
    after = replace(discussion, ends_at=discussion.ends_at + EXTENDS_BY, extensions=discussion.extensions + 1)
    return consistent(replace(after, is_warned=False))


def clean_outcome(text: str) -> str:
    """The outcome as it is kept.

    Raises:
        DomainError: `answer_invalid`.
    """
    clean = text.strip()
    if not clean or len(clean) > LONGEST_OUTCOME:
        raise DomainError("answer_invalid")
    return clean


def finished(discussion: Discussion, outcome: str, now: datetime, by: str) -> Discussion:
    """The discussion that the official ends, with its outcome."""
    _only_in(discussion, UNDER_WAY)
    return _over(replace(discussion, outcome=clean_outcome(outcome)), Ending.FINISHED, now, by, "Есть итог")


def with_outcome(discussion: Discussion, outcome: str) -> Discussion:
    """The discussion whose time ran out before the official wrote its outcome, and who writes it now: once."""
    _only_in(discussion, OVER)
    if discussion.outcome or discussion.ending is not Ending.TIME:
        raise DomainError("discussion_state", state=discussion.state.value)
    return consistent(replace(discussion, outcome=clean_outcome(outcome)), discussion.wake_at)


def outcome_posted(discussion: Discussion, now: datetime) -> Discussion:
    """The discussion whose houses have the outcome."""
    return consistent(replace(discussion, is_outcome_posted=True), now)


def cancelled(discussion: Discussion, now: datetime, by: str, reason: str) -> Discussion:
    """The discussion that does not take place.

    Raises:
        DomainError: `discussion_state`, `reason_missing`.
    """
    _only_in(discussion, EXPECTED | UNDER_WAY)
    clean = " ".join(reason.split())[:300]
    if not clean:
        raise DomainError("reason_missing")
    return _over(discussion, Ending.CANCELLED, now, by, clean)


def time_over(discussion: Discussion, now: datetime) -> Discussion:
    """The discussion whose time has run out."""
    _only_in(discussion, UNDER_WAY | {DiscussionState.PREPARING})
    if discussion.state is DiscussionState.PREPARING:
        return _over(discussion, Ending.NO_CHAT, now, SYSTEM, "Чат не был готов к сроку")
    missed = discussion.state is DiscussionState.MISSED or discussion.official_came_at is None
    ending = Ending.NOBODY_CAME if missed else Ending.TIME
    return _over(discussion, ending, now, SYSTEM, ending.in_russian)


def without_chat(discussion: Discussion, now: datetime) -> Discussion:
    """The discussion whose chat VK does not make."""
    _only_in(discussion, {DiscussionState.PREPARING})
    return _over(discussion, Ending.NO_CHAT, now, SYSTEM, Ending.NO_CHAT.in_russian)


def closing(discussion: Discussion, chat_id: int, now: datetime) -> Discussion:
    """The discussion whose farewell is said: now the chat is emptied."""
    _only_in(discussion, {DiscussionState.ENDING})
    return consistent(moved(replace(discussion, chat_id=chat_id), DiscussionState.CLOSING, now, SYSTEM), now)


def closed(discussion: Discussion, now: datetime) -> Discussion:
    """The discussion whose chat is empty and left, or never was."""
    _only_in(discussion, {DiscussionState.CLOSING, DiscussionState.ENDING})
    return consistent(moved(replace(discussion, closed_at=now), DiscussionState.CLOSED, now, SYSTEM))


def _over(discussion: Discussion, ending: Ending, now: datetime, by: str, reason: str) -> Discussion:
    ended = replace(discussion, ending=ending, ended_at=now)
    return consistent(moved(ended, DiscussionState.ENDING, now, by, reason), now)


def _too_soon_for_a_day(starts_at: datetime, now: datetime) -> bool:
    return now >= starts_at - REMINDS_A_DAY_BEFORE - _STALE_REMINDER


def _only_in(discussion: Discussion, states: set[DiscussionState] | frozenset[DiscussionState]) -> None:
    if discussion.state not in states:
        raise DomainError("discussion_state", state=discussion.state.value)

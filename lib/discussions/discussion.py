"""A discussion: an official and the residents who care talk in a temporary chat. One record a discussion.

What is said there is kept nowhere: the record holds when, where, who speaks for whom, and the outcome that the official
gave to the houses.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from lib.discreet import Discreet
from lib.questions.question import Official

LONGEST_OUTCOME = 3000
_MOST_HISTORY = 60

# Who reads these numbers is told of them in lib/discussions/texts.py.
REMINDS_A_DAY_BEFORE = timedelta(days=1)
REMINDS_SOON_BEFORE = timedelta(minutes=15)
WAITS_FOR_OFFICIAL = timedelta(minutes=15)
WARNS_BEFORE_END = timedelta(minutes=10)
EXTENDS_BY = timedelta(minutes=15)
# No discussion goes on for ever.
MOST_EXTENSIONS = 8


class DiscussionState(StrEnum):
    """How far a discussion is."""

    PREPARING = "preparing"
    PLANNED = "planned"
    HELD = "held"
    MISSED = "missed"
    ENDING = "ending"
    CLOSING = "closing"
    CLOSED = "closed"

    @property
    def in_russian(self) -> str:
        """The state as people see it."""
        return _TITLES[self]


_TITLES = {
    DiscussionState.PREPARING: "чат создаётся",
    DiscussionState.PLANNED: "назначено",
    DiscussionState.HELD: "идёт",
    DiscussionState.MISSED: "представитель не пришёл",
    DiscussionState.ENDING: "заканчивается",
    DiscussionState.CLOSING: "чат закрывается",
    DiscussionState.CLOSED: "завершено",
}

# How far each state is; whoever goes back says why.
RANKS = {
    DiscussionState.PREPARING: 0,
    DiscussionState.PLANNED: 1,
    DiscussionState.HELD: 2,
    DiscussionState.MISSED: 2,
    DiscussionState.ENDING: 3,
    DiscussionState.CLOSING: 4,
    DiscussionState.CLOSED: 5,
}

# People can still come.
EXPECTED = frozenset({DiscussionState.PREPARING, DiscussionState.PLANNED, DiscussionState.MISSED})
# The official can still end it by their own word.
UNDER_WAY = frozenset({DiscussionState.PLANNED, DiscussionState.HELD, DiscussionState.MISSED})
# Nothing but closing is left.
OVER = frozenset({DiscussionState.ENDING, DiscussionState.CLOSING, DiscussionState.CLOSED})


class Ending(StrEnum):
    """Why a discussion came to its end."""

    FINISHED = "finished"
    TIME = "time"
    CANCELLED = "cancelled"
    NOBODY_CAME = "nobody_came"
    NO_CHAT = "no_chat"

    @property
    def in_russian(self) -> str:
        """The reason as people see it."""
        return _ENDINGS[self]


_ENDINGS = {
    Ending.FINISHED: "завершил представитель",
    Ending.TIME: "закончилось время",
    Ending.CANCELLED: "отменено",
    Ending.NOBODY_CAME: "представитель не пришёл",
    Ending.NO_CHAT: "чат не удалось создать",
}


class Place(Struct, frozen=True):
    """A house that takes part: its chat, and its question (empty where it has none of its own).

    `pinned_before` is what the house's chat had pinned before the announcement, 0 for its welcome.
    """

    house_id: str
    address: str
    chat_id: int
    question_id: str = ""
    administrator_vk_id: int = 0
    announcement_cmid: int = 0
    pinned_before: int = 0


class Event(Discreet, frozen=True):
    """A line of a discussion's history; what made it go back always has a reason."""

    at: datetime
    state: DiscussionState
    by: str
    reason: str = ""


class Discussion(Discreet, frozen=True):
    """A discussion.

    `topic` is the question as residents asked it, `title` the temporary chat's name. `wake_at` is when time alone
    changes something next, and the lease of whoever closes the chat while it is CLOSING; `ended_at` when it came to
    its end, `closed_at` when the chat was empty and left. `pins_at` is when to note which
    messages the announcements became; `tries` counts failures of closing in a row,
    `rounds` the tasks that emptied the chat. `steps`
    counts the changes, which names their messages. `house_ids`, `official_vk_id`, `is_open` and `sort` repeat the rest
    for queries.
    """

    id: str
    municipality_id: str
    group_id: int
    question_id: str
    title: str
    topic: str
    official: Official
    places: tuple[Place, ...]
    organization_ids: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    created_at: datetime
    state: DiscussionState = DiscussionState.PREPARING
    chat_id: int = 0
    invite_link: str = ""
    pins_at: datetime | None = None
    is_reminded_a_day: bool = False
    is_reminded_soon: bool = False
    official_came_at: datetime | None = None
    is_warned: bool = False
    extensions: int = 0
    moves: int = 0
    ending: Ending | None = None
    ended_at: datetime | None = None
    outcome: str = ""
    is_outcome_posted: bool = False
    closed_at: datetime | None = None
    tries: int = 0
    rounds: int = 0
    wake_at: datetime | None = None
    steps: int = 0
    history: tuple[Event, ...] = ()
    house_ids: tuple[str, ...] = ()
    official_vk_id: int = 0
    is_open: bool = True
    sort: str = ""

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return round((self.ends_at - self.starts_at).total_seconds() / 60)


def discussions_path(municipality_id: str) -> str:
    """The collection of a municipality's discussions."""
    return f"municipalities/{municipality_id}/discussions"


def discussion_path(municipality_id: str, discussion_id: str) -> str:
    """Where a discussion lies."""
    return f"{discussions_path(municipality_id)}/{discussion_id}"


def coming_path(discussion: Discussion) -> str:
    """The collection of those who said that they come."""
    return f"{discussion_path(discussion.municipality_id, discussion.id)}/coming"


def hands_path(discussion: Discussion) -> str:
    """The collection of those who want to say something."""
    return f"{discussion_path(discussion.municipality_id, discussion.id)}/hands"


def moved(discussion: Discussion, state: DiscussionState, now: datetime, by: str, reason: str = "") -> Discussion:
    """The discussion in another state, with a line in its history."""
    event = Event(now, state, by, reason)
    return replace(discussion, state=state, history=(*discussion.history, event)[-_MOST_HISTORY:])

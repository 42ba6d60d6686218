"""Gathering: a chat's comings and goings wait a few seconds for each other, then one task looks at all of them.

One record a chat says when that is due. It is written once a gathering and not once a person, so it is not hot, and
one task of a community takes whatever chats are due together.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from lib.clock import Clock
from lib.gateways.firestore.store import AlreadyExists, Create, Replace, StaleRecord, Store
from lib.gateways.tasks.queue import Task, TaskQueue
from lib.gateways.vk.pace import Purpose
from lib.houses.house import Chat
from lib.remembered import Remembered

# Long enough that neighbours who join together are one gathering, short enough to feel greeted.
GATHERS_FOR = timedelta(seconds=8)
# A chat into which people stream is not welcomed more often than this.
BETWEEN_WELCOMES = timedelta(minutes=3)
# Clocks of instances differ; whoever is in doubt looks.
_MARGIN = timedelta(seconds=2)
_MOST_REMEMBERED = 10_000


class Gathering(Struct, frozen=True):
    """What waits in a chat. `due_at` is None where nothing does; `is_taken` while a worker is at it, whose lease
    `due_at` is then. The last welcome has the number `welcomed_cmid` and was sent at `welcomed_at`.
    """

    group_id: int
    chat_id: int
    municipality_id: str
    house_id: str
    due_at: datetime | None
    is_taken: bool = False
    welcomed_cmid: int = 0
    welcomed_at: datetime | None = None


def gathering_path(group_id: int, chat_id: int) -> str:
    """Where it lies."""
    return f"gatherings/{group_id}_{chat_id}"


def gathering_task(group_id: int, at: datetime | None = None) -> Task:
    """The task that makes a worker look at the community's chats that are due."""
    return Task(group_id, Purpose.ANSWER, "gatherings", {"group_id": group_id}, at)


class Gatherings:
    """Begins gatherings; one an instance, which remembers those that it need not begin again."""

    def __init__(self, store: Store, queue: TaskQueue, clock: Clock) -> None:
        self._store = store
        self._queue = queue
        self._clock = clock
        self._due: Remembered[tuple[int, int], datetime] = Remembered(_MOST_REMEMBERED, BETWEEN_WELCOMES, clock)

    def begin(self, chat: Chat) -> None:
        """Has the chat looked at soon, unless that is going to happen anyway.

        The record is written before the task is enqueued: whoever dies in between is told of the event again, and the
        sweep enqueues what is overdue.
        """
        key = chat.group_id, chat.chat_id
        if (due_at := self._due.get(key)) is not None and self._clock.now() < due_at - _MARGIN:
            return
        due_at = self._record(chat)
        if due_at is not None:
            self._queue.enqueue(gathering_task(chat.group_id, due_at))
            self._due.put(key, due_at)

    def _record(self, chat: Chat) -> datetime | None:
        """When the chat is due by this call; None where others have seen to it."""
        path, now = gathering_path(chat.group_id, chat.chat_id), self._clock.now()
        stored = self._store.get(path, Gathering)
        before = stored.record if stored else None
        if before and before.due_at and not before.is_taken and now < before.due_at:
            return None
        first = Gathering(chat.group_id, chat.chat_id, chat.municipality_id, chat.house_id, None)
        after = replace(before or first, due_at=next_welcome_at(before, now), is_taken=False)
        try:
            self._store.commit([Replace(path, after, stored.revision) if stored else Create(path, after)])
        except (AlreadyExists, StaleRecord):
            # Somebody else has just done so, or a worker has just ended: VK tells again, and then it is clear.
            seen = self._store.get(path, Gathering)
            if seen and seen.record.due_at and not seen.record.is_taken and now < seen.record.due_at:
                return None
            raise
        return after.due_at


def next_welcome_at(before: Gathering | None, now: datetime) -> datetime:
    """When a chat in which somebody waits is due."""
    soon = now + GATHERS_FOR
    return max(soon, before.welcomed_at + BETWEEN_WELCOMES) if before and before.welcomed_at else soon

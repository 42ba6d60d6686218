"""A board: a message with counts in it, edited no more often than every few seconds whatever the load.

Whoever votes writes a document of their own and then `touch`es the board, which is one write every few seconds for all
of them together. A worker counts by aggregation and edits; it holds the board while it does (`held_until`), so that an
older count never overwrites a newer one. Who votes while it counts touches again.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from lib.clock import Clock
from lib.gateways.firestore.store import Replace, StaleRecord, Store
from lib.gateways.tasks.queue import Task, TaskQueue
from lib.gateways.vk.pace import Purpose
from lib.remembered import Remembered

# Those who vote together are one edit.
GATHERS_FOR = timedelta(seconds=2)
# A message is edited no more often than this.
BETWEEN_EDITS = timedelta(seconds=5)
# https://dev.vk.com/ru/method/messages.edit: 24 hours; a quarter of an hour is left for what waits.
EDITABLE_FOR = timedelta(hours=23, minutes=45)
# Clocks of instances differ; whoever is in doubt touches.
_MARGIN = timedelta(seconds=1)
_MOST_REMEMBERED = 10_000
_TRIES = 6


class Board(Struct, frozen=True):
    """A message with counts. `owner_path` is the record that is voted on, `name` says which of its messages it is.

    `due_at` is when to count next, None where nothing changes it any more; `final_at` when the last votes are in, None
    for a board that never ends by itself. `held_until` is the lease of a worker at it. `shown` is what stands there.
    `messages` counts the messages that it has had, `posted_at` is when the last one was posted: VK lets a message be
    edited for a day, and then another takes its place.
    """

    group_id: int
    municipality_id: str
    owner_path: str
    name: str
    due_at: datetime | None
    final_at: datetime | None = None
    held_until: datetime | None = None
    shown_at: datetime | None = None
    shown: tuple[int, ...] = ()
    is_final: bool = False
    messages: int = 1
    posted_at: datetime | None = None

    @property
    def message_name(self) -> str:
        """The name under which its present message is found in the outbox."""
        return board_message(self.name, self.messages)

    def is_past_editing(self, now: datetime) -> bool:
        """Whether VK would not let its message be edited any more."""
        return self.posted_at is not None and now - self.posted_at >= EDITABLE_FOR


def board_path(owner_path: str, name: str) -> str:
    """Where a board lies."""
    return f"{owner_path}/boards/{name}"


def board_message(name: str, number: int) -> str:
    """The name of a board's message, by its number."""
    return name if number == 1 else f"{name}-{number}"


def board_task(group_id: int, at: datetime | None = None) -> Task:
    """The task that makes a worker look at the community's boards that are due; may come twice and for nothing."""
    return Task(group_id, Purpose.ANSWER, "boards", {"group_id": group_id}, at)


class Boards:
    """Has boards counted; one an instance, which remembers those that will be counted anyway."""

    def __init__(self, store: Store, queue: TaskQueue, clock: Clock) -> None:
        self._store = store
        self._queue = queue
        self._clock = clock
        self._due: Remembered[str, datetime] = Remembered(_MOST_REMEMBERED, BETWEEN_EDITS * 2, clock)
        self._lock = threading.Lock()

    def touch(self, path: str) -> None:
        """Has the board counted soon, after a vote was written; unless that is going to happen anyway.

        Raises:
            StaleRecord: others kept changing it; VK tells of the press again.
        """
        if self._is_coming(path):
            return
        # Of the threads of an instance one writes; the others find that done.
        with self._lock:
            if self._is_coming(path):
                return
            due_at, group_id = self._make_due(path)
            if due_at is not None:
                self._queue.enqueue(board_task(group_id, due_at))
                self._due.put(path, due_at)

    def _is_coming(self, path: str) -> bool:
        due_at = self._due.get(path)
        return due_at is not None and self._clock.now() < due_at - _MARGIN

    def _make_due(self, path: str) -> tuple[datetime | None, int]:
        """When the board is due by this call; None where it is anyway, or is gone."""
        for _ in range(_TRIES):
            stored = self._store.get(path, Board)
            if stored is None or stored.record.is_final:
                return None, 0
            board, now = stored.record, self._clock.now()
            soon = now + GATHERS_FOR
            due_at = max(soon, board.shown_at + BETWEEN_EDITS) if board.shown_at else soon
            is_held = board.held_until is not None and now < board.held_until
            if board.due_at is not None and board.due_at <= due_at and not is_held:
                # Whoever comes for it counts after that, however late.
                return None, 0
            try:
                self._store.commit([Replace(path, replace(board, due_at=due_at), stored.revision)])
            except StaleRecord:
                continue
            return due_at, board.group_id
        raise StaleRecord(path)


def taken_by_worker(board: Board, now: datetime, lease: timedelta) -> Board | None:
    """The board held by a worker; None where another one has it, or it is not due."""
    if board.due_at is None or board.due_at > now or (board.held_until is not None and now < board.held_until):
        return None
    return replace(board, held_until=now + lease)


def let_go(held: Board, seen: Board, shown: tuple[int, ...] | None, now: datetime) -> Board:
    """The board after a worker was at it. `seen` is the record as it is now: whoever touched it meanwhile stays due."""
    touched = seen.due_at != held.due_at
    after = replace(seen, held_until=None)
    if shown is not None:
        after = replace(after, shown=shown, shown_at=now)
    return after if touched else replace(after, due_at=None if held.is_final else held.final_at)

"""Who wrote in which chat on which day: the first message of a person in a chat on a day, and no other, is noted.

What is noted is written together, at most once a second an instance: a note by itself is written at once, notes of a
burst wait for the next second. So the cost does not depend on how many people speak. Whoever counts reads a day's
documents and makes a set of them, since instances do not know of each other and a person can be noted twice.
docs/decisions/events.md says what a killed instance can lose.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from msgspec import Struct

from lib.clock import Clock, Ids
from lib.gateways.firestore.store import Create, Store

# Days are Moscow's, for all regions alike, so that their numbers can be compared and added.
DAY_ZONE = timezone(timedelta(hours=3))
_WRITES_EVERY = timedelta(seconds=1)
# 20 bytes a mark: far below Firestore's 1 MiB a document.
_MARKS_A_DOCUMENT = 2_000
# Chats' people whom an instance remembers; whoever is forgotten is noted again.
_MOST_REMEMBERED = 200_000
_KEPT_FOR = timedelta(days=62)


class Speakers(Struct, frozen=True):
    """People who wrote on a day: `marks` are `<group_id>_<chat_id>:<user_id>`, with blanks between: one text, since
    Firestore would index every element of a list. `group_ids` are the communities in them, so that a count of one reads
    no other's. Firestore deletes it after `expires_at` (TTL).
    """

    day: str
    written_at: datetime
    marks: str
    expires_at: datetime
    group_ids: tuple[int, ...] = ()


def speakers_path(document_id: str) -> str:
    """Where notes lie."""
    return f"speakers/{document_id}"


def day_of(moment: datetime) -> str:
    """The day on which a moment counts: `2026-11-23`."""
    return moment.astimezone(DAY_ZONE).date().isoformat()


def speakers_of_day(day: str, marks: Sequence[str], now: datetime) -> Speakers:
    """Marks as they are written."""
    groups = sorted({int(mark.partition("_")[0]) for mark in marks})
    return Speakers(day, now, " ".join(marks), now + _KEPT_FOR, tuple(groups))


class SpeakerNotes:
    """The notes of one instance; threads share it."""

    def __init__(self, store: Store, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids
        self._noted: dict[str, set[str]] = {}
        self._lock = threading.Lock()
        self._waiting: dict[str, list[str]] = {}
        self._next_write_at: datetime | None = None

    def note(self, group_id: int, chat_id: int, user_id: int, written_at: datetime) -> None:
        """Notes that somebody wrote, unless that is known.

        Raises:
            GoogleAPICallError: Firestore did not take what was due; it is kept and written with the next note.
        """
        day, mark = day_of(written_at), f"{group_id}_{chat_id}:{user_id}"
        with self._lock:
            if mark not in self._noted.get(day, ()):
                self._noted_on(day).add(mark)
                self._waiting.setdefault(day, []).append(mark)
            due = self._take_due()
        if due:
            self._write(due)

    def write_all(self) -> None:
        """Writes what is still waiting: for the end of an instance."""
        with self._lock:
            taken, self._waiting = self._waiting, {}
        self._write(taken)

    def _noted_on(self, day: str) -> set[str]:
        """Who is known to have spoken on a day; messages of yesterday still come today."""
        noted = self._noted.setdefault(day, set())
        if len(noted) >= _MOST_REMEMBERED:
            noted.clear()
        for old in sorted(self._noted)[:-2]:
            del self._noted[old]
        return noted

    def _take_due(self) -> dict[str, list[str]]:
        if not self._waiting:
            return {}
        now = self._clock.now()
        is_early = self._next_write_at is not None and now < self._next_write_at
        if is_early and sum(map(len, self._waiting.values())) < _MARKS_A_DOCUMENT:
            return {}
        self._next_write_at = now + _WRITES_EVERY
        taken, self._waiting = self._waiting, {}
        return taken

    def _write(self, marks_by_day: dict[str, list[str]]) -> None:
        now = self._clock.now()
        writes = [
            Create(speakers_path(self._ids.document_id()), speakers_of_day(day, marks, now))
            for day, marks in marks_by_day.items()
        ]
        if not writes:
            return
        is_written = False
        try:
            self._store.commit(writes)
            is_written = True
        finally:
            if not is_written:
                self._keep(marks_by_day)

    def _keep(self, marks_by_day: dict[str, list[str]]) -> None:
        with self._lock:
            for day, marks in marks_by_day.items():
                self._waiting.setdefault(day, []).extend(marks)

"""Muting where VK does not let a bot mute: what a muted person writes is removed as it comes.

All such mutes of a community stand in one record, so that an instance needs one read in a while to know them, however
many chats there are. They are few: the record is used only where VK refuses, and forgets who has served their time.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from msgspec import Struct

from lib.clock import Clock
from lib.gateways.firestore.store import AlreadyExists, Create, Replace, StaleRecord, Store
from lib.refreshed import Refreshed

_KNOWN_FOR = timedelta(seconds=15)
# 100 bytes each, far below Firestore's 1 MiB a document.
_MOST_MUTES = 2_000
_TRIES = 8


class Mute(Struct, frozen=True):
    """That somebody may not write in a chat until then."""

    chat_id: int
    user_id: int
    until: datetime


class Mutes(Struct, frozen=True):
    """All of a community's."""

    mutes: tuple[Mute, ...]


class OwnMutes:
    """The mutes that we keep ourselves; one an instance."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._known: dict[int, Refreshed[dict[tuple[int, int], datetime]]] = {}

    def is_muted(self, group_id: int, chat_id: int, user_id: int) -> bool:
        """Whether the person may not write now, as far as was known some seconds ago."""
        until = self._of(group_id).get().get((chat_id, user_id))
        return until is not None and self._clock.now() < until

    def mute(self, group_id: int, chat_id: int, user_id: int, until: datetime | None) -> None:
        """Mutes until then, or, with None, no longer.

        Raises:
            StaleRecord, AlreadyExists: others keep changing the record.
        """
        for attempt in range(_TRIES):
            try:
                self._change(group_id, chat_id, user_id, until)
            except (StaleRecord, AlreadyExists):
                if attempt == _TRIES - 1:
                    raise
                continue
            break
        self._of(group_id).forget()

    def _of(self, group_id: int) -> Refreshed[dict[tuple[int, int], datetime]]:
        if (known := self._known.get(group_id)) is None:
            read = partial(self._read, group_id)
            known = self._known.setdefault(group_id, Refreshed(read, _KNOWN_FOR, self._clock))
        return known

    def _read(self, group_id: int, _: object) -> dict[tuple[int, int], datetime]:
        stored = self._store.get(_path(group_id), Mutes)
        mutes = stored.record.mutes if stored else ()
        return {(mute.chat_id, mute.user_id): mute.until for mute in mutes}

    def _change(self, group_id: int, chat_id: int, user_id: int, until: datetime | None) -> None:
        path, now = _path(group_id), self._clock.now()
        stored = self._store.get(path, Mutes)
        before = stored.record.mutes if stored else ()
        others = [mute for mute in before if now < mute.until and (mute.chat_id, mute.user_id) != (chat_id, user_id)]
        after = Mutes((*others, *([Mute(chat_id, user_id, until)] if until else []))[-_MOST_MUTES:])
        self._store.commit([Replace(path, after, stored.revision) if stored else Create(path, after)])


def _path(group_id: int) -> str:
    return f"mutes/{group_id}"

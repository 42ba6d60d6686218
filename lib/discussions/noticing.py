"""Which of a community's chats are discussions, remembered by an instance, since it never changes: so that an ordinary
message costs nothing.
"""

from __future__ import annotations

from datetime import timedelta

from msgspec import Struct

from lib.clock import Clock
from lib.discussions.discussion import Discussion, discussion_path
from lib.gateways.firestore.store import Store, Stored
from lib.houses.house import Chat, ChatKind, chat_path
from lib.remembered import Remembered

_MOST = 20_000
_KNOWN_FOR = timedelta(hours=6)
# A chat becomes a discussion's a moment after VK has made it.
_UNKNOWN_FOR = timedelta(minutes=1)


class _Known(Struct, frozen=True):
    """The way to a discussion, and who its official is."""

    path: str
    official: int


class DiscussionsOfChats:
    """From chats to discussions."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._known: Remembered[tuple[int, int], _Known] = Remembered(_MOST, _KNOWN_FOR, clock)
        self._unknown: Remembered[tuple[int, int], bool] = Remembered(_MOST, _UNKNOWN_FOR, clock)

    def official(self, group_id: int, chat_id: int) -> int:
        """Who answers in the chat's discussion; 0 where the chat is none's."""
        key = group_id, chat_id
        if (known := self._known.get(key)) is not None:
            return known.official
        if self._unknown.get(key):
            return 0
        found = self._look_up(group_id, chat_id)
        if found is None:
            self._unknown.put(key, True)
            return 0
        self._known.put(key, _Known(found.path, found.record.official.vk_id))
        return found.record.official.vk_id

    def discussion(self, group_id: int, chat_id: int) -> Stored[Discussion] | None:
        """The chat's discussion as it is now; None where there is none."""
        if not self.official(group_id, chat_id):
            return None
        known = self._known.get((group_id, chat_id))
        return self._store.get(known.path, Discussion) if known else self._look_up(group_id, chat_id)

    def _look_up(self, group_id: int, chat_id: int) -> Stored[Discussion] | None:
        chat = self._store.get(chat_path(group_id, chat_id), Chat)
        if chat is None or chat.record.kind is not ChatKind.DISCUSSION:
            return None
        return self._store.get(discussion_path(chat.record.municipality_id, chat.record.house_id), Discussion)

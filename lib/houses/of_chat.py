"""Which house a chat belongs to, remembered by an instance, since it never changes."""

from __future__ import annotations

from datetime import timedelta

from lib.clock import Clock
from lib.gateways.firestore.store import Store, Stored
from lib.houses.house import Chat, ChatKind, House, chat_path, house_path
from lib.remembered import Remembered

_MOST = 20_000
_KNOWN_FOR = timedelta(hours=6)
# A chat that is none of a house's may become one: it is recorded a moment after VK has made it.
_UNKNOWN_FOR = timedelta(seconds=30)


class HousesOfChats:
    """From chats to houses."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._known: Remembered[tuple[int, int], Chat] = Remembered(_MOST, _KNOWN_FOR, clock)
        self._unknown: Remembered[tuple[int, int], bool] = Remembered(_MOST, _UNKNOWN_FOR, clock)

    def chat(self, group_id: int, chat_id: int) -> Chat | None:
        """The house's chat; None where it belongs to no house, as the coordination chat does."""
        key = group_id, chat_id
        if (known := self._known.get(key)) is not None or self._unknown.get(key):
            return known
        found = self._store.get(chat_path(group_id, chat_id), Chat)
        if found is None or found.record.kind is not ChatKind.HOUSE:
            self._unknown.put(key, True)
            return None
        self._known.put(key, found.record)
        return found.record

    def house(self, group_id: int, chat_id: int) -> tuple[Chat, Stored[House]] | None:
        """The chat and the house as it is now; None where there is none."""
        chat = self.chat(group_id, chat_id)
        stored = self._store.get(house_path(chat.municipality_id, chat.house_id), House) if chat else None
        return (chat, stored) if chat and stored else None

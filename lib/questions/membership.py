"""Who is in a chat, as VK says: read a thousand at a time and remembered for a moment, so that a vote costs no request.

Whoever is not known is looked for again, but not for each press: strangers must not cost a request each.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from datetime import timedelta

from lib.clock import Clock
from lib.communities.answering import Answers
from lib.houses.house import peer_id
from lib.remembered import Remembered

# https://dev.vk.com/ru/method/messages.getConversationMembers
_MEMBERS_A_READ = 1000
_KNOWN_FOR = timedelta(minutes=1)
# Whoever has just joined can vote after this.
_LOOKS_AGAIN_AFTER = timedelta(seconds=3)
_MOST_CHATS = 500

Key = tuple[int, int]


class ChatMembers:
    """The people of chats; one an instance."""

    def __init__(self, answers: Answers, clock: Clock) -> None:
        self._answers = answers
        self._known: Remembered[Key, frozenset[int]] = Remembered(_MOST_CHATS, _KNOWN_FOR, clock)
        self._read_lately: Remembered[Key, bool] = Remembered(_MOST_CHATS, _LOOKS_AGAIN_AFTER, clock)
        self._locks: defaultdict[Key, threading.Lock] = defaultdict(threading.Lock)

    def has(self, group_id: int, chat_id: int, vk_id: int) -> bool:
        """Whether somebody is in the chat.

        Raises:
            VkError, VkOutcomeUnknown, Overloaded, CommunityRests: VK was asked and did not tell.
        """
        key = group_id, chat_id
        if vk_id in (self._known.get(key) or ()):
            return True
        with self._locks[key]:
            known = self._known.get(key)
            if known is None or (vk_id not in known and self._read_lately.get(key) is None):
                known = self._read(key)
            return vk_id in known

    def forget(self, group_id: int, chat_id: int) -> None:
        """Somebody went: who is left is read again."""
        self._known.forget((group_id, chat_id))

    def _read(self, key: Key) -> frozenset[int]:
        group_id, chat_id = key
        people: set[int] = set()
        offset = 0
        while True:
            answer = self._answers.call(
                group_id,
                "messages.getConversationMembers",
                peer_id=peer_id(chat_id),
                offset=offset,
                count=_MEMBERS_A_READ,
            )
            people |= {int(item["member_id"]) for item in answer["items"]}
            offset += len(answer["items"])
            if not answer["items"] or offset >= int(answer["count"]):
                break
        found = frozenset(people)
        self._known.put(key, found)
        self._read_lately.put(key, True)
        return found

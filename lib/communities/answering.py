"""What a bot says while somebody waits for it: at the community's pace, never while VK has asked the community to rest.

Used by functions/vk_callback, whose requests to VK go through no queue (lib/gateways/vk/pace.py: AT_ONCE).
"""

from __future__ import annotations

import hashlib
import threading
from datetime import timedelta
from typing import Any

from lib import log
from lib.clock import Clock
from lib.communities.breaks import load_community, pause_community, stop_community
from lib.gateways.firestore.store import Store
from lib.gateways.vk.connect import VkClients
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown, WhatToDo
from lib.gateways.vk.execute import Call
from lib.gateways.vk.gathering import GatheredCalls, Overloaded
from lib.gateways.vk.pace import AT_ONCE
from lib.remembered import Remembered

# VK repeats an event that is not answered within about 4 s.
_PATIENCE = timedelta(seconds=2.5)
_KNOWN_FOR = timedelta(seconds=5)
# VK takes longer snackbars for a mistake.
LONGEST_SNACKBAR = 90
_MOST_COMMUNITIES = 1000
# A third of an instance's threads (local/cloud.py, Terraform): the others go on hearing.
_BUSY = 10
# Methods that VK's documentation does not promise to a community.
_UNPROVEN = frozenset({"messages.setMemberRole", "messages.changeConversationMemberRestrictions"})


class CommunityRests(Exception):
    """VK has asked the community to rest, or refuses its token: nothing was asked."""


class Answers:
    """Asks VK for the communities of one instance."""

    def __init__(self, vk: VkClients, store: Store, clock: Clock) -> None:
        self._vk = vk
        self._store = store
        self._clock = clock
        self._gathered: dict[int, GatheredCalls] = {}
        self._lock = threading.Lock()
        self._may_send: Remembered[int, bool] = Remembered(_MOST_COMMUNITIES, _KNOWN_FOR, clock)

    def call(self, group_id: int, method: str, **params: object) -> Any:
        """The response to one call; parameters that are None are left out.

        Raises:
            VkError, VkOutcomeUnknown: as the client does.
            Overloaded, CommunityRests: nothing was asked.
            DomainError: `community_unknown`, `community_token_missing`.
        """
        if not self._may_send_now(group_id):
            raise CommunityRests(str(group_id))
        given = {name: value for name, value in params.items() if value is not None}
        try:
            return self._of(group_id).make(Call(method, given))
        except VkError as error:
            self._take_a_break(group_id, error)
            raise

    def send(self, group_id: int, peer_id: int, text: str, random_id: int, **params: object) -> int:
        """Sends a message to one peer; returns its number in the conversation. Raises as `call`; a peer that cannot be
        written to is a VkError too.
        """
        # Only with `peer_ids` VK tells the message's number.
        sent = self.call(
            group_id,
            "messages.send",
            peer_ids=str(peer_id),
            random_id=random_id,
            message=text,
            dont_parse_links=1,
            disable_mentions=params.pop("disable_mentions", 1),
            **params,
        )[0]
        if error := sent.get("error"):
            raise VkError(int(error["code"]), "messages.send", str(error.get("description", "")))
        return int(sent["conversation_message_id"])

    def random_id(self, group_id: int, what: str) -> int:
        """The same for the same `what`, so that VK shows it once; a positive int32."""
        named = hashlib.sha256(f"{group_id} {what}".encode()).digest()
        return int.from_bytes(named[:8]) % (2**31 - 1) + 1

    def snackbar(self, group_id: int, peer_id: int, user_id: int, press_id: str, text: str) -> None:
        """Answers a pressed button. What keeps VK from showing it is logged and nothing more: the minute in which it
        can be answered may be over, and what was asked for is done all the same.
        """
        data = {"type": "show_snackbar", "text": text[:LONGEST_SNACKBAR]}
        try:
            self.call(
                group_id,
                "messages.sendMessageEventAnswer",
                event_id=press_id,
                user_id=user_id,
                peer_id=peer_id,
                event_data=data,
            )
        except (VkError, VkOutcomeUnknown, Overloaded, CommunityRests) as error:
            code = error.code if isinstance(error, VkError) else 0
            log.info("press_not_answered", group_id=group_id, reason=type(error).__name__, code=code)

    def snackbar_unless_busy(self, group_id: int, peer_id: int, user_id: int, press_id: str, text: str) -> None:
        """Answers a pressed button, but for times when so many press that waiting for it would keep others from being
        heard: the counts in the message tell them.
        """
        if self._of(group_id).waiting < _BUSY:
            self.snackbar(group_id, peer_id, user_id, press_id, text)
        else:
            log.info("press_not_answered", group_id=group_id, reason="busy", code=0)

    def _of(self, group_id: int) -> GatheredCalls:
        with self._lock:
            if group_id not in self._gathered:
                interval = timedelta(seconds=AT_ONCE.interval_s)
                self._gathered[group_id] = GatheredCalls(self._vk.of(group_id), interval, _PATIENCE, self._clock)
            return self._gathered[group_id]

    def _may_send_now(self, group_id: int) -> bool:
        known = self._may_send.get(group_id)
        if known is None:
            known = load_community(group_id, store=self._store).may_send(self._clock.now())
            self._may_send.put(group_id, known)
        return known

    def _take_a_break(self, group_id: int, error: VkError) -> None:
        if error.method in _UNPROVEN and error.what_to_do is WhatToDo.STOP_COMMUNITY:
            # VK has no such method, or not for us: nothing is wrong with the token.
            return
        match error.what_to_do:
            case WhatToDo.PAUSE_COMMUNITY:
                pause_community(group_id, error.code, store=self._store, clock=self._clock)
            case WhatToDo.STOP_COMMUNITY:
                stop_community(group_id, error.code, store=self._store)
            case _:
                return
        self._may_send.forget(group_id)

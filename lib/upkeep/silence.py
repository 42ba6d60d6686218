"""Whether VK still tells of what people write in a community: one read with each look at its chats, and in a silence
one question to VK an hour.

VK switches off a callback server that failed too often, and forgets a secret with it; the community's neighbours go on
as before. Where no event was heard for long, the conversations with the newest messages are asked who wrote in them
and when, never what. Night is no silence: then nobody writes.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from lib import log
from lib.events.heard import NOTED_EVERY, Heard, heard_path
from lib.gateways.firestore.store import AlreadyExists, Create, Update
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError
from lib.gateways.vk.execute import Call, execute_columns
from lib.gateways.vk.limits import CALLS_AN_EXECUTE
from lib.gateways.vk.pace import Pace
from lib.provisioning.outside import Provisioning

# Twice as long as VK waits with its third repetition (10 s, 3 min, 10 min); the next come after half an hour.
_LATE_AFTER = timedelta(minutes=30)
# The clocks of VK, of the instance that heard and of the one that sweeps.
_CLOCKS_DIFFER_BY = timedelta(minutes=5)
# VK loses an event now and then. That it loses so many in a row, and brings nothing else for half an hour, is another
# thing.
_ENOUGH = 3
_MESSAGES_A_CONVERSATION = 20
_ASKED_EVERY = timedelta(hours=1)


def tell_of_silence(vk: VkClient, pace: Pace, outside: Provisioning) -> None:
    """An alert where people wrote to the community or in its chats, and no event came.

    Raises:
        VkError, VkOutcomeUnknown: VK could not be asked.
    """
    now, path = outside.clock.now(), heard_path(vk.group_id)
    heard = outside.store.get(path, Heard)
    if heard is None:
        # Nobody knows since when events should come: since now.
        with suppress(AlreadyExists):
            outside.store.commit([Create(path, Heard(now))])
        return
    since, until = heard.record.at + NOTED_EVERY + _CLOCKS_DIFFER_BY, now - _LATE_AFTER
    asked_at = heard.record.asked_at
    if since >= until or (asked_at is not None and now < asked_at + _ASKED_EVERY):
        return
    unheard = _written_between(since, until, vk, pace)
    outside.store.commit([Update(path, {"asked_at": now})])
    if unheard >= _ENOUGH:
        log.alert("callbacks_silent", group_id=vk.group_id, unheard=unheard, heard_at=heard.record.at)


def _written_between(since: datetime, until: datetime, vk: VkClient, pace: Pace) -> int:
    """How many of people's last messages are of that time."""
    newest = Call("messages.getConversations", {"count": CALLS_AN_EXECUTE})
    (conversations,) = _asked([newest], ("conversation.peer.id", "last_message.date"), vk, pace)
    if isinstance(conversations, VkError):
        raise conversations
    # Whatever was written before the last message lies before it, so the others need no look.
    moved = [int(peer) for peer, date in conversations if date and _at(date) >= since]
    if not moved:
        return 0
    calls = [Call("messages.getHistory", {"peer_id": peer, "count": _MESSAGES_A_CONVERSATION}) for peer in moved]
    histories = _asked(calls, ("from_id", "date", "action"), vk, pace)
    # Who joins and leaves is not an event in every community's chats.
    return sum(
        from_id > 0 and not action and since <= _at(date) < until
        for history in histories
        if not isinstance(history, VkError)
        for from_id, date, action in history
    )


def _asked(calls: list[Call], columns: tuple[str, ...], vk: VkClient, pace: Pace) -> list[Any]:
    with pace.turn():
        return list(execute_columns(vk, calls, columns))


def _at(date: int) -> datetime:
    return datetime.fromtimestamp(date, UTC)

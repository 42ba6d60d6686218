"""Finding in the chats what a lost request may have sent, before it is sent again.

VK knows a repeated `random_id` for about an hour or a hundred messages of the chat. Where that may be over, or where
the id has to be another one, the chats' own histories are asked: a message of the community that bears the id.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from lib.broadcasts.batch import Batch
from lib.broadcasts.delivery import BatchHouse, Delivery, done, moved_on
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError, WhatToDo
from lib.gateways.vk.execute import Call, execute
from lib.gateways.vk.limits import CALLS_AN_EXECUTE
from lib.gateways.vk.pace import Pace
from lib.houses.house import peer_id
from lib.pages import pages

# messages.getHistory gives at most 200 messages (https://dev.vk.com/ru/method/messages.getHistory). Twenty-five chats
# of a hundred keep the answer under a few megabytes.
_MESSAGES_A_LOOK = 100
# VK's clock and ours need not agree.
_CLOCKS_DIFFER_BY = timedelta(minutes=5)


def find_messages(
    batch: Batch, houses: Sequence[BatchHouse], vk: VkClient, pace: Pace, now: datetime
) -> list[BatchHouse]:
    """The houses after a look into their chats: DONE where the message is there, UNKNOWN where nobody can tell, WAITING
    and free of any earlier attempt where it is not; WAITING and as they were where VK has to be asked again.

    Raises:
        VkError, VkOutcomeUnknown: the look as a whole failed, nothing is known.
    """
    histories: list[Any] = []
    for page in pages(houses, CALLS_AN_EXECUTE):
        with pace.turn():
            histories += execute(vk, [_history_call(house) for house in page])
    return [
        _after_look(house, history, batch, vk.group_id, now) for house, history in zip(houses, histories, strict=True)
    ]


def is_still_unsure(house: BatchHouse) -> bool:
    """Whether a house that was looked for has to be looked for again."""
    return house.state is Delivery.WAITING and bool(house.look_for)


def _history_call(house: BatchHouse) -> Call:
    return Call("messages.getHistory", {"peer_id": peer_id(house.chat_id), "count": _MESSAGES_A_LOOK})


def _after_look(house: BatchHouse, history: Any, batch: Batch, group_id: int, now: datetime) -> BatchHouse:
    random_id = house.look_for or batch.random_id_of(house)
    if isinstance(history, VkError):
        if history.what_to_do in (WhatToDo.GIVE_UP_ON_PEER, WhatToDo.OUR_MISTAKE):
            # The chat cannot be read any more, so nobody can tell whether the message is in it.
            unknown = moved_on(house, Delivery.UNKNOWN, now)
            return replace(unknown, look_for=random_id, failure_vk_code=history.code)
        return replace(house, look_for=random_id)
    own = (item for item in history["items"] if item["from_id"] == -group_id)
    found = next((item for item in own if item.get("random_id") == random_id), None)
    if found is not None:
        return replace(done(house, int(found["conversation_message_id"]), now), look_for=0)
    if _reaches_back(history, batch.asked_at or now):
        return replace(house, look_for=0)
    return replace(moved_on(house, Delivery.UNKNOWN, now), look_for=random_id)


def _reaches_back(history: Any, asked_at: datetime) -> bool:
    """Whether the messages that were read begin before the message could have been sent."""
    items = history["items"]
    if len(items) >= int(history["count"]):
        return True
    return bool(items) and items[-1]["date"] < (asked_at - _CLOCKS_DIFFER_BY).timestamp()

"""Finding in VK what an interrupted attempt left behind, before anything is asked for a second time.

`messages.createChat` has no key against repetition, so a house whose chat was asked for without a known answer is
looked for first: VK numbers a community's chats in a row, and the house remembers the highest number known before it
asked. A welcome is guarded by its `random_id` for about an hour only; after that the chat's own history is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError
from lib.gateways.vk.execute import Call, execute
from lib.gateways.vk.limits import PEERS_A_READ
from lib.gateways.vk.pace import Pace
from lib.houses.house import peer_id
from lib.provisioning.wave import MOST_TRIES, Step, WaveHouse, climbed, failed

# Ten reads of a hundred chats each keep the answer under a megabyte.
CALLS_A_LOOK = 10

# VK forgets a `random_id` after about an hour; half of it leaves room for clocks and for a slow request.
RANDOM_ID_HOLDS = timedelta(minutes=30)


def find_chats(
    houses: Sequence[WaveHouse], vk: VkClient, pace: Pace, highest_known: int, now: datetime
) -> list[WaveHouse]:
    """The houses after a search for their chats: CREATED where one bears the exact title, WAITING where none does.

    Raises:
        VkError, VkOutcomeUnknown: the search was not finished, nothing is known.
    """
    lowest = min(house.known_chat_id for house in houses)
    numbers: dict[str, int] = {}
    for number, title in _chats_numbered_above(lowest, max(highest_known, lowest), vk, pace):
        numbers.setdefault(title, number)
    return [_found_or_waiting(house, numbers.get(house.title, 0), now) for house in houses]


def may_be_welcomed_already(house: WaveHouse, now: datetime) -> bool:
    """Whether an earlier attempt may have sent the welcome so long ago that VK has forgotten its `random_id`."""
    return house.step is Step.LINKED and now - house.since > RANDOM_ID_HOLDS


def find_welcomes(houses: Sequence[WaveHouse], vk: VkClient, pace: Pace, now: datetime) -> list[WaveHouse]:
    """The houses after a look into their chats: WELCOMED where the community has written already, else as they were.

    Raises:
        VkError, VkOutcomeUnknown: the look as a whole failed.
    """
    calls = [
        Call("messages.getHistory", {"peer_id": peer_id(house.chat_id), "count": 20, "rev": 1}) for house in houses
    ]
    with pace.turn():
        answers = execute(vk, calls)
    return [
        _welcomed_or_as_it_was(house, answer, vk.group_id, now) for house, answer in zip(houses, answers, strict=True)
    ]


def _welcomed_or_as_it_was(house: WaveHouse, history: Any, group_id: int, now: datetime) -> WaveHouse:
    if isinstance(history, VkError):
        raise history
    own = (item for item in history["items"] if item["from_id"] == -group_id and "action" not in item)
    if first := next(own, None):
        return climbed(house, Step.WELCOMED, now, welcome_cmid=int(first["conversation_message_id"]))
    # The chat holds no welcome, so a `random_id` that is used from now on counts from now.
    return replace(house, since=now)


def _found_or_waiting(house: WaveHouse, chat_id: int, now: datetime) -> WaveHouse:
    if chat_id > house.known_chat_id:
        return climbed(house, Step.CREATED, now, chat_id=chat_id)
    if house.tries + 1 >= MOST_TRIES:
        return failed(house, "vk_not_answering", 0, now)
    return replace(house, step=Step.WAITING, since=now, tries=house.tries + 1)


def _chats_numbered_above(number: int, at_least_to: int, vk: VkClient, pace: Pace) -> Iterator[tuple[int, str]]:
    """Number and title of every chat above `number`, up to where a whole hundred is empty and nothing higher is
    known.
    """
    while True:
        firsts = [number + 1 + PEERS_A_READ * call for call in range(CALLS_A_LOOK)]
        answer: Any
        with pace.turn():
            answers = execute(vk, [_read_chats(first) for first in firsts])
        for answer in answers:
            if isinstance(answer, VkError):
                raise answer
            yield from (
                (int(item["peer"]["local_id"]), str(item["chat_settings"]["title"])) for item in answer["items"]
            )
        number += PEERS_A_READ * CALLS_A_LOOK
        if not answer["items"] and number >= at_least_to:
            return


def _read_chats(first: int) -> Call:
    peers = ",".join(str(peer_id(number)) for number in range(first, first + PEERS_A_READ))
    return Call("messages.getConversationsById", {"peer_ids": peers})

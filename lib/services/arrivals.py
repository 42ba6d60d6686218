"""Whether the service bots of a house are in its chat: seen when they come, asked of VK when nobody saw it.

What a house awaits is kept in its record: the bots that are attached and not in the chat. A community in a chat is a
member with a negative id.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from lib.errors import DomainError
from lib.gateways.firestore.store import Replace, StaleRecord, Store, Stored
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown
from lib.houses.house import House, house_path, peer_id

MEMBERS_A_READ = 1_000
# People add a bot when they are asked to, or days later.
_FIRST_DAY, _LATER = timedelta(minutes=5), timedelta(hours=1)
_TRIES = 5


def bot_came(municipality_id: str, house_id: str, group_id: int, *, store: Store) -> None:
    """A community was added to the house's chat."""
    _change(municipality_id, house_id, lambda house: with_arrived(house, {group_id}), store)


def bot_left(municipality_id: str, house_id: str, group_id: int, now: datetime, *, store: Store) -> None:
    """A community left the house's chat or was removed; if the house still has it as a bot, it is awaited again."""

    def left(house: House) -> House:
        present = set(house.service_bot_group_ids) - {*house.service_bots_awaited, group_id}
        return with_present(house, present, now)

    _change(municipality_id, house_id, left, store)


def check_house(municipality_id: str, house: House, *, store: Store, vk: VkClient, now: datetime) -> House:
    """Asks VK who is in the chat, and returns the house as it is then: a bot that left is awaited again.

    Raises:
        DomainError: `chat_not_ready`, `vk_unavailable`, `chat_members_hidden`.
    """
    if not house.chat_id:
        raise DomainError("chat_not_ready")
    try:
        present = communities_in_chat(vk, house)
    except VkOutcomeUnknown as error:
        raise DomainError("vk_unavailable", error=str(error)) from None
    except VkError as error:
        raise DomainError("chat_members_hidden", vk_code=error.code) from None
    return _change(municipality_id, house.id, lambda found: with_present(found, present, now), store)


def communities_in_chat(vk: VkClient, house: House) -> set[int]:
    """The ids of the communities in the house's chat.

    Raises:
        VkError, VkOutcomeUnknown: as the client does.
    """
    found: set[int] = set()
    offset = 0
    while True:
        answer = vk.call(
            "messages.getConversationMembers", peer_id=peer_id(house.chat_id), offset=offset, count=MEMBERS_A_READ
        )
        found |= communities_among(answer["items"])
        offset += MEMBERS_A_READ
        if offset >= int(answer["count"]):
            return found


def communities_among(members: Sequence[Any]) -> set[int]:
    """The ids of the communities among a chat's members, as VK lists them."""
    return {-int(member["member_id"]) for member in members if int(member["member_id"]) < 0}


def with_arrived(house: House, present: set[int]) -> House:
    """The house after these communities were seen in its chat."""
    awaited = tuple(each for each in house.service_bots_awaited if each not in present)
    if awaited == house.service_bots_awaited:
        return house
    told = tuple(each for each in house.service_bots_told if each in awaited)
    due_at = house.service_bots_due_at if awaited else None
    return replace(house, service_bots_awaited=awaited, service_bots_told=told, service_bots_due_at=due_at)


def with_present(house: House, present: set[int], now: datetime) -> House:
    """The house after these were seen to be all communities in its chat."""
    awaited = tuple(each for each in house.service_bot_group_ids if each not in present)
    if set(awaited) == set(house.service_bots_awaited):
        return house
    told = tuple(each for each in house.service_bots_told if each in awaited)
    due_at = (house.service_bots_due_at or now) if awaited else None
    return replace(house, service_bots_awaited=awaited, service_bots_told=told, service_bots_due_at=due_at)


def next_look(house: House, now: datetime) -> datetime:
    """When to look again whether the bots that a house awaits are there: soon on the first day, hourly later."""
    since = max(filter(None, [house.live_at, house.service_bots_since]), default=now)
    return now + (_FIRST_DAY if now - since < timedelta(days=1) else _LATER)


def _change(municipality_id: str, house_id: str, change: Callable[[House], House], store: Store) -> House:
    path = house_path(municipality_id, house_id)
    for _ in range(_TRIES):
        stored: Stored[House] | None = store.get(path, House)
        if stored is None:
            raise DomainError("house_unknown")
        after = change(stored.record)
        if after == stored.record:
            return after
        try:
            store.commit([Replace(path, after, stored.revision)])
        except StaleRecord:
            continue
        return after
    raise DomainError("changed_meanwhile")

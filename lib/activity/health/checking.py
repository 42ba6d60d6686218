"""Looking at chats now: whoever has just given the bot its rights back need not wait for the sweep."""

from __future__ import annotations

from collections.abc import Sequence

from lib.errors import DomainError
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown
from lib.houses.assigning import load_houses
from lib.houses.house import Chat, House
from lib.people.permissions import Rights
from lib.provisioning.outside import Provisioning
from lib.upkeep.sweep import look_at


def check_chats(rights: Rights, house_ids: Sequence[str], outside: Provisioning) -> list[House]:
    """The houses after VK was asked about their chats.

    Raises:
        DomainError: `house_unknown`, `vk_unavailable`, `community_token_missing`.
    """
    houses = [stored.record for stored in load_houses(rights, house_ids, store=outside.store)]
    for group_id in sorted({house.group_id for house in houses}):
        chats = [
            Chat(group_id, house.chat_id, rights.municipality_id, house.id)
            for house in houses
            if house.group_id == group_id and house.chat_id
        ]
        try:
            look_at(group_id, chats, outside)
        except (VkError, VkOutcomeUnknown) as error:
            raise DomainError("vk_unavailable", error=type(error).__name__) from None
    return [stored.record for stored in load_houses(rights, house_ids, store=outside.store)]

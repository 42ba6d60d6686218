"""How many residents a chat has, by what VK says of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lib.houses.house import House


def residents_among(chat_settings: Mapping[str, Any], house: House) -> int:
    """The members of a chat without the community that owns it and the service bots that are in it."""
    return residents_of(int(chat_settings.get("members_count", 0)), house)


def residents_of(members_count: int, house: House) -> int:
    """The same, of VK's number of members."""
    bots = len(set(house.service_bot_group_ids) - set(house.service_bots_awaited))
    return max(members_count - 1 - bots, 0)

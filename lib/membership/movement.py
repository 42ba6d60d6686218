"""Somebody came into a house's chat or went: one record each, under the number of VK's service message.

The number names it for good, so an event that comes twice writes the same record, and statistics can count it.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from lib.houses.house import house_path


class Movement(Struct, frozen=True):
    """A coming (`joined`) or going of a person. Firestore deletes it some time after `expires_at` (TTL).

    It waits (`is_waiting`) from when we were told of it until a gathering has looked at it, however late that was.
    """

    group_id: int
    chat_id: int
    house_id: str
    user_id: int
    cmid: int
    joined: bool
    at: datetime
    expires_at: datetime
    is_waiting: bool = False


def movements_path(municipality_id: str, house_id: str) -> str:
    """The collection of a house's movements."""
    return f"{house_path(municipality_id, house_id)}/movements"


def movement_path(municipality_id: str, house_id: str, cmid: int) -> str:
    """Where a movement lies: ids that rise would heap writes up at one end, so the digits stand reversed."""
    return f"{movements_path(municipality_id, house_id)}/{f'{cmid:09}'[::-1]}"

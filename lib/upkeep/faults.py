"""What can be wrong with a live house's chat, by what VK says of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from lib.houses.house import House
from lib.membership.residents import residents_among


class Fault(StrEnum):
    """A difference between the record and VK. The first three only people can mend."""

    OUT_OF_SIGHT = "out_of_sight"
    TAKEN_OVER = "taken_over"
    WITHOUT_RIGHTS = "without_rights"
    RENAMED = "renamed"
    UNPINNED = "unpinned"
    MISCOUNTED = "miscounted"


# What the house says of a fault that stays: codes of the table of errors.
TROUBLES: dict[Fault, str] = {
    Fault.OUT_OF_SIGHT: "chat_out_of_sight",
    Fault.TAKEN_OVER: "chat_taken_over",
    Fault.WITHOUT_RIGHTS: "bot_without_rights",
    Fault.RENAMED: "chat_renamed",
    Fault.UNPINNED: "chat_unpinned",
}

# Without these the bot can neither keep the welcome pinned, nor the title, nor order.
_NEEDED_RIGHTS = ("can_change_info", "can_change_pin", "can_invite", "can_moderate")


def find_faults(house: House, settings: Mapping[str, Any] | None) -> list[Fault]:
    """The faults of a chat; `settings` are VK's `chat_settings`, None where VK does not show the chat."""
    if settings is None or settings.get("state", "in") != "in":
        return [Fault.OUT_OF_SIGHT]
    rights = settings.get("acl", {})
    checks = {
        Fault.TAKEN_OVER: int(settings.get("owner_id", -house.group_id)) != -house.group_id,
        # VK leaves out what it has nothing to say about; only a plain no is one.
        Fault.WITHOUT_RIGHTS: any(rights.get(name) is False for name in _NEEDED_RIGHTS),
        Fault.RENAMED: settings.get("title", house.title) != house.title,
        Fault.UNPINNED: pinned(settings) != expected_pin(house),
        Fault.MISCOUNTED: house.is_miscounted or residents_among(settings, house) != house.members_count,
    }
    return [fault for fault, holds in checks.items() if holds]


def expected_pin(house: House) -> int:
    """The number of the message that should be pinned."""
    return house.pinned_cmid or house.welcome_cmid


def pinned(settings: Mapping[str, Any]) -> int:
    """The number of the message that is pinned; 0 where none is."""
    return int(settings.get("pinned_message", {}).get("conversation_message_id", 0))

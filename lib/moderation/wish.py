"""What a moderator wants, as far as they have said it: by words, or button by button.

A payload carries the whole of what was said so far, so a conversation needs no memory and goes on wherever it stopped.
Who may is never read from it: people can forge payloads.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from lib.moderation.tools import DURATIONS, REASONS, Tool

DO = "moderate"
# Who left a menu open for longer has to open it again: what it speaks of may be gone.
_OPEN_FOR = timedelta(hours=1)
# Ids and moments of VK lie far below.
_LARGEST = 2**33


class Wish(Struct, frozen=True):
    """Whose it is, since when, and what is wanted. `chat_id` is that of the house's chat, `cmid` the message; `reason`
    is in words. What is not said yet is 0, None or empty.
    """

    chat_id: int
    by: int
    at: int
    cmid: int = 0
    tool: Tool | None = None
    seconds: int = 0
    reason: str = ""

    def is_open(self, now: datetime) -> bool:
        """Whether the menu it comes from still counts."""
        return timedelta(0) <= now - datetime.fromtimestamp(self.at, now.tzinfo) + timedelta(minutes=5) <= _OPEN_FOR


def payload_of(wish: Wish, **further: object) -> dict[str, object]:
    """The payload of a button that says `further` on top of the wish; a reason goes by its key."""
    said: dict[str, object] = {"do": DO, "h": wish.chat_id, "b": wish.by, "a": wish.at}
    known = {"m": wish.cmid, "t": wish.tool.value if wish.tool else "", "s": wish.seconds}
    return said | {key: value for key, value in (known | further).items() if value}


def read_payload(payload: object) -> Wish | None:
    """The wish in a payload; None where it is no button of moderation, or a broken one."""
    if not isinstance(payload, Mapping) or payload.get("do") != DO:
        return None
    numbers = [payload.get(key, 0) for key in ("h", "b", "a", "m", "s")]
    if not all(isinstance(number, int) and 0 <= number < _LARGEST for number in numbers):
        return None
    chat_id, by, at, cmid, seconds = numbers
    named, reason_key = payload.get("t", ""), payload.get("r", "")
    if (
        not isinstance(named, str)
        or not isinstance(reason_key, str)
        or named not in {"", *Tool}
        or seconds not in {0, *DURATIONS}
    ):
        return None
    tool = Tool(named) if named else None
    reason = REASONS[tool].get(reason_key, "") if tool else ""
    return Wish(chat_id, by, at, cmid, tool, seconds, reason)

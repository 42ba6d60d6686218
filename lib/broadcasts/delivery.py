"""What becomes of one house in a batch, and what VK's answers mean for it: rules, without any I/O.

A final status never goes back. The only way on from one is `MOVED`: the house was taken into a new batch, which tells
of it from then on.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from lib.gateways.vk.errors import VkError, WhatToDo


class Delivery(StrEnum):
    """How far a house of a batch is. `DONE` is sent, or, in batches that change messages, changed."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    MOVED = "moved"


COUNTED = (Delivery.WAITING, Delivery.DONE, Delivery.FAILED, Delivery.UNKNOWN, Delivery.CANCELLED)
# Why a house can fail, as codes of the table of errors.
REASONS = (
    "broadcast_removed",
    "broadcast_writing_closed",
    "broadcast_no_rights",
    "broadcast_chat_gone",
    "broadcast_unreachable",
    "broadcast_refused",
    "broadcast_vk_not_answering",
    "broadcast_text_too_long",
    "broadcast_chat_not_ready",
    "broadcast_chat_failed",
    "broadcast_chat_closed",
    "broadcast_too_old",
    "broadcast_message_gone",
)
_ALLOWED: dict[Delivery, frozenset[Delivery]] = {
    Delivery.WAITING: frozenset(Delivery),
    Delivery.DONE: frozenset(),
    Delivery.FAILED: frozenset({Delivery.MOVED}),
    Delivery.UNKNOWN: frozenset({Delivery.MOVED}),
    Delivery.CANCELLED: frozenset(),
    Delivery.MOVED: frozenset(),
}


class FinalStatus(Exception):
    """Somebody tried to take a final status back: a bug."""


class BatchHouse(Struct, frozen=True, omit_defaults=True):
    """A house in a batch, with all that its request needs. A hundred of them are a document: defaults are not written.

    `cmid` is the message's number in the chat, `welcome_cmid` that of the pinned welcome. `look_for` is the `random_id`
    under which an earlier batch may have sent the message: it is looked for before it is sent again.
    `was_unreachable` says that the house is noted as one that a message did not reach lately.
    """

    house_id: str
    chat_id: int
    address: str
    company: str = ""
    state: Delivery = Delivery.WAITING
    cmid: int = 0
    failure: str = ""
    failure_vk_code: int = 0
    at: datetime | None = None
    welcome_cmid: int = 0
    look_for: int = 0
    was_unreachable: bool = False


def moved_on(house: BatchHouse, state: Delivery, now: datetime) -> BatchHouse:
    """The house in another state.

    Raises:
        FinalStatus: it cannot get there.
    """
    if state not in _ALLOWED[house.state]:
        raise FinalStatus(f"{house.state} → {state}")
    return replace(house, state=state, at=now)


def done(house: BatchHouse, cmid: int, now: datetime) -> BatchHouse:
    """The house whose chat has the message, under that number."""
    return replace(moved_on(house, Delivery.DONE, now), cmid=cmid or house.cmid)


def failed(house: BatchHouse, failure: str, now: datetime, vk_code: int = 0) -> BatchHouse:
    """The house given up, with the reason."""
    return replace(moved_on(house, Delivery.FAILED, now), failure=failure, failure_vk_code=vk_code)


# VK's code for one chat → the reason in the table of errors.
_REASONS: dict[int, str] = {
    7: "broadcast_removed",
    15: "broadcast_removed",
    917: "broadcast_removed",
    922: "broadcast_removed",
    927: "broadcast_chat_gone",
    945: "broadcast_chat_gone",
    946: "broadcast_chat_gone",
    925: "broadcast_no_rights",
    983: "broadcast_writing_closed",
    1012: "broadcast_writing_closed",
    909: "broadcast_too_old",
    924: "broadcast_too_old",
    920: "broadcast_message_gone",
}


def failure_of(error: VkError) -> str:
    """The reason why VK's refusal keeps a message from a chat."""
    if reason := _REASONS.get(error.code):
        return reason
    return "broadcast_refused" if error.what_to_do is WhatToDo.OUR_MISTAKE else "broadcast_unreachable"


class Verdict(StrEnum):
    """What VK's refusal of one house's message asks for."""

    GIVE_UP = "give_up"
    SEND_ANEW = "send_anew"
    LOOK_FIRST = "look_first"


def verdict_on(error: VkError) -> Verdict:
    """What to do about VK's refusal of a message to one chat.

    Where VK may have sent it all the same (1, 10, a code that nobody knows), it is looked for before it is sent again.
    """
    if error.what_to_do in (WhatToDo.GIVE_UP_ON_PEER, WhatToDo.OUR_MISTAKE) or error.code in _REASONS:
        return Verdict.GIVE_UP
    return Verdict.LOOK_FIRST if error.perhaps_done else Verdict.SEND_ANEW

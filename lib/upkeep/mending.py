"""Mending a chat: the title and the pin are put right again; what VK does not let us put right is told on the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from lib.gateways.vk.errors import VkError, WhatToDo
from lib.gateways.vk.execute import Call
from lib.houses.house import House, peer_id
from lib.membership.residents import residents_among
from lib.upkeep.faults import TROUBLES, Fault, expected_pin

# What VK says for good; anything else is tried again with the next look.
_REFUSED = frozenset({WhatToDo.GIVE_UP_ON_PEER, WhatToDo.OUR_MISTAKE})


class Mending(Struct, frozen=True):
    """What is to be asked of VK for a house, by fault, and what its record is to say whatever VK answers."""

    calls: Mapping[Fault, Call] = field(default_factory=dict)
    fields: Mapping[str, object] = field(default_factory=dict)
    troubles: Sequence[Fault] = ()


def plan_mending(house: House, faults: Sequence[Fault], settings: Mapping[str, Any] | None) -> Mending:
    """What to do about these faults."""
    calls: dict[Fault, Call] = {}
    if Fault.RENAMED in faults:
        calls[Fault.RENAMED] = Call("messages.editChat", {"chat_id": house.chat_id, "title": house.title})
    if Fault.UNPINNED in faults and expected_pin(house):
        calls[Fault.UNPINNED] = pin_call(house, expected_pin(house))
    fields: dict[str, object] = {}
    if settings is not None and Fault.MISCOUNTED in faults:
        fields |= {"members_count": residents_among(settings, house), "is_miscounted": False}
    return Mending(calls, fields, [fault for fault in faults if fault in TROUBLES and fault not in calls])


def pin_call(house: House, cmid: int) -> Call:
    """The call that pins a message in the house's chat."""
    return Call("messages.pin", {"peer_id": peer_id(house.chat_id), "cmid": cmid})


def record_of(house: House, mending: Mending, answers: Mapping[Fault, Any | VkError]) -> dict[str, object]:
    """The fields of the house that change by what VK answered; empty where none do. An answer that may be another one
    next time leaves everything as it is.
    """
    refused = [
        fault for fault, answer in answers.items() if isinstance(answer, VkError) and answer.what_to_do in _REFUSED
    ]
    fields = dict(mending.fields)
    if Fault.UNPINNED in refused and house.pinned_cmid:
        # What the administrator pinned is gone: the welcome's turn, with the next look.
        fields["pinned_cmid"] = 0
        refused.remove(Fault.UNPINNED)
    worst = next((fault for fault in TROUBLES if fault in (*mending.troubles, *refused)), None)
    fields["chat_trouble"] = TROUBLES[worst] if worst else ""
    return {name: value for name, value in fields.items() if getattr(house, name) != value}

"""Whom a broadcast is for: a union of parts, each of which narrows the houses of a municipality or names some of them.

Rules without any I/O; lib/broadcasts/audience_reading.py reads the houses.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from lib.houses.house import AdministratorState, House, HouseState
from lib.people.permissions import Action, Rights

# More parts than this are no choice but a list; the list has a part of its own.
MOST_PARTS = 30
# A part of named houses lies in its document; more than this come as a list pasted from a sheet.
MOST_NAMED_HOUSES = 1000


class AudiencePart(Struct, frozen=True):
    """Houses that meet all of it; whatever is empty does not narrow, so an empty part is all houses.

    `house_ids` are single houses; `list_id` is a list that was pasted from a sheet; `group_id` a saved group, whose
    parts stand in its place when the houses are read.
    """

    settlement: str = ""
    street: str = ""
    company_key: str = ""
    tag: str = ""
    state: HouseState | None = None
    administrator: AdministratorState | None = None
    nobody_joined: bool = False
    house_ids: tuple[str, ...] = ()
    list_id: str = ""
    group_id: str = ""

    @property
    def names_houses(self) -> bool:
        """Whether it names its houses one by one."""
        return bool(self.house_ids or self.list_id)

    def matches(self, house: House) -> bool:
        """Whether a house meets it, as far as it does not name houses."""
        wanted: tuple[tuple[object, object], ...] = (
            (self.settlement, house.settlement),
            (self.street, house.street),
            (self.company_key, house.company_key),
            (self.state, house.state),
            (self.administrator, house.administrator_state),
        )
        met = all(want in ("", None) or want == has for want, has in wanted)
        return met and (not self.tag or self.tag in house.tags) and not (self.nobody_joined and house.members_count)


class Audience(Struct, frozen=True):
    """The houses of at least one part."""

    parts: tuple[AudiencePart, ...]


def may_broadcast_to(house: House, rights: Rights) -> bool:
    """Whether a person may write to the house at all."""
    return rights.may_with(house, Action.BROADCAST)


def reason_not_ready(house: House) -> str:
    """Why a house has no chat that could be written to, as a code of the table of errors; empty where it has one."""
    if house.state is HouseState.LIVE and house.chat_id:
        return ""
    return _NOT_READY.get(house.state, "broadcast_chat_not_ready")


_NOT_READY = {HouseState.FAILED: "broadcast_chat_failed", HouseState.CLOSED: "broadcast_chat_closed"}


def parts_are_all(parts: Sequence[AudiencePart]) -> bool:
    """Whether one of the parts is all houses, so that the others say nothing more."""
    return any(part == AudiencePart() for part in parts)

"""What a count reads: VK's numbers of chats, who wrote in them, who came and went, who is an official."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from lib.activity.counting import Move, Shown
from lib.activity.speakers import Speakers, day_of
from lib.clock import Clock
from lib.gateways.firestore.store import Condition, Store
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError
from lib.gateways.vk.execute import Call, execute_columns
from lib.gateways.vk.limits import PEERS_A_READ
from lib.gateways.vk.pace import SHARES, Pace, Purpose
from lib.houses.house import House, HouseState, houses_path, peer_id
from lib.membership.movement import Movement
from lib.membership.residents import residents_of
from lib.pages import pages
from lib.people.member import Member, members_path

# 1,000 chats a request: VK's work for it stays well below a request's time-out.
_CALLS_A_REQUEST = 10
CHATS_A_REQUEST = _CALLS_A_REQUEST * PEERS_A_READ
# Nothing that anybody wrote is in these, and nothing else leaves VK: a pinned message, for one, stays there.
_COLUMNS = ("peer.id", "last_conversation_message_id", "chat_settings.members_count")
_OF_HOUSES = (
    "id", "address", "address_key", "title", "group_id", "import_id", "wave_id", "created_at", "settlement", "street",
    "chat_id", "live_at", "company", "company_key", "apartments", "administrator_vk_id", "official_vk_ids",
    "service_bot_group_ids", "service_bots_awaited", "members_count", "is_silent",
)  # fmt: skip
_MOST_MOVEMENTS = 1_000_000
_MOST_MEMBERS = 20_000


class Staff(Struct, frozen=True):
    """Who speaks for the municipality and for organisations: employees, and representatives by the company's key."""

    employees: frozenset[int]
    by_company: Mapping[str, frozenset[int]]

    def officials_of(self, house: House) -> frozenset[int]:
        """The officials of a house."""
        return self.employees | self.by_company.get(house.company_key, frozenset()) | set(house.official_vk_ids)


class Numbers:
    """VK's numbers of a community's chats, a thousand a request at the pace of counts."""

    def __init__(self, vk: VkClient, clock: Clock) -> None:
        self._vk = vk
        self._pace = Pace(SHARES[Purpose.COLLECT], clock)

    def of(self, houses: Sequence[House]) -> dict[int, Shown]:
        """By chat, of the chats that VK shows; at most `CHATS_A_REQUEST` houses.

        Raises:
            VkError, VkOutcomeUnknown: nothing is known; asking again does no harm.
        """
        peers = [peer_id(house.chat_id) for house in houses]
        calls = [
            Call("messages.getConversationsById", {"peer_ids": ",".join(map(str, page))})
            for page in pages(peers, PEERS_A_READ)
        ]
        with self._pace.turn():
            answers = execute_columns(self._vk, calls, _COLUMNS)
        shown: dict[int, tuple[int, int]] = {}
        for answer in answers:
            if isinstance(answer, VkError):
                raise answer
            shown |= {int(peer): (int(cmid or 0), int(members or 0)) for peer, cmid, members in answer}
        return {
            house.chat_id: Shown(shown[peer][0], residents_of(shown[peer][1], house))
            for house, peer in zip(houses, peers, strict=True)
            if peer in shown
        }


def live_houses(municipality_id: str, group_id: int, *, store: Store) -> list[House]:
    """The municipality's houses with a chat of a community, in the order of its chats: one read a house."""
    where: list[Condition] = [("state", "==", HouseState.LIVE), ("group_id", "==", group_id)]
    found = store.query(houses_path(municipality_id), House, where, select=_OF_HOUSES)
    return sorted((stored.record for stored in found), key=lambda house: house.chat_id)


def speakers_of(group_id: int, days: Iterable[str], *, store: Store) -> dict[int, dict[str, set[int]]]:
    """Who wrote, by chat and day. Instances do not know of each other, so a person can be noted twice: sets it is."""
    found: dict[int, dict[str, set[int]]] = {}
    own = f"{group_id}_"
    for day in days:
        notes = store.query("speakers", Speakers, [("day", "==", day), ("group_ids", "array_contains", group_id)])
        for mark in (mark for stored in notes for mark in stored.record.marks.split()):
            if mark.startswith(own):
                chat, _, person = mark.removeprefix(own).partition(":")
                found.setdefault(int(chat), {}).setdefault(day, set()).add(int(person))
    return found


def moves_of(group_id: int, since: datetime, *, store: Store) -> dict[int, list[Move]]:
    """Who came and went since a moment, by chat: one read each."""
    where: list[Condition] = [("group_id", "==", group_id), ("at", ">=", since)]
    found: dict[int, list[Move]] = {}
    for stored in store.query_group("movements", Movement, where, ["at"], _MOST_MOVEMENTS):
        movement = stored.record
        move = Move(day_of(movement.at), movement.joined, movement.cmid)
        found.setdefault(movement.chat_id, []).append(move)
    return found


def staff_of(municipality_id: str, *, store: Store) -> Staff:
    """Everybody who speaks for the municipality or a company."""
    members = [stored.record for stored in store.query(members_path(municipality_id), Member, limit=_MOST_MEMBERS)]
    by_company: dict[str, set[int]] = {}
    for member in members:
        for key in member.company_keys:
            by_company.setdefault(key, set()).add(member.vk_id)
    return Staff(
        frozenset(member.vk_id for member in members if member.staff_role),
        {key: frozenset(who) for key, who in by_company.items()},
    )

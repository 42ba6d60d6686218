"""Who is in the coordination chat, and who of them does not belong: neither staff nor a house's chat administrator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lib.gateways.firestore.store import Store
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError, WhatToDo
from lib.gateways.vk.execute import Call, execute
from lib.gateways.vk.limits import CALLS_AN_EXECUTE
from lib.gateways.vk.pace import Pace
from lib.houses.house import House, houses_path, peer_id
from lib.municipalities.municipality import Municipality
from lib.pages import pages
from lib.people.member import Member, Officer, member_path, officer_path

# https://dev.vk.com/ru/method/messages.getConversationMembers
_MEMBERS_A_READ = 1000
# Firestore takes so many values in one `in`.
_VALUES_A_QUERY = 30


def people_in_chat(vk: VkClient, chat_id: int, pace: Pace) -> Iterator[int]:
    """The people in a chat; communities are left out.

    Raises:
        VkError, VkOutcomeUnknown: as the client does.
    """
    offset = 0
    while True:
        with pace.turn():
            answer: Any = vk.call(
                "messages.getConversationMembers", peer_id=peer_id(chat_id), offset=offset, count=_MEMBERS_A_READ
            )
        yield from (int(item["member_id"]) for item in answer["items"] if item["member_id"] > 0)
        offset += len(answer["items"])
        if not answer["items"] or offset >= answer["count"]:
            return


def those_who_belong(vk_ids: Sequence[int], municipality: Municipality, *, store: Store) -> set[int]:
    """Those of these people who are staff of the municipality or administrator of one of its chats."""
    members = store.get_many([member_path(municipality.id, vk_id) for vk_id in vk_ids], Member).values()
    officers = store.get_many([officer_path(municipality.region, vk_id) for vk_id in vk_ids], Officer).values()
    belong = {stored.record.vk_id for stored in members if stored.record.staff_role}
    belong |= {stored.record.vk_id for stored in officers}
    for page in pages(sorted(set(vk_ids) - belong), _VALUES_A_QUERY):
        houses = store.query(houses_path(municipality.id), House, [("administrator_vk_id", "in", list(page))])
        belong |= {stored.record.administrator_vk_id for stored in houses}
    return belong


def remove_people(vk: VkClient, chat_id: int, vk_ids: Sequence[int], pace: Pace) -> None:
    """Removes people from a chat; those who are gone already are no error.

    Raises:
        VkError, VkOutcomeUnknown: some are removed, others not.
    """
    for page in pages(vk_ids, CALLS_AN_EXECUTE):
        calls = [Call("messages.removeChatUser", {"chat_id": chat_id, "member_id": vk_id}) for vk_id in page]
        with pace.turn():
            answers = execute(vk, calls)
        for answer in answers:
            if isinstance(answer, VkError) and answer.what_to_do is not WhatToDo.GIVE_UP_ON_PEER:
                raise answer

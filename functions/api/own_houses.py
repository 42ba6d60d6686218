"""The houses of a chat administrator, by which lists are narrowed for them."""

from __future__ import annotations

from functions.api.calls import Call
from lib.houses.house import House, houses_path
from lib.people.roles import Role

# A chat administrator looks after a house or two; Firestore takes so many values in one query.
_MOST_HOUSES = 30


def own_houses(call: Call) -> list[str]:
    """The ids of the houses that name the caller; nobody but a chat administrator is narrowed by houses."""
    if call.rights.works_with_all_houses or Role.CHAT_ADMINISTRATOR not in call.rights.roles:
        return []
    where = [("administrator_vk_id", "==", call.vk_id)]
    found = call.store.query(houses_path(call.municipality_id), House, where, limit=_MOST_HOUSES)
    return [stored.record.id for stored in found]

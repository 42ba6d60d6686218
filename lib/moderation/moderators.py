"""Who may keep order in a house's chat: its administrator, and the staff of the municipality."""

from __future__ import annotations

from lib.houses.house import House
from lib.people.permissions import Action
from lib.people.rights import RememberedRights
from lib.people.roles import STAFF, Role

_HIGHEST_FIRST = (Role.REGION_OFFICER, Role.ADMINISTRATOR, Role.EMPLOYEE)


def moderator_role(house: House, municipality_id: str, vk_id: int, rights: RememberedRights) -> Role | None:
    """The role in which somebody may moderate the house's chat; None where they may not."""
    if vk_id == house.administrator_vk_id:
        return Role.CHAT_ADMINISTRATOR
    place = rights.workplace(municipality_id, vk_id)
    if place is None or not place.rights.may_with(house, Action.MODERATE_CHAT):
        return None
    return next((role for role in _HIGHEST_FIRST if role in place.rights.roles & STAFF), None)


def is_protected(house: House, municipality_id: str, vk_id: int, rights: RememberedRights) -> bool:
    """Whether somebody can neither be muted nor removed: who keeps order, and who answers officially. A moderator with
    something against one of them turns to the municipality, not to a button.
    """
    return vk_id in house.official_vk_ids or moderator_role(house, municipality_id, vk_id, rights) is not None

"""Who a VK link or name belongs to: people and communities, found in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from msgspec import Struct

from lib.gateways.vk.client import VkClient
from lib.gateways.vk.limits import COMMUNITIES_A_READ, USERS_A_READ
from lib.pages import pages

Found = TypeVar("Found")


class Person(Struct, frozen=True):
    """A VK user."""

    vk_id: int
    name: str
    screen_name: str
    photo_url: str = ""


class CommunityCard(Struct, frozen=True):
    """A VK community as others see it."""

    group_id: int
    name: str
    screen_name: str


def find_people(vk: VkClient, references: Sequence[str]) -> dict[str, Person]:
    """The people behind references such as `1`, `id1` or `durov`, by reference; the unknown are left out.

    One request for a thousand references. Deleted and banned accounts count as unknown: nobody is behind them.

    Raises:
        VkError, VkOutcomeUnknown: as the client does.
    """
    found: dict[str, Person] = {}
    for page in pages(list(dict.fromkeys(references)), USERS_A_READ):
        users = vk.call("users.get", user_ids=page, fields="screen_name,photo_100")
        people = [_person(user) for user in users if "deactivated" not in user]
        found |= _by_reference(page, {name: person for person in people for name in _names(person)})
    return found


def find_communities(vk: VkClient, references: Sequence[str]) -> dict[str, int]:
    """The ids of the communities behind references such as `1`, `club1` or `vk`, by reference, but for the unknown."""
    found: dict[str, int] = {}
    for page in pages(list(dict.fromkeys(references)), COMMUNITIES_A_READ):
        groups = vk.call("groups.getById", group_ids=page)["groups"]
        by_name = {
            name: int(group["id"])
            for group in groups
            for name in (str(group["id"]), f"club{group['id']}", f"public{group['id']}", group.get("screen_name", ""))
        }
        found |= _by_reference(page, by_name)
    return found


def communities_by_id(vk: VkClient, group_ids: Sequence[int]) -> dict[int, CommunityCard]:
    """The communities with these ids, by id; what VK does not know or has banned is left out.

    Raises:
        VkError, VkOutcomeUnknown: as the client does.
    """
    found: dict[int, CommunityCard] = {}
    for page in pages(list(dict.fromkeys(group_ids)), COMMUNITIES_A_READ):
        groups = vk.call("groups.getById", group_ids=page)["groups"]
        cards = [
            CommunityCard(int(group["id"]), str(group.get("name", "")), str(group.get("screen_name", "")))
            for group in groups
            if "deactivated" not in group
        ]
        found |= {card.group_id: card for card in cards if card.group_id in page}
    return found


def _person(user: Any) -> Person:
    name = f"{user.get('first_name', '')} {user.get('last_name', '')}".strip()
    return Person(int(user["id"]), name, str(user.get("screen_name", "")), str(user.get("photo_100", "")))


def _names(person: Person) -> tuple[str, ...]:
    return str(person.vk_id), f"id{person.vk_id}", person.screen_name


def _by_reference(page: Iterable[str], by_name: dict[str, Found]) -> dict[str, Found]:
    lower = {name.casefold(): found for name, found in by_name.items()}
    return {reference: lower[reference.casefold()] for reference in page if reference.casefold() in lower}

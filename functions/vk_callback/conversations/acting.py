"""Who somebody is who presses or writes, where it matters: their rights, and their deed as the audit log has it."""

from __future__ import annotations

from functions.vk_callback.outside import Outside
from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.errors import DomainError
from lib.events.event import ButtonPressed, MessageWritten
from lib.houses.house import House
from lib.people.directory import people_by_id
from lib.people.permissions import Rights
from lib.people.roles import Role


def doing_of(
    event: ButtonPressed | MessageWritten, municipality_id: str, vk_id: int, name: str, role: Role, outside: Outside
) -> Doing:
    """The deed. Its id follows from the event, so an event that comes again finds it done."""
    request_id = f"vk{event.random_id('deed'):010}"
    actor = Actor(vk_id, name or f"id{vk_id}", role.in_russian)
    return Doing(municipality_id, actor, request_id, outside.clock.now(), is_repeat=True)


def rights_of(group_id: int, municipality_id: str, vk_id: int, outside: Outside) -> Rights:
    """What somebody is in a municipality.

    Raises:
        DomainError: `forbidden`, if they are nothing there.
    """
    place = outside.moderation.rights.workplace(municipality_id, vk_id) if municipality_id.isalnum() else None
    if place is None or group_id not in place.municipality.group_ids:
        raise DomainError("forbidden")
    return place.rights


def name_of(group_id: int, vk_id: int, known: str, outside: Outside) -> str:
    """What somebody is called: as records have it, else as VK says."""
    if known:
        return known
    people = people_by_id([vk_id], vk=outside.vk.of(group_id), store=outside.store)
    return people[vk_id].name


def highest_role(rights: Rights) -> Role:
    """The first of somebody's roles in the order of the list of roles."""
    return min(rights.roles, key=list(Role).index)


def administrator_doing(
    event: ButtonPressed | MessageWritten, municipality_id: str, house: House, vk_id: int, role: Role, outside: Outside
) -> Doing:
    """The deed of a chat's administrator, or of an employee in its place."""
    known = house.administrator_name if vk_id == house.administrator_vk_id else ""
    return doing_of(event, municipality_id, vk_id, name_of(event.group_id, vk_id, known, outside), role, outside)


def in_full(error: DomainError) -> str:
    """What is wrong and what to do about it."""
    return f"{error.explanation.title} {error.explanation.action}"

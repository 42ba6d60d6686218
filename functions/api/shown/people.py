"""People as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable

from functions.api.models.people import Member, PersonCard, RoleName, Workplace
from lib.people import member as records
from lib.people.directory import KnownPerson
from lib.people.rights import Workplace as WorkplaceRecord
from lib.people.roles import Role


def show_person(person: KnownPerson | records.Member) -> PersonCard:
    """Name and photo."""
    return PersonCard(vk_id=person.vk_id, name=person.name, photo_url=person.photo_url)


def show_roles(roles: Iterable[Role]) -> list[RoleName]:
    """Roles with their names, the highest first."""
    return [RoleName(role=role, title=role.in_russian) for role in sorted(roles, key=list(Role).index)]


def show_workplace(place: WorkplaceRecord) -> Workplace:
    """Where somebody may work."""
    return Workplace(
        municipality_id=place.municipality.id,
        name=place.municipality.name,
        region=place.municipality.region,
        roles=show_roles(place.rights.roles),
        may=place.rights.actions(),
    )


def show_member(member: records.Member, viewer_vk_id: int) -> Member:
    """A member in a list."""
    return Member(
        person=show_person(member),
        roles=show_roles(member.roles),
        organizations=[each.organization_name for each in member.representations],
        added_at=member.added_at,
        added_by=member.added_by,
        is_me=member.vk_id == viewer_vk_id,
    )

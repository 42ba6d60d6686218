"""The people of a municipality as they are kept, and the officers of a region above them."""

from __future__ import annotations

import hashlib
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from lib.organizations.organization import LooksAfter
from lib.people.roles import Role
from lib.russian import folded


class Representation(Struct, frozen=True):
    """That somebody represents an organisation; `company_key` is the organisation's key, by which houses name it.
    `post` is what residents see beside the name; who is a head is told when others do not answer.
    """

    organization_id: str
    organization_name: str
    company_key: str
    looks_after: LooksAfter
    post: str = ""
    is_head: bool = False


class Member(Struct, frozen=True):
    """Somebody with roles in a municipality.

    `staff_role` is empty for those who only represent organisations. `roles`, `organization_ids` and `company_keys`
    repeat the rest in the form that is queried; `sort` orders lists.
    """

    vk_id: int
    municipality_id: str
    name: str
    photo_url: str
    added_at: datetime
    added_by: str
    staff_role: str = ""
    representations: tuple[Representation, ...] = ()
    roles: tuple[Role, ...] = ()
    organization_ids: tuple[str, ...] = ()
    company_keys: tuple[str, ...] = ()
    sort: str = ""


class Roster(Struct, frozen=True):
    """The administrators of a municipality, in one record: that one is left is decided by compare-and-set on it."""

    vk_ids: tuple[int, ...]


class Officer(Struct, frozen=True):
    """A region officer."""

    vk_id: int
    region: str
    name: str
    photo_url: str


def consistent(member: Member) -> Member:
    """The member with everything that repeats the rest brought in line with it."""
    represents = (Role.REPRESENTATIVE,) if member.representations else ()
    everywhere = [each for each in member.representations if each.looks_after is LooksAfter.ALL]
    return replace(
        member,
        roles=(*((Role(member.staff_role),) if member.staff_role else ()), *represents),
        organization_ids=tuple(each.organization_id for each in member.representations),
        company_keys=tuple(each.company_key for each in everywhere),
        sort=f"{folded(member.name)} {member.vk_id}",
    )


def members_path(municipality_id: str) -> str:
    """The collection of a municipality's members."""
    return f"municipalities/{municipality_id}/members"


def member_path(municipality_id: str, vk_id: int) -> str:
    """Where a member's record lies."""
    return f"{members_path(municipality_id)}/{vk_id}"


def roster_path(municipality_id: str) -> str:
    """Where the roster of administrators lies."""
    return f"municipalities/{municipality_id}/rosters/administrators"


def region_id(region: str) -> str:
    """A region's id follows from its name."""
    return hashlib.sha256(folded(region).encode()).hexdigest()[:12]


def officer_path(region: str, vk_id: int) -> str:
    """Where a region officer's record lies."""
    return f"regions/{region_id(region)}/officers/{vk_id}"

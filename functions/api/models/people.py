"""People: the session, who I am and where I may work, members of a municipality."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from functions.api.models.base import Answer, Ask, PageQuery, Query, Reference
from lib.people.permissions import Action
from lib.people.roles import Role

GivenRole = Annotated[
    Literal["administrator", "employee"], Meta(description="Администратор мини-приложения или сотрудник")
]


class RoleName(Answer, frozen=True, kw_only=True):
    """A role and its name."""

    role: Role
    title: str


class PersonCard(Answer, frozen=True, kw_only=True):
    """A person of VK as lists show them; `photo_url` is empty where there is none."""

    vk_id: int
    name: str
    photo_url: str


class Workplace(Answer, frozen=True, kw_only=True):
    """A municipality where the person may do something."""

    municipality_id: str
    name: str
    region: str
    roles: list[RoleName]
    may: list[Action]


class Me(Answer, frozen=True, kw_only=True):
    """Who is signed in, and where they may work."""

    person: PersonCard
    workplaces: list[Workplace]


class SessionAsk(Ask, frozen=True, kw_only=True):
    """VK's launch string: the page's query as it came, without the question mark."""

    launch: Annotated[str, Meta(min_length=1, max_length=4000)]


class SessionAnswer(Answer, frozen=True, kw_only=True):
    """A session of our own: `token` goes into `Authorization: Bearer …`."""

    token: str
    expires_at: datetime
    me: Me


class FindPersonQuery(Query, frozen=True, kw_only=True):
    """Whom to show before they are saved."""

    reference: Reference


class FoundPerson(Answer, frozen=True, kw_only=True):
    """A person of VK, and what they already are in this municipality."""

    person: PersonCard
    screen_name: str
    roles: list[RoleName]


class MembersQuery(PageQuery, frozen=True, kw_only=True):
    """Which members to list."""

    role: Literal["administrator", "employee", "representative"] | UnsetType = UNSET


class MemberAsk(Ask, frozen=True, kw_only=True):
    """A person becomes a member."""

    reference: Reference
    role: GivenRole


class MemberRolesAsk(Ask, frozen=True, kw_only=True):
    """What a member is from now on."""

    role: GivenRole


class Member(Answer, frozen=True, kw_only=True):
    """A member of a municipality. `is_me` marks the person who asks."""

    person: PersonCard
    roles: list[RoleName]
    organizations: list[str]
    added_at: datetime
    added_by: str
    is_me: bool


class MemberPage(Answer, frozen=True, kw_only=True):
    """Members by name."""

    items: list[Member]
    next_cursor: str | None

"""Organisations of a municipality, and the people who represent them."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from functions.api.models.base import Answer, Ask, HouseId, PageQuery, Reference
from functions.api.models.people import PersonCard
from lib.organizations.organization import LooksAfter, OrganizationKind

Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]


class OrganizationsQuery(PageQuery, frozen=True, kw_only=True):
    """Which organisations to list; `search` is the beginning of any word of the name."""

    search: Annotated[str, Meta(max_length=100)] = ""
    kind: OrganizationKind | UnsetType = UNSET


class OrganizationAsk(Ask, frozen=True, kw_only=True):
    """A new organisation, or an organisation as it is to be; a mini app that is left out stays as it is."""

    name: Name
    kind: OrganizationKind
    service_app_url: (
        Annotated[
            str,
            Meta(max_length=300, description="Мини-приложение ВКонтакте: https://vk.com/app1234567; пусто, если нет"),
        ]
        | None
    ) = None


class Organization(Answer, frozen=True, kw_only=True):
    """An organisation; `houses_count` counts the houses that it manages."""

    id: str
    name: str
    kind: OrganizationKind
    kind_title: str
    service_app_url: str
    houses_count: int
    representatives_count: int


class OrganizationPage(Answer, frozen=True, kw_only=True):
    """Organisations by name."""

    items: list[Organization]
    next_cursor: str | None


class RepresentativeAsk(Ask, frozen=True, kw_only=True):
    """A person represents the organisation: in all houses that it manages, or in chosen ones.

    The chosen houses attach the person as an official; more are attached and detached with the houses' assignments.
    """

    reference: Reference
    looks_after: LooksAfter
    house_ids: Annotated[tuple[HouseId, ...], Meta(max_length=200)] = ()


class RepresentativeChangeAsk(Ask, frozen=True, kw_only=True):
    """Whether the person looks after all houses or chosen ones from now on."""

    looks_after: LooksAfter


class Representative(Answer, frozen=True, kw_only=True):
    """Who represents an organisation, and how many houses they look after."""

    person: PersonCard
    organization_id: str
    looks_after: LooksAfter
    looks_after_title: str
    houses_count: int


class RepresentativeList(Answer, frozen=True, kw_only=True):
    """All representatives of an organisation, by name."""

    items: list[Representative]

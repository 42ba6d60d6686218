"""Houses: the list and its filters, one house, and what is done with them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from functions.api.models.audit import AuditLine
from functions.api.models.base import (
    AdministratorReference,
    Answer,
    Ask,
    Cursor,
    GroupId,
    HouseId,
    Limit,
    MaybeRecordId,
    PageQuery,
    Query,
    Reference,
    VkId,
)
from functions.api.models.people import PersonCard
from lib.houses.house import AdministratorState, HealthTask, HouseState, OnboardingState

Search = Annotated[str, Meta(max_length=200, description="Любые слова адреса, номер дома тоже: «ленина 5»")]
Count = Annotated[int, Meta(ge=0, le=100_000)]
Title = Annotated[str, Meta(max_length=100)]


class HouseFilters(Query, frozen=True, kw_only=True):
    """Which houses; filters that are left out do not narrow."""

    state: HouseState | UnsetType = UNSET
    organization_id: MaybeRecordId = ""
    administrator: AdministratorState | UnsetType = UNSET
    onboarding: OnboardingState | UnsetType = UNSET
    nobody_joined: bool = False
    settlement: Annotated[str, Meta(max_length=100)] = ""
    street: Annotated[str, Meta(max_length=100)] = ""
    silent: bool | UnsetType = UNSET
    import_id: MaybeRecordId = ""


class HousesQuery(HouseFilters, frozen=True, kw_only=True):
    """A page of houses by address."""

    search: Search = ""
    cursor: Cursor = ""
    limit: Limit = 25


class Failure(Answer, frozen=True, kw_only=True):
    """Why the chat is not there: what happened, and what to do."""

    code: str
    title: str
    action: str
    can_retry: bool


class Trouble(Answer, frozen=True, kw_only=True):
    """What is wrong with a chat that is there, and that only people can mend."""

    code: str
    title: str
    action: str
    since: datetime | None


class ChatAdministrator(Answer, frozen=True, kw_only=True):
    """Who is named as the chat's administrator. Known by phone alone: `vk_id` is null."""

    vk_id: int | None
    name: str
    photo_url: str
    state: AdministratorState
    state_title: str


class HouseItem(Answer, frozen=True, kw_only=True):
    """A house in a list."""

    id: str
    title: str
    address: str
    settlement: str
    state: HouseState
    state_title: str
    failure: Failure | None
    trouble: Trouble | None
    administrator: ChatAdministrator | None
    company: str
    organization_id: str | None
    invite_link: str
    members_count: int
    onboarding: OnboardingState
    onboarding_title: str
    apartments: int
    is_silent: bool


class HousePage(Answer, frozen=True, kw_only=True):
    """Houses by address. A page can be shorter than asked for; the list ends where `next_cursor` is null."""

    items: list[HouseItem]
    next_cursor: str | None


class StateCount(Answer, frozen=True, kw_only=True):
    """Houses in one state."""

    state: HouseState
    title: str
    count: int


class HouseCounts(Answer, frozen=True, kw_only=True):
    """Houses that meet the filters, by state."""

    total: int
    states: list[StateCount]


class FilterChoice(Answer, frozen=True, kw_only=True):
    """Something to filter by."""

    value: str
    title: str


class HouseFilterChoices(Answer, frozen=True, kw_only=True):
    """What the filters of the list can be set to in this municipality."""

    settlements: list[FilterChoice]
    organizations: list[FilterChoice]
    states: list[FilterChoice]
    administrators: list[FilterChoice]
    onboardings: list[FilterChoice]


class ServiceBot(Answer, frozen=True, kw_only=True):
    """A community whose bot serves the house; an administrator of the chat has to add it there by hand."""

    group_id: int
    url: str
    name: str
    does: str
    is_in_chat: bool


class HouseTask(Answer, frozen=True, kw_only=True):
    """A task of the chat's health that is open for the house; `why` says what is wrong with this very house, and is
    empty where the title says it all.
    """

    task: HealthTask
    title: str
    why: str
    what_to_do: str


class HouseDetails(Answer, frozen=True, kw_only=True):
    """A house with all that its screen shows. The texts are ready to be copied; `health` is empty for whoever does not
    work with tasks.
    """

    house: HouseItem
    street: str
    entrances: int
    officials: list[PersonCard]
    service_bots: list[ServiceBot]
    tags: list[str]
    health: list[HouseTask]
    created_at: datetime
    live_at: datetime | None
    import_id: str
    welcome_text: str
    covering_text: str
    may_edit: bool
    may_tag: bool
    may_assign: bool
    may_retry: bool
    may_read_history: bool


class HouseAsk(Ask, frozen=True, kw_only=True):
    """A house to create by hand; an empty `title` is made from the address."""

    address: Annotated[str, Meta(min_length=1, max_length=300)]
    title: Title = ""
    company: Annotated[str, Meta(max_length=200)] = ""
    entrances: Count = 0
    apartments: Count = 0
    administrator: AdministratorReference | None = None


class HouseCheckAsk(Ask, frozen=True, kw_only=True):
    """An address to look at before the house is created."""

    address: Annotated[str, Meta(max_length=300)]


class HouseCheck(Answer, frozen=True, kw_only=True):
    """The address as the system understands it; `existing` is the house that is there already."""

    is_understood: bool
    message: str
    address: str
    title: str
    existing: HouseItem | None


class HouseChangeAsk(Ask, frozen=True, kw_only=True):
    """What changes about a house; fields that are left out stay."""

    title: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")] | None = None
    company: Annotated[str, Meta(max_length=200)] | None = None
    entrances: Count | None = None
    apartments: Count | None = None


class AssignmentAsk(Ask, frozen=True, kw_only=True):
    """People and bots for one house or many at once. Whatever is left out stays as it is.

    `administrator` names a person; `remove_administrator` leaves the houses without one.
    """

    house_ids: Annotated[list[HouseId], Meta(min_length=1, max_length=200)]
    administrator: AdministratorReference | None = None
    remove_administrator: bool = False
    add_officials: Annotated[tuple[Reference, ...], Meta(max_length=10)] = ()
    remove_officials: Annotated[tuple[VkId, ...], Meta(max_length=10)] = ()
    add_service_bots: Annotated[tuple[Reference, ...], Meta(max_length=10)] = ()
    remove_service_bots: Annotated[tuple[GroupId, ...], Meta(max_length=10)] = ()


class AssignmentAnswer(Answer, frozen=True, kw_only=True):
    """How many houses changed; the others had it already."""

    changed: int
    houses: list[HouseItem]


class RetryAsk(Ask, frozen=True, kw_only=True):
    """Which failed houses to try again: those named, or all of the municipality."""

    house_ids: Annotated[list[HouseId], Meta(min_length=1, max_length=200)] | None = None


class RetryAnswer(Answer, frozen=True, kw_only=True):
    """How many houses are being tried again."""

    retried: int


class HistoryQuery(PageQuery, frozen=True, kw_only=True):
    """A page of a house's history."""


class HouseHistory(Answer, frozen=True, kw_only=True):
    """What happened to the house, the newest first."""

    items: list[AuditLine]
    next_cursor: str | None

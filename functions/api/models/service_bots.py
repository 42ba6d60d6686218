"""Service bots: the catalogue, and the houses that have them."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from functions.api.models.base import Answer, Ask, HouseId, PageQuery, Reference
from functions.api.models.houses import HouseItem

BotName = Annotated[str, Meta(max_length=100)]
Does = Annotated[str, Meta(max_length=200, description="Что получают жители, одной фразой")]
OrganizationId = Annotated[str, Meta(max_length=40, pattern="^([0-9a-z]{8,40})?$")]


class ServiceBotsQuery(PageQuery, frozen=True, kw_only=True):
    """A page of the catalogue."""


class ServiceBotAsk(Ask, frozen=True, kw_only=True):
    """A new entry; without a name the bot is called as its community is, without an organisation it is for everybody's
    houses.
    """

    reference: Reference
    name: BotName = ""
    does: Does = ""
    organization_id: OrganizationId = ""


class ServiceBotChangeAsk(Ask, frozen=True, kw_only=True):
    """The entry as it is to be."""

    name: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\S")]
    does: Does
    organization_id: OrganizationId


class CatalogueBot(Answer, frozen=True, kw_only=True):
    """An entry of the catalogue. `houses_count` houses have it; in `awaited_count` of them the chat administrator has
    yet to add it to the chat.
    """

    group_id: int
    name: str
    does: str
    organization_id: str | None
    organization_name: str
    url: str
    houses_count: int
    awaited_count: int


class ServiceBotPage(Answer, frozen=True, kw_only=True):
    """The catalogue by name."""

    items: list[CatalogueBot]
    next_cursor: str | None


class BotHousesAsk(Ask, frozen=True, kw_only=True):
    """Which houses get the bot or lose it: those named, else all of the organisation."""

    house_ids: Annotated[list[HouseId], Meta(min_length=1, max_length=200)] | None = None
    organization_id: OrganizationId = ""


class BotHousesAnswer(Answer, frozen=True, kw_only=True):
    """How many houses it is about, and how many changed; the others were so already."""

    houses: int
    changed: int


class BotHousesQuery(PageQuery, frozen=True, kw_only=True):
    """A page of the houses that have the bot; `awaited` narrows to those whose chat it is not in yet."""

    awaited: bool = False


class BotHouse(Answer, frozen=True, kw_only=True):
    """A house that has the bot."""

    house: HouseItem
    is_in_chat: bool


class BotHousePage(Answer, frozen=True, kw_only=True):
    """Houses by address."""

    items: list[BotHouse]
    next_cursor: str | None

"""A service bot as a municipality's catalogue keeps it: a community whose bot serves houses."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from lib.russian import folded


class ServiceBot(Struct, frozen=True):
    """An entry of the catalogue. `does` says in words what residents have of it; `organization_id` is whose houses it
    is for, empty where it is for everybody's. `sort` is for lists.
    """

    group_id: int
    name: str
    does: str
    organization_id: str
    screen_name: str
    created_at: datetime
    sort: str

    @property
    def page_url(self) -> str:
        """The community's page, from which it is added to a chat."""
        return f"https://vk.com/{self.screen_name or f'club{self.group_id}'}"

    @property
    def dialog_url(self) -> str:
        """The dialog with the bot."""
        return f"https://vk.me/{self.screen_name or f'club{self.group_id}'}"


def sort_of(name: str, group_id: int) -> str:
    """By name, and unique."""
    return f"{folded(name)} {group_id}"


def service_bots_path(municipality_id: str) -> str:
    """The collection of a municipality's service bots."""
    return f"municipalities/{municipality_id}/service_bots"


def service_bot_path(municipality_id: str, group_id: int) -> str:
    """Where a service bot's record lies."""
    return f"{service_bots_path(municipality_id)}/{group_id}"

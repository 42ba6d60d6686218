"""A municipality: what stands above its houses, its texts, how far its chats are."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from functions.api.models.base import Answer, Ask
from functions.api.models.people import RoleName
from lib.people.permissions import Action
from lib.provisioning.welcome import LONGEST_TEMPLATE

Template = Annotated[str, Meta(max_length=LONGEST_TEMPLATE, description="Пустой текст означает стандартный")]


class CommunityStatus(Answer, frozen=True, kw_only=True):
    """The community that owns the chats. `title` and `action` say what holds it up; empty where nothing does."""

    group_id: int
    name: str
    screen_name: str
    state: Literal["active", "paused", "stopped"]
    title: str
    action: str
    paused_until: datetime | None


class HouseCounters(Answer, frozen=True, kw_only=True):
    """Houses of the municipality, counted."""

    total: int
    waiting: int
    live: int
    failed: int
    without_administrator: int
    nobody_joined: int


class Municipality(Answer, frozen=True, kw_only=True):
    """What the person works with. `counters` are null for those who see only their own houses; `bot_may_write` says
    whether the person lets the community write to them in private.
    """

    id: str
    name: str
    region: str
    roles: list[RoleName]
    may: list[Action]
    community: CommunityStatus
    bot_may_write: bool
    counters: HouseCounters | None


class SettingsAnswer(Answer, frozen=True, kw_only=True):
    """Texts that the municipality may change; empty where the standard one is used, which stands beside it."""

    home_settlement: str
    welcome_template: str
    covering_template: str
    standard_welcome: str
    standard_covering: str
    placeholders: list[str]
    longest_template: int
    marks_officials: bool
    sends_digest: bool


class SettingsAsk(Ask, frozen=True, kw_only=True):
    """The settings whole, as they are to be."""

    home_settlement: Annotated[str, Meta(max_length=100)]
    welcome_template: Template
    covering_template: Template


class MarkingAsk(Ask, frozen=True, kw_only=True):
    """Whether the bot quotes what officials write in chats under a heading that shows who they are."""

    is_on: bool


class DigestAsk(Ask, frozen=True, kw_only=True):
    """Whether the week's digest of the chats' health goes to the coordination chat."""

    is_on: bool


class PreviewAsk(Ask, frozen=True, kw_only=True):
    """A text to be looked at before it is saved; without a house an example's address is put in."""

    kind: Literal["welcome", "covering"]
    template: Annotated[str, Meta(max_length=20_000)]
    house_id: Annotated[str, Meta(pattern="^[0-9a-f]{20}$")] | None = None


class PreviewAnswer(Answer, frozen=True, kw_only=True):
    """How the text will look in a chat, and what is wrong with it; it can be saved if nothing is."""

    text: str
    errors: list[str]


class Progress(Answer, frozen=True, kw_only=True):
    """How far chats are: of the municipality, or of one import. `seconds_left` is an estimate, null when unknown."""

    total: int
    waiting: int
    live: int
    failed: int
    percent: int
    is_finished: bool
    seconds_left: int | None
    community: CommunityStatus

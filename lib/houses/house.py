"""A house as it is kept: where it stands, its chat, and how far the chat has come."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field

# VK: peer_id = 2000000000 + chat_id, and chat ids are numbered separately for every community.
FIRST_CHAT_PEER_ID = 2_000_000_000


class HouseState(StrEnum):
    """How far a house's chat has come. CLOSED: its residents were called into the other chat of the same house."""

    WAITING = "waiting"
    LIVE = "live"
    FAILED = "failed"
    CLOSED = "closed"


class AdministratorState(StrEnum):
    """How far a house is with a chat administrator."""

    NONE = "none"
    NAMED = "named"
    JOINED = "joined"


class OnboardingState(StrEnum):
    """How far the bot has led a house's administrator; lib/onboarding says what moves it."""

    NOBODY = "nobody"
    NOT_REACHED = "not_reached"
    INVITED = "invited"
    JOINED = "joined"
    BRINGING = "bringing"
    LIVE = "live"
    REFUSED = "refused"


class HealthTask(StrEnum):
    """What a live house's chat may lack, and somebody should see to; lib/activity/health says when it does."""

    NO_ADMINISTRATOR = "no_administrator"
    ADMINISTRATOR_SILENT = "administrator_silent"
    FEW_RESIDENTS = "few_residents"
    CHAT_SILENT = "chat_silent"
    BOT_WITHOUT_RIGHTS = "bot_without_rights"
    NO_OFFICIAL = "no_official"
    ONLY_OFFICIALS_WRITE = "only_officials_write"
    TWO_CHATS = "two_chats"


class Snooze(Struct, frozen=True):
    """That a task is put aside: why, by whom, and until when; None is for good."""

    task: HealthTask
    reason: str
    by_vk_id: int
    by_name: str
    at: datetime
    until: datetime | None


class House(Struct, frozen=True):
    """A house of a municipality and its official chat.

    `chat_id`, `invite_link` and `welcome_cmid` (the welcome's number in the chat, for pin and edit) are known as far
    as the chat has come; `failure` is a code of the table of errors and `failure_vk_code` VK's own number behind it.
    `short_link` leads to the invite link by vk.cc; None where VK was not asked yet, empty where it gave none.
    `administrator_generation` rises whenever somebody else, or nobody, is the administrator from then on; `onboarding`
    is NOBODY until the bot has begun with that person.
    `service_bots_awaited` are those of its service bots that are not in the chat yet, `service_bots_told` those of them
    that the administrator was asked to add, `service_bots_since` when the last one was attached, `service_bots_due_at`
    when to look into the chat next; None where nothing is awaited.
    `pinned_cmid` is what the chat's administrator pinned; 0 where the welcome is pinned.
    `chat_trouble` is a code of the table of errors: what is wrong with a live chat that only people can mend, since
    `chat_trouble_at`.
    `administrator_joined_at` is when the administrator was seen to be in the chat. `company_answers`: somebody
    represents the company for all of its houses. `twin_key` is alike for spellings that may be one house, `twin_id` the
    other house of that key, if any. `health` are the tasks that are open, `health_snoozed` those that are put aside by
    `snoozes`; `health_since` says since when each of both holds, `last_wrote` on which day (`2026-11-23`) somebody had
    written who is missed since, `reminded_at` when the administrator was last reminded of one.
    `is_silent`: nobody wrote in the chat for a month, as of the last count of activity (lib/activity).
    `members_count` counts people in the chat as VK last told, `is_miscounted` says that we were not told of all who
    came or went, so that the sweep looks who they are; `tags` are the municipality's own marks. `find` and
    `sort` repeat the address and the title in the form by which lists find and order houses
    (lib/houses/search_words.py); a house without them is in no list.
    """

    id: str
    address: str
    address_key: str
    title: str
    group_id: int
    import_id: str
    wave_id: str
    created_at: datetime
    settlement: str = ""
    street: str = ""
    state: HouseState = HouseState.WAITING
    chat_id: int = 0
    invite_link: str = ""
    welcome_cmid: int = 0
    failure: str = ""
    failure_vk_code: int = 0
    live_at: datetime | None = None
    company: str = ""
    company_key: str = ""
    entrances: int = 0
    apartments: int = 0
    administrator_vk_id: int = 0
    administrator_name: str = ""
    administrator_phone: str = ""
    official_vk_ids: tuple[int, ...] = ()
    service_bot_group_ids: tuple[int, ...] = ()
    short_link: str | None = None
    service_bots_awaited: tuple[int, ...] = ()
    service_bots_told: tuple[int, ...] = ()
    service_bots_since: datetime | None = None
    service_bots_due_at: datetime | None = None
    administrator_photo_url: str = ""
    administrator_state: AdministratorState = AdministratorState.NONE
    administrator_generation: int = 0
    administrator_named_at: datetime | None = None
    administrator_named_by: str = ""
    onboarding: OnboardingState = OnboardingState.NOBODY
    members_count: int = 0
    is_miscounted: bool = False
    tags: tuple[str, ...] = ()
    pinned_cmid: int = 0
    chat_trouble: str = ""
    chat_trouble_at: datetime | None = None
    is_silent: bool = False
    administrator_joined_at: datetime | None = None
    company_answers: bool = False
    twin_key: str = ""
    twin_id: str = ""
    health: tuple[HealthTask, ...] = ()
    health_snoozed: tuple[HealthTask, ...] = ()
    health_since: Mapping[HealthTask, datetime] = field(default_factory=dict)
    snoozes: tuple[Snooze, ...] = ()
    last_wrote: Mapping[HealthTask, str] = field(default_factory=dict)
    reminded_at: Mapping[HealthTask, datetime] = field(default_factory=dict)
    sort: str = ""
    find: Mapping[str, str] = field(default_factory=dict)


class ChatKind(StrEnum):
    """What a chat that a community made is for."""

    HOUSE = "house"
    COORDINATION = "coordination"
    DISCUSSION = "discussion"


class Chat(Struct, frozen=True):
    """From a chat of a community to the house it belongs to. A chat of another kind belongs to no house: `house_id` is
    the discussion's id for a discussion's chat, else empty.
    """

    group_id: int
    chat_id: int
    municipality_id: str
    house_id: str
    kind: ChatKind = ChatKind.HOUSE


def house_id(address_key: str) -> str:
    """The id of the house at an address: the same address always gives the same id, so a house cannot be created
    twice.
    """
    return hashlib.sha256(address_key.encode()).hexdigest()[:20]


def houses_path(municipality_id: str) -> str:
    """The collection of a municipality's houses."""
    return f"municipalities/{municipality_id}/houses"


def house_path(municipality_id: str, house: str) -> str:
    """Where a house's record lies."""
    return f"{houses_path(municipality_id)}/{house}"


def chat_path(group_id: int, chat_id: int) -> str:
    """Where the way from a chat to its house lies."""
    return f"chats/{group_id}_{chat_id}"


def peer_id(chat_id: int) -> int:
    """VK's peer id of a chat."""
    return FIRST_CHAT_PEER_ID + chat_id

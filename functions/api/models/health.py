"""The health of chats as tasks: counted, listed, put aside, mended."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from functions.api.models.base import Answer, Ask, HouseId, PageQuery
from functions.api.models.houses import HouseItem
from lib.houses.house import HealthTask

# A house, its line and what becomes of it are four writes, and a commit takes 500.
HouseIds = Annotated[list[HouseId], Meta(min_length=1, max_length=100)]
SnoozeReason = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S", description="Почему отложено")]


class HealthTaskCount(Answer, frozen=True, kw_only=True):
    """A kind of task: when it holds, what to do, and the houses that have it. `reminds`: the administrator of the chat
    can be reminded of it.
    """

    task: HealthTask
    title: str
    rule: str
    what_to_do: str
    reminds: bool
    open: int
    snoozed: int
    mended_today: int
    mended_this_week: int


class Health(Answer, frozen=True, kw_only=True):
    """All tasks of a municipality, counted."""

    open: int
    snoozed: int
    mended_today: int
    mended_this_week: int
    tasks: list[HealthTaskCount]


class HealthHousesQuery(PageQuery, frozen=True, kw_only=True):
    """A page of the houses with a task by address: those where it is open, or those where it is put aside."""

    task: HealthTask
    snoozed: bool = False


class ShownSnooze(Answer, frozen=True, kw_only=True):
    """That a task is put aside; `until` is null where it is for good."""

    reason: str
    by_name: str
    at: datetime
    until: datetime | None


class Twin(Answer, frozen=True, kw_only=True):
    """The other chat of what seems to be the same house."""

    id: str
    title: str
    address: str
    members_count: int


class HealthHouse(Answer, frozen=True, kw_only=True):
    """A house with a task: since when, what exactly, whether somebody was reminded or it is put aside."""

    house: HouseItem
    since: datetime | None
    why: str
    reminded_at: datetime | None
    snooze: ShownSnooze | None
    twin: Twin | None


class HealthHousePage(Answer, frozen=True, kw_only=True):
    """Houses with a task, by address."""

    items: list[HealthHouse]
    next_cursor: str | None


class MendedQuery(PageQuery, frozen=True, kw_only=True):
    """A page of what was mended of a task."""

    task: HealthTask


class MendedHouse(Answer, frozen=True, kw_only=True):
    """A house that was mended, and since when it had lacked something."""

    id: str
    title: str
    since: datetime


class MendedItem(Answer, frozen=True, kw_only=True):
    """Houses that one change mended; `by_name` is empty where nobody in the app did."""

    at: datetime
    by_name: str
    houses: list[MendedHouse]


class MendedPage(Answer, frozen=True, kw_only=True):
    """What was mended, the newest first."""

    items: list[MendedItem]
    next_cursor: str | None


class HealthTaskAsk(Ask, frozen=True, kw_only=True):
    """A task of some houses."""

    task: HealthTask
    house_ids: HouseIds


class SnoozeAsk(HealthTaskAsk, frozen=True, kw_only=True):
    """Puts it aside, with a reason; `until` null is for good."""

    reason: SnoozeReason
    until: datetime | None


class HealthChanged(Answer, frozen=True, kw_only=True):
    """In how many houses something changed."""

    changed: int


class RemindersAnswer(Answer, frozen=True, kw_only=True):
    """To how many administrators a reminder goes; how many had one lately; how many cannot be written to."""

    sent: int
    lately: int
    unreachable: int


class HealthCheckAsk(Ask, frozen=True, kw_only=True):
    """Houses whose chats are to be looked at now."""

    house_ids: HouseIds


class HealthCheckAnswer(Answer, frozen=True, kw_only=True):
    """In how many chats everything is right now, and what is still wrong in the others, in words."""

    right: int
    wrong: int
    troubles: list[str]

"""Discussions of officials and residents."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from functions.api.models.base import Answer, Ask, Day, HouseId, PageQuery, VkId
from lib.discussions.discussion import LONGEST_OUTCOME, DiscussionState, Ending

Moment = Annotated[datetime, Meta(tz=True)]
Minutes = Annotated[int, Meta(ge=1, le=1440, description="Сколько минут длится обсуждение")]
RecordId = Annotated[str, Meta(pattern="^[0-9a-z]{8,40}$")]
Reason = Annotated[str, Meta(max_length=300, description="Причина: её увидят жители")]


class DiscussionsQuery(PageQuery, frozen=True, kw_only=True):
    """A page of discussions. `official_vk_id` narrows for employees only; others see what is theirs. With `since` and
    `until` those that start on these days, open or over.
    """

    is_open: bool | None = None
    house_id: HouseId | None = None
    official_vk_id: VkId | None = None
    since: Day = ""
    until: Day = ""


class ScheduleDiscussionAsk(Ask, frozen=True, kw_only=True):
    """A discussion of a question; `also_question_ids` are the same question of other houses, `post` what residents see
    beside the official's name.
    """

    question_id: RecordId
    starts_at: Moment
    minutes: Minutes = 60
    also_question_ids: Annotated[list[RecordId], Meta(max_length=29)] = msgspec.field(default_factory=list)
    post: Annotated[str, Meta(max_length=100)] = ""


class CheckTimeAsk(Ask, frozen=True, kw_only=True):
    """A time that an official thinks of; `discussion_id` is the discussion that is to be moved."""

    starts_at: Moment
    minutes: Minutes = 60
    discussion_id: RecordId | None = None


class CheckTime(Answer, frozen=True, kw_only=True):
    """Whether the time is fine; `error` says why not, `offered` are times that are."""

    is_free: bool
    error: str
    offered: list[datetime]


class MoveDiscussionAsk(Ask, frozen=True, kw_only=True):
    """Another time."""

    starts_at: Moment
    minutes: Minutes = 60
    reason: Reason


class CancelDiscussionAsk(Ask, frozen=True, kw_only=True):
    """That it does not take place."""

    reason: Reason


class FinishDiscussionAsk(Ask, frozen=True, kw_only=True):
    """The outcome."""

    outcome: Annotated[str, Meta(min_length=1, max_length=LONGEST_OUTCOME, description="Итог: его увидят жители")]


class DiscussionHouse(Answer, frozen=True, kw_only=True):
    """A house that takes part; `question_id` is null where it has no question of its own."""

    house_id: str
    address: str
    question_id: str | None


class DiscussionOfficial(Answer, frozen=True, kw_only=True):
    """Who talks with the residents."""

    vk_id: int
    name: str
    post: str
    organization: str


class DiscussionEvent(Answer, frozen=True, kw_only=True):
    """A line of its history."""

    at: datetime
    state: DiscussionState
    title: str
    by: str
    reason: str


class Discussion(Answer, frozen=True, kw_only=True):
    """A discussion. `invite_link` is empty until the temporary chat is there, and after it is closed. `coming` counts
    those who pressed «Приду». The `may_…` say what the caller can do now.
    """

    id: str
    question_id: str
    topic: str
    title: str
    state: DiscussionState
    state_title: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    official: DiscussionOfficial
    houses: list[DiscussionHouse]
    invite_link: str
    coming: int
    official_came_at: datetime | None
    ending: Ending | None
    ending_title: str
    outcome: str
    ended_at: datetime | None
    closed_at: datetime | None
    history: list[DiscussionEvent]
    may_move: bool
    may_cancel: bool
    may_extend: bool
    may_finish: bool


class DiscussionItem(Answer, frozen=True, kw_only=True):
    """A discussion in a list."""

    id: str
    topic: str
    state: DiscussionState
    state_title: str
    starts_at: datetime
    ends_at: datetime
    official: DiscussionOfficial
    address: str
    houses_count: int
    ending_title: str


class DiscussionPage(Answer, frozen=True, kw_only=True):
    """A page of discussions, the next ones first."""

    items: list[DiscussionItem]
    next_cursor: str | None

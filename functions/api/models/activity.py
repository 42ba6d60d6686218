"""Activity: figures of a period, their days, and every figure with the list that stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta

from functions.api.models.base import Answer, PageQuery, Query
from lib.activity.ranking import Summed

PeriodName = Annotated[
    str, Meta(pattern=r"^(last30|20\d\d-(0[1-9]|1[0-2]))$", description="`last30` или месяц: `2026-11`")
]


SheetFormat = Literal["xlsx", "csv"]


class PeriodQuery(Query, frozen=True, kw_only=True):
    """A period: `last30`, the last thirty days that were counted, or a month."""

    period: PeriodName = "last30"


class StreetsQuery(PageQuery, frozen=True, kw_only=True):
    """A page of streets, in one settlement or in all."""

    period: PeriodName = "last30"
    settlement: Annotated[str, Meta(max_length=100)] = ""


class RankingQuery(PageQuery, frozen=True, kw_only=True):
    """A page of the houses behind a figure."""

    figure: Summed
    period: PeriodName = "last30"


class ActivityExportQuery(Query, frozen=True, kw_only=True):
    """Which period's houses, and as what."""

    period: PeriodName = "last30"
    format: SheetFormat = "xlsx"


class ListName(StrEnum):
    """The lists that figures open."""

    HOUSES = "houses"
    RANKING = "activity/ranking"
    QUESTIONS = "questions"
    COMPLAINTS = "complaints"
    BROADCASTS = "broadcasts"


class OpensList(Answer, frozen=True, kw_only=True):
    """The list behind a figure: which one, and the filters that it is to be opened with, named as its query names
    them.
    """

    list: ListName
    filters: Mapping[str, str]


class Figure(Answer, frozen=True, kw_only=True):
    """One figure: `name` is stable, for screens; `of` is the whole of which it is a part, null where there is none;
    `opens` the list behind it, null where a list would show nothing of it.
    """

    name: str
    title: str
    value: int
    of: int | None
    opens: OpensList | None


class Numbers(Answer, frozen=True, kw_only=True):
    """The numbers of some houses in a period. `chats`, `silent` (nobody wrote for 30 days), `apartments` and
    `residents` (in the chats) as they are at its end; the rest is added up over its days: `people` who wrote are
    counted once a chat and day, `officials` are those of them who are officials; `spoke` are chats in which
    somebody wrote.
    """

    chats: int
    live: int
    silent: int
    apartments: int
    residents: int
    messages: int
    people: int
    officials: int
    joined: int
    left: int
    spoke: int


class ActivityDay(Answer, frozen=True, kw_only=True):
    """The numbers of one day (`2026-11-23`, Moscow's); null where the day was not counted."""

    day: str
    numbers: Numbers | None


class ActivityGroup(Answer, frozen=True, kw_only=True):
    """The houses of one company, settlement or municipality; `id` is empty for houses that have none."""

    id: str
    title: str
    numbers: Numbers
    opens: OpensList | None


class PeriodChoice(Answer, frozen=True, kw_only=True):
    """A period that can be shown."""

    value: str
    title: str
    since: str
    until: str


class Activity(Answer, frozen=True, kw_only=True):
    """The activity of a municipality in a period. `counted_at` is null where it was never counted; `is_counting` while
    a count that somebody asked for is on its way.
    """

    period: PeriodChoice
    periods: list[PeriodChoice]
    counted_at: datetime | None
    is_counting: bool
    figures: list[Figure]
    total: Numbers
    days: list[ActivityDay]
    companies: list[ActivityGroup]
    settlements: list[ActivityGroup]


class RegionActivity(Answer, frozen=True, kw_only=True):
    """The activity of the region of a municipality, by municipality."""

    region: str
    period: PeriodChoice
    periods: list[PeriodChoice]
    counted_at: datetime | None
    total: Numbers
    days: list[ActivityDay]
    municipalities: list[ActivityGroup]


class StreetItem(Answer, frozen=True, kw_only=True):
    """A street and the numbers of its houses."""

    settlement: str
    street: str
    numbers: Numbers
    opens: OpensList | None


class StreetPage(Answer, frozen=True, kw_only=True):
    """Streets by settlement and name."""

    items: list[StreetItem]
    next_cursor: str | None


class HouseNumbers(Answer, frozen=True, kw_only=True):
    """A house and its numbers in the period."""

    house_id: str
    title: str
    company: str
    numbers: Numbers


class LiveliestHouses(Answer, frozen=True, kw_only=True):
    """The liveliest houses, and the least lively ones, the quietest first."""

    period: PeriodChoice
    best: list[HouseNumbers]
    worst: list[HouseNumbers]


class RankedHouse(Answer, frozen=True, kw_only=True):
    """A house and its part in a figure; `title` and `company` are empty where the house was removed since."""

    house_id: str
    title: str
    company: str
    value: int


class RankingPage(Answer, frozen=True, kw_only=True):
    """The houses behind a figure of a period, those with the largest part first: `houses` that have any part in it
    come to `total`, in all pages together.
    """

    period: PeriodChoice
    figure: Summed
    title: str
    houses: int
    total: int
    items: list[RankedHouse]
    next_cursor: str | None


class Deliveries(Answer, frozen=True, kw_only=True):
    """How the broadcasts of a period arrived: messages, one a house and broadcast."""

    broadcasts: int
    houses: int
    sent: int
    failed: int
    unknown: int
    waiting: int
    opens: OpensList


class OrganizationAnswers(Answer, frozen=True, kw_only=True):
    """How an organisation dealt with what it was asked in a period: of `asked`, `answered` have an answer, `in_time` of
    those before the deadline; `late` wait for an answer beyond it. `organization_id` is empty for all of them together,
    each question or complaint counted once. Each number opens its list: `opens` those that were asked.
    """

    organization_id: str
    title: str
    asked: int
    answered: int
    in_time: int
    late: int
    opens: OpensList
    opens_answered: OpensList
    opens_in_time: OpensList
    opens_late: OpensList


class Work(Answer, frozen=True, kw_only=True):
    """Broadcasts, questions and complaints of a period, as they stand now."""

    period: PeriodChoice
    broadcasts: Deliveries
    questions: OrganizationAnswers
    questions_by_organization: list[OrganizationAnswers]
    complaints: OrganizationAnswers
    complaints_by_organization: list[OrganizationAnswers]


class HouseActivity(Answer, frozen=True, kw_only=True):
    """The activity of one house: its numbers in the period and its days; `last_message_on`, `last_person_on` and
    `last_resident_on` are the last days on which anybody, a person, a person who is no official wrote; null for never.
    """

    house_id: str
    period: PeriodChoice
    counted_at: datetime | None
    is_silent: bool
    last_message_on: str | None
    last_person_on: str | None
    last_resident_on: str | None
    numbers: Numbers
    days: list[ActivityDay]


class CountAnswer(Answer, frozen=True, kw_only=True):
    """A count was asked for; it takes a minute. `counted_at` is when the last one was."""

    is_counting: bool
    counted_at: datetime | None

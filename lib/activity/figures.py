"""Reading figures: each screen costs a few documents, whatever the number of houses."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from lib.activity.boards import GROUPS, HOUSES, STREETS, BestAndWorst, Groups, StreetRow, load_board
from lib.activity.numbers import HouseActivity, HouseDay, Sums
from lib.activity.periods import LAST_30, Period
from lib.activity.ranking import Part, Summed, page_after, part_of
from lib.activity.records import Board, DaySums, board_path, house_days, house_now, region_scope
from lib.activity.speakers import day_of
from lib.gateways.firestore.paging import Page
from lib.gateways.firestore.store import Store
from lib.houses.house import House, house_path
from lib.municipalities.municipality import municipality_path

# What a screen with days needs of them: the sums by company and settlement are read by nobody there.
_WITHOUT_GROUPS = ["day", "counted_at", "is_over", "total"]


class Figures(Struct, frozen=True):
    """A period of a municipality or a region: its groups and its days, oldest first; None for a day that was not
    counted.
    """

    period: Period
    counted_at: datetime | None
    groups: Groups
    days: dict[str, Sums | None]


class RankedHouse(Struct, frozen=True):
    """A house behind a figure: what it has in it, and the house itself where it is still there."""

    part: Part
    house: House | None


class Ranking(Struct, frozen=True):
    """The houses behind a figure of a period: how many they are, what they come to, and a page of them."""

    houses: int
    total: int
    page: Page[RankedHouse]


def load_figures(scope: str, period: Period, *, store: Store) -> Figures:
    """The figures of a scope (a municipality's or a region's path): one read a day and one more."""
    found = load_board(scope, period.name, GROUPS, Groups, store=store)
    where = [("day", ">=", period.since), ("day", "<=", period.until)]
    sums = store.query(f"{scope}/activity_sums", DaySums, where, ["day"], select=_WITHOUT_GROUPS)
    by_day = {stored.record.day: stored.record.total for stored in sums}
    return Figures(
        period,
        found[0].counted_at if found else None,
        found[1] if found else Groups(),
        {day: by_day.get(day) for day in period.days},
    )


def list_streets(
    scope: str, period: Period, settlement: str, after: str, limit: int, *, store: Store
) -> Page[StreetRow]:
    """A page of streets by settlement and name, of one settlement where one is named."""
    found = load_board(scope, period.name, STREETS, list[StreetRow], store=store)
    rows = [row for row in (found[1] if found else []) if not settlement or row.settlement == settlement]
    following = [row for row in rows if _place(row) > after]
    items = tuple(following[:limit])
    return Page(items, _place(items[-1]) if len(following) > limit else None)


def load_best_and_worst(scope: str, period: Period, *, store: Store) -> BestAndWorst:
    """The liveliest and the least lively houses."""
    found = load_board(scope, period.name, HOUSES, BestAndWorst, store=store)
    return found[1] if found else BestAndWorst()


def load_ranking(
    municipality_id: str, period: Period, figure: Summed, after: str, limit: int, *, store: Store
) -> Ranking:
    """A page of the houses behind a figure, the largest part first: one read, and one a house shown."""
    found = load_board(municipality_path(municipality_id), period.name, part_of(figure), list[Part], store=store)
    parts = found[1] if found else []
    page = page_after(parts, after, limit)
    paths = {part.house_id: house_path(municipality_id, part.house_id) for part in page.items}
    there = store.get_many(paths.values(), House)
    houses = {id_: there[path].record for id_, path in paths.items() if path in there}
    shown = tuple(RankedHouse(part, houses.get(part.house_id)) for part in page.items)
    return Ranking(len(parts), sum(part.value for part in parts), Page(shown, page.after))


def load_house_activity(
    municipality_id: str, house: House, period: Period, *, store: Store
) -> tuple[HouseActivity | None, dict[str, HouseDay]]:
    """One house as last counted, and its days in a period that have a record."""
    place = municipality_id, house.id, house.group_id, house.chat_id
    days = house_days(*place, period.months, store=store)
    within = {day: each for day, each in days.items() if period.since <= day <= period.until}
    return house_now(*place, store=store), within


def last_day_of_region(region: str, now: datetime, *, store: Store) -> str:
    """The last day of the region that was counted; yesterday where none was."""
    found = store.get(board_path(region_scope(region), LAST_30, GROUPS), Board)
    return found.record.until if found else yesterday(now)


def yesterday(now: datetime) -> str:
    """The day before this moment's."""
    return day_of(now - timedelta(days=1))


def _place(row: StreetRow) -> str:
    return f"{row.settlement}\n{row.street}"

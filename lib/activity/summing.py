"""The last step of a count: the sums of its days and the boards of their periods, of the municipality and of its
region.

It reads the packed pages alone, so it can be done any number of times; what it writes follows from them. A day's sums
are written for the last time by the count that closes the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from lib.activity.boards import GROUPS, Group, Groups, board, boards_of, house_rows, load_board, put_board
from lib.activity.numbers import HouseActivity, HouseDay, Sums, sums_of, together
from lib.activity.periods import Period, periods_around
from lib.activity.records import Board as BoardRecord
from lib.activity.records import DaySums, board_path, houses_days, houses_now, region_scope, sums_path
from lib.gateways.firestore.store import AlreadyExists, Create, Put, Replace, StaleRecord, Store, Write
from lib.municipalities.municipality import Municipality, municipality_path

# A region has fewer.
_MOST_MUNICIPALITIES = 200
# Communities of a region end their counts at about the same time; the last one to write has seen all others.
_TRIES = 20


def sum_up(municipality: Municipality, days: Sequence[str], closed: str, counted_at: datetime, *, store: Store) -> None:
    """Sums up a municipality's days, which are in order; those up to `closed` are over. Then its region is brought
    up to date.
    """
    scope, last = municipality_path(municipality.id), days[-1]
    periods = periods_around(last)
    houses = houses_now(municipality.id, store=store)
    months = sorted({month for period in periods for month in period.months} | {day[:7] for day in days})
    found = houses_days(municipality.id, months, store=store)
    writes: list[Write] = [
        Put(sums_path(scope, day), day_sums(houses, found, day, counted_at, is_over=day <= closed)) for day in days
    ]
    for period in periods:
        rows = house_rows(houses, found, period)
        writes += [put_board(scope, made) for _, made in boards_of(rows, period, counted_at)]
    store.commit(writes)
    for day in days:
        _sum_up_region_day(municipality.region, day, counted_at, store)
    for period in periods:
        _sum_up_region_period(municipality.region, period, counted_at, store)


def day_sums(
    houses: Mapping[str, HouseActivity],
    days: Mapping[str, Mapping[str, HouseDay]],
    day: str,
    counted_at: datetime,
    *,
    is_over: bool,
) -> DaySums:
    """The sums of a municipality on a day."""
    companies: dict[str, list[Sums]] = {}
    settlements: dict[str, list[Sums]] = {}
    for id_, house in houses.items():
        if house.live_on > day:
            continue
        sums = sums_of(house, [found] if (found := days.get(id_, {}).get(day)) else [], day)
        companies.setdefault(house.company_key, []).append(sums)
        settlements.setdefault(house.settlement, []).append(sums)
    groups = {"company": _together(companies), "settlement": _together(settlements)}
    total = together(groups["company"].values())
    return DaySums(day, counted_at, is_over, total, msgspec.json.encode(groups).decode())


def _together(grouped: Mapping[str, Iterable[Sums]]) -> dict[str, Sums]:
    return {key: together(sums) for key, sums in grouped.items()}


def _sum_up_region_day(region: str, day: str, counted_at: datetime, store: Store) -> None:
    """The region's day out of its municipalities' days."""
    path = sums_path(region_scope(region), day)
    for _ in range(_TRIES):
        # Read before the municipalities: whoever writes in between has not seen what is seen now.
        before = store.get(path, DaySums)
        paths = {sums_path(municipality_path(town.id), day): town.id for town in towns_of(region, store=store)}
        found = store.get_many(paths, DaySums)
        by_town = {paths[path_]: stored.record.total for path_, stored in found.items()}
        is_over = bool(found) and all(stored.record.is_over for stored in found.values())
        groups = msgspec.json.encode({"municipality": by_town}).decode()
        after = DaySums(day, counted_at, is_over, together(by_town.values()), groups)
        try:
            store.commit([Replace(path, after, before.revision) if before else Create(path, after)])
        except (AlreadyExists, StaleRecord):
            continue
        return
    raise StaleRecord(path)


def _sum_up_region_period(region: str, period: Period, counted_at: datetime, store: Store) -> None:
    """The region's period out of its municipalities' boards."""
    scope = region_scope(region)
    path = board_path(scope, period.name, GROUPS)
    for _ in range(_TRIES):
        before = store.get(path, BoardRecord)
        groups = []
        for town in towns_of(region, store=store):
            found = load_board(municipality_path(town.id), period.name, GROUPS, Groups, store=store)
            if found:
                groups.append(Group(town.id, town.name, found[1].total))
        content = Groups(together(group.sums for group in groups), municipalities=groups)
        made = board(period, GROUPS, content, counted_at)
        try:
            store.commit([Replace(path, made, before.revision) if before else Create(path, made)])
        except (AlreadyExists, StaleRecord):
            continue
        return
    raise StaleRecord(path)


def towns_of(region: str, *, store: Store) -> list[Municipality]:
    """The municipalities of a region, by name."""
    found = store.query("municipalities", Municipality, [("region", "==", region)], limit=_MOST_MUNICIPALITIES)
    return sorted((stored.record for stored in found), key=lambda town: town.name)

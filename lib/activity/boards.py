"""Boards: what screens show for a period, made once a collection and read in a document or two however large the town.

groups   the whole, by company and by settlement (in a region: by municipality)
streets  by street
houses   the most and the least lively houses
by_…     the houses behind a figure that is a sum of theirs (lib/activity/ranking.py)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeVar

import msgspec
from msgspec import Struct, field

from lib.activity.numbers import HouseActivity, HouseDay, Sums, sums_of, together
from lib.activity.periods import Period
from lib.activity.ranking import Summed, part_of, ranked
from lib.activity.records import Board, board_path
from lib.gateways.firestore.store import Put, Store

GROUPS, STREETS, HOUSES = "groups", "streets", "houses"
# The best and as many of the worst.
_MOST_HOUSES = 20
_Rows = TypeVar("_Rows")


class Group(Struct, frozen=True):
    """Houses that belong together: by which key, what they are called, their numbers."""

    key: str
    title: str
    sums: Sums


class Groups(Struct, frozen=True):
    """The whole and its groups; a municipality has companies and settlements, a region municipalities."""

    total: Sums = field(default_factory=Sums)
    companies: list[Group] = field(default_factory=list)
    settlements: list[Group] = field(default_factory=list)
    municipalities: list[Group] = field(default_factory=list)


class StreetRow(Struct, frozen=True):
    """A street of a settlement and the numbers of its houses that have a chat."""

    settlement: str
    street: str
    sums: Sums


class HouseRow(Struct, frozen=True):
    """A house and its numbers in the period."""

    house_id: str
    title: str
    company: str
    sums: Sums


class BestAndWorst(Struct, frozen=True):
    """The liveliest houses, the liveliest first, and the least lively ones, the quietest first; never the same one."""

    best: list[HouseRow] = field(default_factory=list)
    worst: list[HouseRow] = field(default_factory=list)


def house_rows(
    houses: Mapping[str, HouseActivity], days: Mapping[str, Mapping[str, HouseDay]], period: Period
) -> list[tuple[HouseActivity, Sums]]:
    """Every house and its numbers in a period."""
    return [
        (house, sums_of(house, _within(days.get(house_id, {}), period), period.until))
        for house_id, house in houses.items()
    ]


def boards_of(
    rows: Iterable[tuple[HouseActivity, Sums]], period: Period, counted_at: datetime
) -> Iterable[tuple[str, Board]]:
    """The parts of a municipality's board."""
    rows = list(rows)
    made: dict[str, object] = {
        GROUPS: Groups(
            together(sums for _, sums in rows),
            _grouped(((house.company_key, house.company), sums) for house, sums in rows),
            _grouped(((house.settlement, house.settlement), sums) for house, sums in rows),
        ),
        STREETS: _streets(rows),
        HOUSES: best_and_worst(rows),
        **{part_of(figure): ranked(rows, figure) for figure in Summed},
    }
    for part, content in made.items():
        yield part, board(period, part, content, counted_at)


def board(period: Period, part: str, content: object, counted_at: datetime) -> Board:
    """A part as it is kept."""
    packed = msgspec.json.encode(content).decode()
    return Board(period.name, part, period.since, period.until, counted_at, packed)


def put_board(scope: str, made: Board) -> Put:
    """The write of a part."""
    return Put(board_path(scope, made.period, made.part), made)


def load_board(scope: str, period: str, part: str, rows: type[_Rows], *, store: Store) -> tuple[Board, _Rows] | None:
    """A part of a period's board and what is in it; None where the period was never counted."""
    found = store.get(board_path(scope, period, part), Board)
    return (found.record, msgspec.json.decode(found.record.rows, type=rows)) if found else None


def best_and_worst(rows: Iterable[tuple[HouseActivity, Sums]]) -> BestAndWorst:
    """By how many people wrote, then by messages: people count more than one who writes all day."""
    ordered = sorted(rows, key=lambda row: (row[1].people, row[1].messages, row[1].members, row[0].house_id))
    shown = [HouseRow(house.house_id, house.title, house.company, sums) for house, sums in ordered]
    count = min(_MOST_HOUSES, len(shown) // 2)
    best = [row for row in reversed(shown[len(shown) - count :]) if row.sums.people] if count else []
    return BestAndWorst(best, shown[:count])


def _streets(rows: Iterable[tuple[HouseActivity, Sums]]) -> list[StreetRow]:
    by_street: dict[tuple[str, str], list[Sums]] = {}
    for house, sums in rows:
        by_street.setdefault((house.settlement, house.street), []).append(sums)
    return [
        StreetRow(settlement, street, together(theirs)) for (settlement, street), theirs in sorted(by_street.items())
    ]


def _grouped(keyed: Iterable[tuple[tuple[str, str], Sums]]) -> list[Group]:
    """Groups by key, the largest first."""
    titles: dict[str, str] = {}
    by_key: dict[str, list[Sums]] = {}
    for (key, title), sums in keyed:
        titles.setdefault(key, title)
        by_key.setdefault(key, []).append(sums)
    groups = [Group(key, titles[key], together(theirs)) for key, theirs in by_key.items()]
    return sorted(groups, key=lambda group: (-group.sums.chats, group.title, group.key))


def _within(days: Mapping[str, HouseDay], period: Period) -> list[HouseDay]:
    return [day for on, day in days.items() if period.since <= on <= period.until]

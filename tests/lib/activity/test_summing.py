"""The sums of a count: of the town, of its companies and settlements, of its region; and the boards of screens."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from lib.activity.boards import GROUPS, HOUSES, STREETS, BestAndWorst, Groups, StreetRow, load_board
from lib.activity.figures import load_figures
from lib.activity.numbers import HouseActivity, HouseDay, Sums
from lib.activity.periods import period_of
from lib.activity.records import DaySums, days_path, now_path, pack_days, pack_now, region_scope, sums_path
from lib.activity.summing import sum_up
from lib.gateways.firestore.store import Put, Store
from lib.municipalities.municipality import Municipality, municipality_path

TOWN = Municipality("000000000001", "Город", "Область", 1)
OTHER = Municipality("000000000002", "Посёлок", "Область", 2)
NOW = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
DAY, BEFORE = "2026-11-23", "2026-11-22"


def house(number: int, **given: object) -> HouseActivity:
    """A house of the town; the odd ones belong to one company, the even ones to another."""
    company = "ООО «Уют»" if number % 2 else "ТСЖ «Мир»"
    made = HouseActivity(
        f"{number:020}",
        number,
        "2026-09-01",
        settlement="г. Город",
        street="ул. Мира" if number < 3 else "ул. Ленина",
        company_key=company,
        company=company,
        title=f"Дом {number}",
        apartments=100,
        members=10 * number,
        person_on=DAY,
    )
    return msgspec.structs.replace(made, **given)


def settle(store: Store, town: Municipality, houses: list[HouseActivity], days: dict[int, HouseDay], on: str) -> None:
    """The town with its pages as a count leaves them."""
    by_house = {house.house_id: {on: days[house.chat_id]} for house in houses if house.chat_id in days}
    store.commit(
        [
            Put(municipality_path(town.id), town),
            Put(now_path(town.id, town.group_id, 0), pack_now(town.group_id, 0, houses)),
            Put(days_path(town.id, town.group_id, 0, on[:7]), pack_days(town.group_id, 0, on[:7], by_house)),
        ]
    )


@pytest.fixture
def towns(store: Store) -> Store:
    settle(
        store,
        TOWN,
        [house(1), house(2), house(3), house(4, person_on="")],
        {1: HouseDay(20, 5, 1, 2, 0, 10), 2: HouseDay(7, 2, 0, 0, 1, 20)},
        DAY,
    )
    settle(store, OTHER, [house(9)], {9: HouseDay(100, 30, 0, 0, 0, 90)}, DAY)
    for town in (TOWN, OTHER):
        sum_up(town, [DAY], DAY, NOW, store=store)
    return store


def test_a_day_is_summed_for_the_town_its_companies_and_settlements_and_for_the_region(towns: Store) -> None:
    found = towns.get(sums_path(municipality_path(TOWN.id), DAY), DaySums)
    assert found is not None
    assert found.record.is_over
    assert found.record.total == Sums(4, 1, 400, 100, 27, 7, 1, 2, 1, 2)
    groups = msgspec.json.decode(found.record.groups, type=dict[str, dict[str, Sums]])
    assert groups["company"] == {
        "ООО «Уют»": Sums(2, 0, 200, 40, 20, 5, 1, 2, 0, 1),
        "ТСЖ «Мир»": Sums(2, 1, 200, 60, 7, 2, 0, 0, 1, 1),
    }
    assert groups["settlement"] == {"г. Город": found.record.total}
    region = towns.get(sums_path(region_scope("Область"), DAY), DaySums)
    assert region is not None
    assert region.record.total == Sums(5, 1, 500, 190, 127, 37, 1, 2, 1, 3)


def test_the_boards_of_both_periods_agree_with_the_day(towns: Store) -> None:
    for name in ("last30", "2026-11"):
        scope = municipality_path(TOWN.id)
        figures = load_figures(scope, period_of(name, DAY), store=towns)
        assert figures.groups.total == Sums(4, 1, 400, 100, 27, 7, 1, 2, 1, 2)
        assert [group.title for group in figures.groups.companies] == ["ООО «Уют»", "ТСЖ «Мир»"]
        assert {day for day, sums in figures.days.items() if sums} == {DAY}
        assert len(figures.days) == 30
        streets = load_board(scope, name, STREETS, list[StreetRow], store=towns)
        assert streets is not None
        assert [(row.street, row.sums.messages) for row in streets[1]] == [("ул. Ленина", 0), ("ул. Мира", 27)]
        houses = load_board(scope, name, HOUSES, BestAndWorst, store=towns)
        assert houses is not None
        assert [row.title for row in houses[1].best] == ["Дом 1", "Дом 2"]
        assert [row.title for row in houses[1].worst] == ["Дом 3", "Дом 4"]
        region = load_board(region_scope("Область"), name, GROUPS, Groups, store=towns)
        assert region is not None
        assert [(group.title, group.sums.messages) for group in region[1].municipalities] == [
            ("Город", 27),
            ("Посёлок", 100),
        ]


def test_a_day_is_over_for_the_region_when_it_is_over_everywhere(store: Store) -> None:
    settle(store, TOWN, [house(1)], {1: HouseDay(20, 5, 1, 2, 0, 10)}, DAY)
    settle(store, OTHER, [house(9)], {9: HouseDay(100, 30, 0, 0, 0, 90)}, DAY)
    path = sums_path(region_scope("Область"), DAY)
    for town, closed, is_over in ((TOWN, BEFORE, False), (OTHER, DAY, False), (TOWN, DAY, True)):
        sum_up(town, [DAY], closed, NOW, store=store)
        found = store.get(path, DaySums)
        assert found is not None
        assert found.record.is_over is is_over

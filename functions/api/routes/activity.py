"""Activity: figures of a period, and a count on demand."""

from __future__ import annotations

from functions.api.calls import Call
from functions.api.cursors import Listing
from functions.api.models.activity import (
    Activity,
    CountAnswer,
    HouseActivity,
    LiveliestHouses,
    PeriodQuery,
    RankingPage,
    RankingQuery,
    RegionActivity,
    StreetPage,
    StreetsQuery,
    Work,
)
from functions.api.routing import Resource
from functions.api.shown import activity as shown
from lib.activity import figures as use_cases
from lib.activity.asking import ask_to_count, is_counting
from lib.activity.periods import period_of
from lib.activity.records import load_collected, region_scope
from lib.activity.work import count_work
from lib.houses.editing import load_house
from lib.houses.listing import HouseFilter, count_houses
from lib.municipalities.municipality import municipality_path
from lib.people.permissions import Action

activity = Resource("Активность")

_TOWN = "/municipalities/<id:municipality_id>"


@activity.get(f"{_TOWN}/activity", may=Action.SEE_ACTIVITY)
def get_activity(call: Call, query: PeriodQuery) -> Activity:
    """The municipality's figures in a period, its days, its companies and settlements."""
    collected = load_collected(call.municipality_id, store=call.store)
    period = period_of(query.period, shown.last_day(call, collected))
    found = use_cases.load_figures(municipality_path(call.municipality_id), period, store=call.store)
    houses = count_houses(call.municipality_id, HouseFilter(), store=call.store)
    return shown.show_activity(call, collected, found, houses, is_counting=is_counting(collected, call.clock.now()))


@activity.get(f"{_TOWN}/activity/streets", may=Action.SEE_ACTIVITY)
def list_activity_streets(call: Call, query: StreetsQuery) -> StreetPage:
    """The streets with the numbers of their houses."""
    period = period_of(query.period, shown.last_day(call, load_collected(call.municipality_id, store=call.store)))
    listing = Listing(call, query.cursor, "streets", period.name, query.settlement)
    page = use_cases.list_streets(
        municipality_path(call.municipality_id), period, query.settlement, listing.after, query.limit, store=call.store
    )
    return StreetPage(items=[shown.show_street(row) for row in page.items], next_cursor=listing.next_cursor(page.after))


@activity.get(f"{_TOWN}/activity/houses", may=Action.SEE_ACTIVITY)
def get_liveliest_houses(call: Call, query: PeriodQuery) -> LiveliestHouses:
    """The liveliest and the least lively houses."""
    period = period_of(query.period, shown.last_day(call, load_collected(call.municipality_id, store=call.store)))
    found = use_cases.load_best_and_worst(municipality_path(call.municipality_id), period, store=call.store)
    return shown.show_best_and_worst(period, found)


@activity.get(f"{_TOWN}/activity/ranking", may=Action.SEE_ACTIVITY)
def list_ranked_houses(call: Call, query: RankingQuery) -> RankingPage:
    """The houses behind a figure, those with the largest part in it first."""
    period = period_of(query.period, shown.last_day(call, load_collected(call.municipality_id, store=call.store)))
    listing = Listing(call, query.cursor, "ranking", period.name, query.figure)
    found = use_cases.load_ranking(
        call.municipality_id, period, query.figure, listing.after, query.limit, store=call.store
    )
    return shown.show_ranking(period, query.figure, found, listing.next_cursor(found.page.after))


@activity.get(f"{_TOWN}/activity/work", may=Action.SEE_ACTIVITY)
def get_activity_work(call: Call, query: PeriodQuery) -> Work:
    """How broadcasts arrived, and how questions and complaints were answered, by organisation."""
    period = period_of(query.period, shown.last_day(call, load_collected(call.municipality_id, store=call.store)))
    return shown.show_work(period, count_work(call.municipality_id, period, store=call.store))


@activity.get(f"{_TOWN}/activity/region", may=Action.SEE_REGION)
def get_region_activity(call: Call, query: PeriodQuery) -> RegionActivity:
    """The figures of the region's municipalities."""
    region = call.municipality.region
    until = use_cases.last_day_of_region(region, call.clock.now(), store=call.store)
    found = use_cases.load_figures(region_scope(region), period_of(query.period, until), store=call.store)
    return shown.show_region(call, found, until)


@activity.get(f"{_TOWN}/houses/<id:house_id>/activity", may=Action.SEE_HOUSES)
def get_house_activity(call: Call, house_id: str, query: PeriodQuery) -> HouseActivity:
    """One house: its numbers, day by day."""
    house = load_house(call.rights, house_id, Action.SEE_HOUSES, store=call.store).record
    collected = load_collected(call.municipality_id, store=call.store)
    period = period_of(query.period, shown.last_day(call, collected))
    now, days = use_cases.load_house_activity(call.municipality_id, house, period, store=call.store)
    return shown.show_house_activity(house, collected, period, now, days)


@activity.post(f"{_TOWN}/activity/count", may=Action.SEE_ACTIVITY, audits=None)
def count_activity(call: Call) -> CountAnswer:
    """Has the municipality counted now; asked again within some minutes, it says when it was."""
    collected = ask_to_count(
        call.municipality, store=call.store, queue=call.outside.provisioning.queue, clock=call.clock
    )
    return CountAnswer(is_counting=is_counting(collected, call.clock.now()), counted_at=collected.counted_at)

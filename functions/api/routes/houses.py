"""Houses: listed, found, counted, looked at."""

from __future__ import annotations

from msgspec import UNSET
from msgspec.structs import replace

from functions.api.calls import Call
from functions.api.cursors import Listing
from functions.api.models.houses import (
    FilterChoice,
    HistoryQuery,
    HouseCounts,
    HouseDetails,
    HouseFilterChoices,
    HouseFilters,
    HouseHistory,
    HousePage,
    HousesQuery,
    StateCount,
)
from functions.api.routing import Resource
from functions.api.shown.audit import show_line
from functions.api.shown.houses import ADMINISTRATOR_TITLES, show_details, show_houses
from lib.audit.log import AuditFilter, list_lines
from lib.gateways.firestore.paging import Page
from lib.houses import listing as use_cases
from lib.houses.editing import load_house
from lib.houses.house import House, HouseState
from lib.houses.house_report import STATE_TITLES
from lib.onboarding.shown import STATE_TITLES as ONBOARDING_TITLES
from lib.organizations.organization import Organization, organization_path
from lib.organizations.registry import list_organizations
from lib.people.permissions import Action

houses = Resource("Дома")

# A choice of more is no choice; the field of the organisation's name finds the others.
_MOST_CHOICES = 100


@houses.get("/municipalities/<id:municipality_id>/houses", may=Action.SEE_HOUSES)
def list_houses(call: Call, query: HousesQuery) -> HousePage:
    """Houses by address: found by any words of it, narrowed by filters."""
    wanted = house_filter(call, query)
    listing = Listing(call, query.cursor, "houses", wanted, query.search, call.vk_id)
    page: Page[House] = Page((), None)
    if wanted is not None:
        wanted = replace(wanted, search=query.search)
        page = use_cases.list_houses(
            call.rights, call.municipality, wanted, listing.after, query.limit, store=call.store
        )
    return HousePage(items=show_houses(page.items), next_cursor=listing.next_cursor(page.after))


@houses.get("/municipalities/<id:municipality_id>/houses/counts", may=Action.SEE_PROGRESS)
def count_houses(call: Call, query: HouseFilters) -> HouseCounts:
    """Houses that meet the filters, by state."""
    wanted = house_filter(call, query)
    nothing = dict.fromkeys(HouseState, 0)
    counts = use_cases.count_houses(call.municipality_id, wanted, store=call.store) if wanted else nothing
    return HouseCounts(
        total=sum(counts.values()),
        states=[StateCount(state=state, title=STATE_TITLES[state], count=count) for state, count in counts.items()],
    )


@houses.get("/municipalities/<id:municipality_id>/houses/filters", may=Action.SEE_ORGANIZATIONS)
def get_house_filters(call: Call) -> HouseFilterChoices:
    """What the list can be narrowed by; of many organisations the first hundred."""
    companies = list_organizations(call.municipality_id, "", None, "", _MOST_CHOICES, store=call.store)
    settlements = use_cases.list_settlements(call.municipality_id, store=call.store)
    return HouseFilterChoices(
        settlements=[FilterChoice(value=name, title=name) for name in settlements],
        organizations=[FilterChoice(value=each.id, title=each.name) for each in companies.items],
        states=[FilterChoice(value=state, title=title) for state, title in STATE_TITLES.items()],
        administrators=[FilterChoice(value=state, title=title) for state, title in ADMINISTRATOR_TITLES.items()],
        onboardings=[FilterChoice(value=state, title=title) for state, title in ONBOARDING_TITLES.items()],
    )


@houses.get("/municipalities/<id:municipality_id>/houses/<id:house_id>", may=Action.SEE_HOUSES)
def get_house(call: Call, house_id: str) -> HouseDetails:
    """One house with all that its screen shows."""
    return show_details(call, load_house(call.rights, house_id, Action.SEE_HOUSES, store=call.store).record)


@houses.get("/municipalities/<id:municipality_id>/houses/<id:house_id>/history", may=Action.READ_HOUSE_HISTORY)
def get_house_history(call: Call, house_id: str, query: HistoryQuery) -> HouseHistory:
    """What people changed about the house, the newest first."""
    load_house(call.rights, house_id, Action.READ_HOUSE_HISTORY, store=call.store)
    listing = Listing(call, query.cursor, "history", house_id)
    wanted = AuditFilter(subject_id=house_id)
    page = list_lines(call.municipality_id, wanted, listing.after, query.limit, store=call.store)
    return HouseHistory(items=[show_line(line) for line in page.items], next_cursor=listing.next_cursor(page.after))


def house_filter(call: Call, query: HouseFilters) -> use_cases.HouseFilter | None:
    """The filter that a query names; None where it names an organisation that is not there."""
    company_key = ""
    if query.organization_id:
        path = organization_path(call.municipality_id, query.organization_id)
        organization = call.store.get(path, Organization)
        if organization is None:
            return None
        company_key = organization.record.key
    return use_cases.HouseFilter(
        state=query.state or None,
        company_key=company_key,
        administrator=query.administrator or None,
        onboarding=query.onboarding or None,
        nobody_joined=query.nobody_joined,
        settlement=query.settlement,
        street=query.street,
        is_silent=None if query.silent is UNSET else query.silent,
        import_id=query.import_id,
    )

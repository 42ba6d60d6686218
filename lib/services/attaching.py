"""Attaching a service bot to all houses of an organisation, however many they are."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from lib.audit.record import Doing, Planned, record_change
from lib.gateways.firestore.paging import read_page
from lib.gateways.firestore.store import Condition, Store
from lib.houses.assigning import HOUSES_AT_ONCE, Assignment, load_houses, plan_assignment
from lib.houses.house import House, houses_path
from lib.organizations.registry import load_organization
from lib.people.permissions import Rights


class Attached(Struct, frozen=True):
    """How many houses there are, and how many of them changed; the others had it already."""

    houses: int
    changed: int


def assign_to_organization(
    rights: Rights, organization_id: str, assignment: Assignment, doing: Doing, *, store: Store
) -> Attached:
    """Assigns in all houses of an organisation, 200 at once. Whoever is interrupted does it again: what is done already
    stays done.

    Raises:
        DomainError: `organization_unknown`, `changed_meanwhile`.
    """
    organization = load_organization(rights.municipality_id, organization_id, store=store).record
    where: list[Condition] = [("company_key", "==", organization.key)]
    path = houses_path(rights.municipality_id)
    after: str | None = ""
    houses = changed = 0
    while after is not None:
        page = read_page(path, House, order="sort", after=after, limit=HOUSES_AT_ONCE, store=store, where=where)
        changed += _assign_page(rights, [house.id for house in page.items], assignment, doing, houses, store)
        houses += len(page.items)
        after = page.after
    return Attached(houses, changed)


def _assign_page(
    rights: Rights, house_ids: list[str], assignment: Assignment, doing: Doing, number: int, store: Store
) -> int:
    changed = 0
    own = replace(doing, request_id=f"{doing.request_id}-{number}") if number else doing

    def plan() -> Planned:
        nonlocal changed
        planned = plan_assignment(load_houses(rights, house_ids, store=store), assignment, {}, own)
        changed = len(planned.lines)
        if planned.lines:
            # The page's own line, by which its effect is known.
            planned.lines[0] = replace(planned.lines[0], id=own.request_id)
        return planned

    if house_ids:
        record_change(own, plan, store)
    return changed

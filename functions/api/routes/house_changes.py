"""Houses: created by hand, changed, given people, tried again."""

from __future__ import annotations

from collections.abc import Sequence

from functions.api.calls import Call
from functions.api.models.houses import (
    AssignmentAnswer,
    AssignmentAsk,
    HouseAsk,
    HouseChangeAsk,
    HouseCheck,
    HouseCheckAsk,
    HouseDetails,
    RetryAnswer,
    RetryAsk,
)
from functions.api.routing import Resource
from functions.api.shown.houses import show_details, show_house, show_houses
from lib.audit.line import AuditAction
from lib.audit.record import line_writes
from lib.coordination.tasks import coordination_task
from lib.errors import DomainError
from lib.gateways.firestore.store import Write
from lib.houses.assigning import Assignment, assign, load_houses
from lib.houses.changes import house_subject
from lib.houses.creating import (
    AddressNotUnderstood,
    HouseByHand,
    find_house_at,
    house_title,
    understand_address,
)
from lib.houses.creating import create_house as create
from lib.houses.editing import HouseChange
from lib.houses.editing import change_house as change
from lib.houses.house import House, OnboardingState
from lib.houses.people_references import UnusableReference, looks_like_a_phone, parse_phone
from lib.onboarding.rules import can_begin
from lib.onboarding.tasks import HOUSES_A_TASK, onboarding_task
from lib.pages import pages
from lib.people.directory import KnownPerson, find_all, find_bots, find_person, people_by_id
from lib.people.permissions import Action
from lib.provisioning.retry import retry_failed
from lib.services.catalogue import ensure_catalogued

house_changes = Resource("Дома")


@house_changes.post(
    "/municipalities/<id:municipality_id>/houses",
    may=Action.CREATE_HOUSES,
    audits=AuditAction.HOUSE_CREATED,
    creates=True,
)
def create_house(call: Call, body: HouseAsk) -> HouseDetails:
    """Creates a house and its chat by hand."""
    administrator, phone = _administrator(call, body.administrator)
    asked = HouseByHand(body.address, body.title, body.company, body.entrances, body.apartments, administrator, phone)
    return show_details(call, create(asked, call.municipality, call.doing(), call.outside.provisioning))


@house_changes.post("/municipalities/<id:municipality_id>/houses/check", may=Action.CREATE_HOUSES, audits=None)
def check_house(call: Call, body: HouseCheckAsk) -> HouseCheck:
    """How an address is understood, and whether its house is there already."""
    try:
        address = understand_address(body.address, call.municipality)
    except AddressNotUnderstood as error:
        return HouseCheck(is_understood=False, message=error.words, address="", title="", existing=None)
    existing = find_house_at(address, call.municipality_id, store=call.store)
    return HouseCheck(
        is_understood=True,
        message="Чат этого дома уже есть." if existing else "",
        address=address.canonical,
        title=house_title(address, call.municipality),
        existing=show_house(existing) if existing else None,
    )


@house_changes.patch(
    "/municipalities/<id:municipality_id>/houses/<id:house_id>",
    may=Action.EDIT_HOUSES,
    audits=AuditAction.HOUSE_CHANGED,
)
def change_house(call: Call, house_id: str, body: HouseChangeAsk) -> HouseDetails:
    """Changes a house; a new title renames the chat too."""
    asked = HouseChange(body.title, body.company, body.entrances, body.apartments)
    changed = change(call.rights, house_id, asked, call.doing(), store=call.store, vk=call.vk)
    return show_details(call, changed)


@house_changes.post(
    "/municipalities/<id:municipality_id>/houses/assignments",
    may=Action.ASSIGN_PEOPLE,
    audits=AuditAction.HOUSE_ASSIGNED,
)
def assign_houses(call: Call, body: AssignmentAsk) -> AssignmentAnswer:
    """Names the chat administrator, officials and service bots of one house or many; in all of them or in none."""
    concerned = load_houses(call.rights, body.house_ids, store=call.store)
    administrator, phone = _administrator(call, body.administrator)
    officials = find_all(body.add_officials, vk=call.vk, store=call.store)
    assignment = Assignment(
        administrator=administrator,
        administrator_phone=phone,
        removes_administrator=body.remove_administrator,
        add_officials=tuple(person.vk_id for person in officials),
        remove_officials=tuple(body.remove_officials),
        add_service_bots=tuple(find_bots(body.add_service_bots, vk=call.vk)),
        remove_service_bots=tuple(body.remove_service_bots),
    )
    if assignment.add_service_bots:
        ensure_catalogued(
            assignment.add_service_bots, call.municipality_id, call.clock.now(), store=call.store, vk=call.vk
        )
    names = {person.vk_id: person.name for person in officials}
    if officials or body.remove_officials:
        before = {vk_id for stored in concerned for vk_id in stored.record.official_vk_ids} - names.keys()
        known = people_by_id(sorted(before), vk=call.vk, store=call.store)
        names |= {vk_id: person.name for vk_id, person in known.items()}
    changed = assign(call.rights, body.house_ids, assignment, names, call.doing(), store=call.store)
    after = load_houses(call.rights, body.house_ids, store=call.store)
    _have_led([stored.record for stored in after], call)
    return AssignmentAnswer(changed=changed, houses=show_houses(stored.record for stored in after))


@house_changes.post(
    "/municipalities/<id:municipality_id>/houses/retries",
    may=Action.RETRY_HOUSES,
    audits=AuditAction.HOUSES_RETRIED,
)
def retry_houses(call: Call, body: RetryAsk) -> RetryAnswer:
    """Tries failed houses again: those named, or all of the municipality."""
    doing = call.doing()

    def line(house: House) -> list[Write]:
        return line_writes(doing, [doing.line(AuditAction.HOUSES_RETRIED, house_subject(house), part=f"-{house.id}")])

    outside = call.outside.provisioning
    return RetryAnswer(retried=retry_failed(call.municipality_id, outside, body.house_ids, line))


def _administrator(call: Call, reference: str | None) -> tuple[KnownPerson | None, str]:
    """Whom a reference names: a person of VK, or a phone.

    Raises:
        DomainError: `person_unknown`, `phone_not_mobile`, `vk_unavailable`.
    """
    if not reference:
        return None, ""
    if not looks_like_a_phone(reference):
        return find_person(reference, vk=call.vk, store=call.store), ""
    try:
        return None, parse_phone(reference)
    except UnusableReference:
        raise DomainError("phone_not_mobile") from None


def _have_led(houses: Sequence[House], call: Call) -> None:
    """Has the bot begin where somebody else is administrator from now on; what is lost here the sweep finds."""
    begins = [house.id for house in houses if house.onboarding is OnboardingState.NOBODY and can_begin(house)]
    for page in pages(begins, HOUSES_A_TASK):
        task = onboarding_task(call.municipality.group_id, call.municipality_id, page)
        call.outside.provisioning.queue.enqueue(task)
    if begins:
        # Whoever was administrator before leaves the coordination chat.
        task = coordination_task(call.municipality.group_id, call.municipality_id)
        call.outside.provisioning.queue.enqueue(task)

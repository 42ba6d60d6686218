"""Handing one complaint to an organisation's own system: once, as far as GeoReport v2 lets anybody be sure of it.

Before a request leaves it is recorded that it may have arrived. Where that is all that is known (a crash, a lost
answer), the request is looked for by the reference in its description before another one leaves.
"""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from lib import log
from lib.complaints.complaint import Complaint
from lib.complaints.letters import to_employees, to_residents
from lib.complaints.registry import Turn
from lib.complaints.rules import SYSTEM, noted, refused_outside
from lib.complaints.texts import employees_text, outside_text, step_text
from lib.gateways.open311.client import NotSent, ServerRefused
from lib.open311 import delivery as rules
from lib.open311.delivery import Delivery, Handing
from lib.open311.talk import FAILS, Held, Talk, in_short
from lib.questions.responsible import staff_of

# How far the other side's clock may be off.
_CLOCKS_DIFFER = timedelta(minutes=30)
# https://wiki.open311.org/GeoReport_v2, POST Service Request.
_LONGEST_DESCRIPTION = 4000
_REFUSED = "система организации не принимает жалобу"


def hand_over(stored: Held, talk: Talk) -> bool:
    """One step with a delivery that waits; False where the server is not to be asked again in this run."""
    complaint = talk.complaint_of(stored.record)
    if complaint is None or not talk.is_wanted(complaint.record) or _is_there_already(stored.record, talk):
        talk.drop(stored, "not_wanted")
        return True
    held = talk.record(stored, rules.held(stored.record, talk.now))
    if held is None:
        return True
    delivery = held.record
    try:
        if delivery.token:
            _ask_for_id(held, talk)
            return True
        code = talk.server.code_for(complaint.record.subject_id)
        request_id = _find_lost(delivery, code, talk) if delivery.asked_at else ""
    except FAILS as error:
        return _come_again(held, error, talk, arrived=None)
    if request_id:
        _have_handed(held, request_id, talk)
        return True
    return _post(held, complaint.record, code, talk)


def _post(held: Held, complaint: Complaint, code: str, talk: Talk) -> bool:
    asking = talk.record(held, rules.asking(held.record, talk.now))
    if asking is None:
        return True
    try:
        created = talk.client.create(talk.server.address, request_fields(asking.record, complaint, code))
    except FAILS as error:
        arrived = False if isinstance(error, NotSent | ServerRefused) else None
        return _come_again(asking, error, talk, arrived=arrived)
    if created.token and not created.request_id:
        talk.record(asking, rules.promised(asking.record, created.token, talk.now))
    else:
        _have_handed(asking, created.request_id, talk)
    return True


def request_fields(delivery: Delivery, complaint: Complaint, code: str) -> dict[str, str]:
    """What the other system is told: neither who complains nor their photos, which bear their number in VK."""
    behind = f"\n\nЖалоба № {complaint.number}. {delivery.reference}"
    return {
        "service_code": code,
        "address_string": complaint.address,
        "address_id": complaint.house_id,
        "description": complaint.text[: _LONGEST_DESCRIPTION - len(behind)] + behind,
    }


def _is_there_already(delivery: Delivery, talk: Talk) -> bool:
    """Whether the server has the complaint by an earlier delivery that it has not closed."""
    path = rules.deliveries_path(delivery.municipality_id)
    own = talk.desk.store.query(path, Delivery, [("complaint_id", "==", delivery.complaint_id)])
    return any(
        each.record.state is Handing.HANDED
        and each.record.organization_id == delivery.organization_id
        and each.record.request_id
        for each in own
    )


def _find_lost(delivery: Delivery, code: str, talk: Talk) -> str:
    """The id of the request of an attempt of which nobody knows whether it arrived; empty where there is none."""
    assert delivery.asked_at is not None
    since, until = delivery.asked_at - _CLOCKS_DIFFER, talk.now + _CLOCKS_DIFFER
    try:
        seen = talk.client.requests_since(talk.server.address, code, since, until)
    except ServerRefused:
        # It lets nobody look: there twice is better than not at all.
        log.warning("open311_cannot_look", organization_id=delivery.organization_id, delivery_id=delivery.id)
        return ""
    return next((each.request_id for each in seen if delivery.reference in each.description), "")


def _ask_for_id(held: Held, talk: Talk) -> None:
    request_id = talk.client.request_of_token(talk.server.address, held.record.token)
    # One that never comes: the other system has the complaint, and tells nothing of it.
    if request_id or rules.is_hopeless(held.record, talk.now):
        _have_handed(held, request_id, talk)
    else:
        talk.record(held, rules.promised(held.record, held.record.token, talk.now))


def _have_handed(held: Held, request_id: str, talk: Talk) -> None:
    def step(current: Complaint) -> Turn:
        by = talk.system_of(current).in_words
        said = f"Зарегистрирована под № {request_id}" if request_id else "Принята"
        moved = replace(noted(current, by, said, talk.now), outside_number=request_id)
        return Turn(moved, to_residents(moved, outside_text(moved)))

    talk.settle(held, rules.handed(held.record, request_id, talk.now), step)


def _come_again(held: Held, error: Exception, talk: Talk, *, arrived: bool | None) -> bool:
    after = rules.not_sent(held.record, in_short(error), talk.now, arrived=arrived)
    if rules.is_hopeless(after, talk.now):
        talk.settle(held, rules.ended(after, Handing.FAILED), lambda current: give_up(current, talk))
    else:
        if rules.is_silent_now(after, talk.now):
            after = replace(after, is_silent=True)
            log.alert("open311_silent", organization_id=after.organization_id, why=after.failure)
        talk.record(held, after)
    # One request that is refused says nothing of the others; a server that is away is away for all of them.
    return isinstance(error, ServerRefused)


def give_up(complaint: Complaint, talk: Talk) -> Turn:
    """Nobody else may have it: then the employees find somebody."""
    alone = not complaint.invited
    moved = refused_outside(complaint, talk.now) if alone else noted(complaint, SYSTEM, _REFUSED.capitalize(), talk.now)
    store = talk.desk.store
    told = to_employees(
        moved, staff_of(moved.municipality_id, store=store), employees_text(moved, _REFUSED), store=store
    )
    return Turn(moved, [*(to_residents(moved, step_text(moved)) if alone else []), *told])

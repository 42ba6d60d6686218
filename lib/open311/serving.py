"""Our GeoReport v2: what organisations' own systems read and register here, each with its own key.

A key reads the complaints that its organisation has to deal with, and those that it registered itself. Who complains is
in none of them; whoever registers is asked for no person, and what is sent of one is not kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from lib.complaints.complaint import LONGEST_OUTSIDE_TEXT, Complaint, ComplaintState, complaints_path
from lib.complaints.registering import NewComplaint, register_complaint
from lib.complaints.settings import ComplaintSettings, load_complaint_settings
from lib.discreet import Discreet
from lib.errors import DomainError
from lib.gateways.firestore.store import Condition, Store
from lib.houses.creating import AddressNotUnderstood, find_house_at, understand_address
from lib.houses.house import House, HouseState, house_path
from lib.municipalities.municipality import Municipality, municipality_path
from lib.open311.keys import Key
from lib.questions.outside import Desk

# https://wiki.open311.org/GeoReport_v2, GET Service Requests: "may not span more than 90 days".
LONGEST_SPAN = timedelta(days=90)
# The specification has no pages: this is what one answer holds.
MOST_REQUESTS = 500
_MOST_IDS = 50
_LONGEST_URL = 500


class RequestInvalid(DomainError):
    """A request that cannot be taken; `status` and `description` are what the specification asks to be said."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__("open311_request_invalid")
        self.status = status
        self.description = description


class NewRequest(Discreet, frozen=True):
    """What is registered."""

    service_code: str
    address: str
    address_id: str
    description: str
    media_url: str = ""


class Search(Struct, frozen=True):
    """Which requests: by their ids, else by kind, time and status."""

    request_ids: tuple[str, ...] = ()
    service_codes: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    statuses: tuple[str, ...] = ()


def load_jurisdiction(jurisdiction_id: str, *, store: Store) -> Municipality:
    """The municipality that a request is about.

    Raises:
        RequestInvalid: none was named, or there is no such one.
    """
    if not jurisdiction_id:
        raise RequestInvalid(400, "jurisdiction_id was not provided")
    # Whatever cannot be an id is no path of Firestore's.
    is_id = jurisdiction_id.isascii() and jurisdiction_id.isalnum() and len(jurisdiction_id) <= 40
    found = store.get(municipality_path(jurisdiction_id), Municipality) if is_id else None
    if found is None:
        raise RequestInvalid(404, "jurisdiction_id was not found")
    return found.record


def open_services(municipality_id: str, *, store: Store) -> ComplaintSettings:
    """What residents can complain about here.

    Raises:
        RequestInvalid: complaints are not taken here.
    """
    settings = load_complaint_settings(municipality_id, store=store)
    if not settings.is_on:
        raise RequestInvalid(404, "jurisdiction_id takes no requests")
    return settings


def register_request(new: NewRequest, town: Municipality, key: Key, desk: Desk) -> Complaint:
    """Registers a complaint that another system sends. The same once more on the same day is the first one: senders
    repeat what was not answered, and the specification gives them no key for it.

    Raises:
        RequestInvalid: something is missing or unknown.
    """
    settings = open_services(town.id, store=desk.store)
    if not new.service_code:
        raise RequestInvalid(400, "service_code was not provided")
    if settings.subject(new.service_code) is None:
        raise RequestInvalid(404, "service_code was not found")
    house = _house(new, town, desk.store)
    text = _text(new)
    said = f"{key.organization_id}\n{new.service_code}\n{house.id}\n{text}\n{desk.clock.now():%Y-%m-%d}"
    asked = NewComplaint(
        town.id,
        town.group_id,
        house.id,
        new.service_code,
        0,
        f"open311{hashlib.sha256(said.encode()).hexdigest()}",
        text,
        source_organization_id=key.organization_id,
        source=key.organization_name,
    )
    return register_complaint(asked, desk)


def find_request(municipality_id: str, request_id: str, key: Key, *, store: Store) -> Complaint:
    """One request.

    Raises:
        RequestInvalid: there is none that the key may read.
    """
    found = _by_numbers(municipality_id, [request_id], key, store)
    if not found:
        raise RequestInvalid(404, "service_request_id was not found")
    return found[0]


def find_requests(municipality_id: str, search: Search, key: Key, now: datetime, *, store: Store) -> list[Complaint]:
    """The requests that the key may read, the newest first.

    Raises:
        RequestInvalid: the time is too long.
    """
    if search.request_ids:
        if len(search.request_ids) > _MOST_IDS:
            raise RequestInvalid(400, f"more than {_MOST_IDS} values of service_request_id")
        return _by_numbers(municipality_id, search.request_ids, key, store)
    since, until = _span(search, now)
    where: list[Condition] = [
        ("reader_ids", "array_contains", key.organization_id),
        ("created_at", ">=", since),
        ("created_at", "<=", until),
    ]
    found = store.query(complaints_path(municipality_id), Complaint, where, ["created_at"], MOST_REQUESTS)
    wanted = (stored.record for stored in reversed(found))
    return [each for each in wanted if _fits(each, search)]


def _span(search: Search, now: datetime) -> tuple[datetime, datetime]:
    until = search.until or (search.since + LONGEST_SPAN if search.since else now)
    since = search.since or until - LONGEST_SPAN
    if until - since > LONGEST_SPAN:
        raise RequestInvalid(400, "start_date and end_date may not span more than 90 days")
    return since, until


def _fits(complaint: Complaint, search: Search) -> bool:
    status = "closed" if complaint.state in {ComplaintState.SOLVED, ComplaintState.REJECTED} else "open"
    by_code = not search.service_codes or complaint.subject_id in search.service_codes
    return by_code and (not search.statuses or status in search.statuses)


def _by_numbers(municipality_id: str, numbers: Sequence[str], key: Key, store: Store) -> list[Complaint]:
    wanted = {int(each) for each in numbers if each.isascii() and each.isdecimal() and len(each) < 12}
    found = [
        stored.record
        for number in sorted(wanted)
        for stored in store.query(complaints_path(municipality_id), Complaint, [("number", "==", number)], limit=1)
    ]
    return [each for each in found if key.organization_id in each.reader_ids]


def _house(new: NewRequest, town: Municipality, store: Store) -> House:
    house: House | None = None
    if new.address_id:
        is_id = new.address_id.isascii() and new.address_id.isalnum()
        stored = store.get(house_path(town.id, new.address_id), House) if is_id else None
        house = stored.record if stored else None
    if house is None and new.address:
        try:
            house = find_house_at(understand_address(new.address[:200], town), town.id, store=store)
        except AddressNotUnderstood:
            raise RequestInvalid(400, "address_string was not understood: street and house number are needed") from None
    if not new.address and not new.address_id:
        raise RequestInvalid(400, "address_string or address_id was not provided; lat and long are not enough here")
    if house is None or house.state is not HouseState.LIVE:
        raise RequestInvalid(400, "there is no house chat at this address")
    return house


def _text(new: NewRequest) -> str:
    """The description, with the address of a picture, which is never opened here."""
    text = new.description.strip()
    if new.media_url:
        if len(new.media_url) > _LONGEST_URL or not new.media_url.startswith(("https://", "http://")):
            raise RequestInvalid(400, "media_url is no URL")
        text = f"{text}\n\nФото: {new.media_url}".strip()
    if not text:
        raise RequestInvalid(400, "description was not provided")
    if len(text) > LONGEST_OUTSIDE_TEXT:
        raise RequestInvalid(400, f"description is longer than {LONGEST_OUTSIDE_TEXT} characters")
    return text

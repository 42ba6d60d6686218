"""Making a complaint: its number, whom it goes to, and neighbours who join it instead of making their own."""

from __future__ import annotations

from msgspec import Struct

from lib.complaints.complaint import LONGEST_OUTSIDE_TEXT, LONGEST_TEXT, Complaint, complaint_id_of, complaint_path
from lib.complaints.letters import to_employees, to_officials, to_residents
from lib.complaints.registry import Turn, change_quietly, load_complaint, messages_of, writes_of
from lib.complaints.rules import clean_words, joined, registered
from lib.complaints.settings import ComplaintSubject, load_complaint_settings
from lib.complaints.texts import employees_text, joined_text, registered_text
from lib.discreet import Discreet
from lib.errors import DomainError
from lib.gateways.firestore.store import AlreadyExists, Create, Replace, StaleRecord, Store, Write
from lib.houses.house import House, house_path
from lib.open311.posting import servers_of
from lib.organizations.organization import Organization, organization_path
from lib.outbox.message import Letter
from lib.outbox.posting import have_sent
from lib.questions.outside import Desk
from lib.questions.question import Addressee
from lib.questions.responsible import addressee, addressees_of_house, load_company, responsible_for, staff_of

_TRIES = 10


class NewComplaint(Discreet, frozen=True):
    """What a resident complains about. `begun` names the conversation, so that it is one complaint. An organisation's
    own system has no author: `source_organization_id`, by the name of `source`.
    """

    municipality_id: str
    group_id: int
    house_id: str
    subject_id: str
    author_id: int
    begun: str
    text: str
    photos: tuple[str, ...] = ()
    source_organization_id: str = ""
    source: str = ""


class _Counter(Struct, frozen=True):
    last: int


def register_complaint(new: NewComplaint, desk: Desk, also: list[Write] | None = None) -> Complaint:
    """Makes a complaint and hands it to those responsible, with `also` in the same commit; made before, it is that one.

    Raises:
        DomainError: `complaint_words`, `complaint_subject_unknown`, `house_unknown`.
        StaleRecord: too many others made theirs at the same moment.
    """
    path = complaint_path(new.municipality_id, complaint_id_of(new.group_id, new.author_id, new.begun))
    for _ in range(_TRIES):
        if (found := desk.store.get(path, Complaint)) is not None:
            return found.record
        number, counting = _next_number(new.municipality_id, desk.store)
        turn = _made(new, number, desk)
        messages = messages_of(turn, desk)
        try:
            desk.store.commit([Create(path, turn.after), counting, *writes_of(turn, messages, desk), *(also or [])])
        except (StaleRecord, AlreadyExists):
            continue
        have_sent(messages, desk.queue)
        return turn.after
    raise StaleRecord(path)


def join_complaint(municipality_id: str, complaint_id: str, group_id: int, vk_id: int, desk: Desk) -> Complaint:
    """Has a neighbour with the same trouble join; joined twice, it is once.

    Raises:
        DomainError: `complaint_unknown`, `complaint_state`.
    """
    stored = load_complaint(municipality_id, complaint_id, store=desk.store)
    if stored.record.group_id != group_id:
        raise DomainError("complaint_unknown")

    def decide(complaint: Complaint) -> Turn:
        after = joined(complaint, vk_id)
        return Turn(after, [Letter((vk_id,), joined_text(after))])

    return change_quietly(stored, decide, desk)


def responsible_organization(
    municipality_id: str, house: House, subject: ComplaintSubject, *, store: Store
) -> Addressee | None:
    """Who has to deal with a subject in a house: the subject's organisation, else the house's company, else the first
    that the municipality has.
    """
    if subject.organization_id:
        found = store.get(organization_path(municipality_id, subject.organization_id), Organization)
        if found is not None:
            return addressee(found.record)
    company = load_company(municipality_id, house, store=store)
    if company is not None:
        return addressee(company)
    return next(iter(addressees_of_house(municipality_id, house, store=store)), None)


def _made(new: NewComplaint, number: int, desk: Desk) -> Turn:
    store, now = desk.store, desk.clock.now()
    house = store.get(house_path(new.municipality_id, new.house_id), House)
    if house is None:
        raise DomainError("house_unknown")
    settings = load_complaint_settings(new.municipality_id, store=store)
    subject = settings.subject(new.subject_id)
    if subject is None:
        raise DomainError("complaint_subject_unknown")
    to = responsible_organization(new.municipality_id, house.record, subject, store=store)
    complaint = Complaint(
        id=complaint_id_of(new.group_id, new.author_id, new.begun),
        number=number,
        municipality_id=new.municipality_id,
        group_id=new.group_id,
        house_id=new.house_id,
        address=house.record.address,
        subject_id=subject.id,
        subject=subject.title,
        text=clean_words(new.text, new.photos, LONGEST_OUTSIDE_TEXT if new.source else LONGEST_TEXT),
        photos=new.photos,
        author_id=new.author_id,
        created_at=now,
        addressees=(to,) if to else (),
        source_organization_id=new.source_organization_id,
        source=new.source,
    )
    people = responsible_for(complaint, complaint.addressees, house.record, store=store)
    due_at = settings.due_at(subject, now)
    systems = servers_of(new.municipality_id, complaint.addressees, store=store)
    after = registered(complaint, people, due_at, settings.remind_at(due_at), has_system=bool(systems))
    letters = to_residents(after, registered_text(after, settings.time_zone))
    letters += to_officials(after, people, "📨 Жалоба жителя.", settings.time_zone, store=store)
    if not people and not systems:
        staff = staff_of(new.municipality_id, store=store)
        letters += to_employees(after, staff, employees_text(after, "некому ответить"), store=store)
    return Turn(after, letters, hands_out=True)


def _next_number(municipality_id: str, store: Store) -> tuple[int, Write]:
    path = f"municipalities/{municipality_id}/counters/complaints"
    found = store.get(path, _Counter)
    if found is None:
        return 1, Create(path, _Counter(1))
    number = found.record.last + 1
    return number, Replace(path, _Counter(number), found.revision)

"""Complaints as records: found, listed, and changed together with the messages that tell of it.

A change is one commit, so a crash leaves all of it or nothing. What an official does has a line in the audit log; what
a resident does has none, since the log would name the author.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from msgspec import Struct

from lib.audit.line import AuditAction, Change, Subject, SubjectKind
from lib.audit.record import Doing, Planned, record_change
from lib.complaints.complaint import Complaint, complaint_path, complaints_path
from lib.errors import DomainError
from lib.gateways.firestore.paging import Page, read_page
from lib.gateways.firestore.store import AlreadyExists, Condition, Replace, StaleRecord, Store, Stored, Write
from lib.open311.posting import deliveries
from lib.outbox.message import Letter, OutgoingMessage, outgoing
from lib.outbox.posting import have_sent, posted
from lib.people.member import Member, member_path
from lib.people.permissions import Rights
from lib.people.roles import Role
from lib.questions.asked import AskedWithin
from lib.questions.outside import Desk

_TRIES = 8
# https://firebase.google.com/docs/firestore/query-data/queries: up to 30 values.
_MOST_OWN = 30
_APART = timedelta(milliseconds=1)


class Turn(Struct, frozen=True):
    """What a complaint becomes, and what is said about it. `hands_out`: it goes to its organisations anew, and so to
    their own systems; `also` is written in the same commit.
    """

    after: Complaint
    letters: Sequence[Letter] = ()
    hands_out: bool = False
    also: Sequence[Write] = ()


Decide = Callable[[Complaint], Turn]


def messages_of(turn: Turn, desk: Desk) -> list[OutgoingMessage]:
    """The messages of a turn, in order: the number of steps tells those of one change from those of others."""
    after, now = turn.after, desk.clock.now()
    return [
        outgoing(
            f"complaint-{after.id}-{after.steps}x{number}",
            after.municipality_id,
            after.group_id,
            letter,
            now + _APART * number,
        )
        for number, letter in enumerate(turn.letters)
    ]


def writes_of(turn: Turn, messages: Sequence[OutgoingMessage], desk: Desk) -> list[Write]:
    """Whatever belongs into the commit of a turn beside the complaint itself."""
    handing = deliveries(turn.after, desk.clock.now(), store=desk.store) if turn.hands_out else []
    return [*posted(messages), *handing, *turn.also]


def load_complaint(municipality_id: str, complaint_id: str, *, store: Store) -> Stored[Complaint]:
    """A complaint as stored.

    Raises:
        DomainError: `complaint_unknown`.
    """
    is_id = complaint_id.isalnum() and municipality_id.isalnum()
    found = store.get(complaint_path(municipality_id, complaint_id), Complaint) if is_id else None
    if found is None:
        raise DomainError("complaint_unknown")
    return found


def represented_by(rights: Rights, *, store: Store) -> set[str]:
    """The ids of the organisations that somebody represents."""
    if Role.REPRESENTATIVE not in rights.roles:
        return set()
    found = store.get(member_path(rights.municipality_id, rights.vk_id), Member)
    return {each.organization_id for each in found.record.representations} if found else set()


def represents(rights: Rights, complaint: Complaint, *, store: Store) -> bool:
    """Whether somebody represents an organisation that has to deal with the complaint, and so may see its author."""
    return bool(represented_by(rights, store=store) & set(complaint.organization_ids))


def complaint_for(rights: Rights, complaint_id: str, *, store: Store) -> Complaint:
    """A complaint that somebody may see: staff every one (without its author), representatives their organisation's.

    Raises:
        DomainError: `complaint_unknown`.
    """
    complaint = load_complaint(rights.municipality_id, complaint_id, store=store).record
    if rights.works_with_all_houses or represents(rights, complaint, store=store):
        return complaint
    raise DomainError("complaint_unknown")


class ComplaintFilter(Struct, frozen=True):
    """Which complaints; whatever is None does not narrow."""

    state: str | None = None
    house_id: str | None = None
    subject_id: str | None = None
    organization_id: str | None = None
    is_awaited: bool | None = None
    is_overdue: bool | None = None
    asked: AskedWithin | None = None

    def conditions(self) -> list[Condition]:
        """The filter as Firestore takes it."""
        equal = [
            ("state", self.state),
            ("house_id", self.house_id),
            ("subject_id", self.subject_id),
            ("is_awaited", self.is_awaited),
            ("is_overdue", self.is_overdue),
        ]
        where: list[Condition] = [(field, "==", value) for field, value in equal if value is not None]
        return [*where, *(self.asked.conditions() if self.asked else ())]

    @property
    def order(self) -> str:
        """The late ones first; of a span of time the newest."""
        return "-asked_sort" if self.asked else "sort"


def list_complaints(
    rights: Rights, wanted: ComplaintFilter, after: str, limit: int, *, store: Store
) -> Page[Complaint]:
    """A page of the complaints that somebody may see, in the filter's order."""
    where = wanted.conditions()
    named = {wanted.organization_id} if wanted.organization_id else None
    if not rights.works_with_all_houses:
        own = represented_by(rights, store=store)
        named = own & named if named else own
    if named is not None:
        where.append(("organization_ids", "array_contains_any", sorted(named)[:_MOST_OWN] or ["-"]))
    path = complaints_path(rights.municipality_id)
    return read_page(path, Complaint, order=wanted.order, after=after, limit=limit, store=store, where=where)


def open_complaints(municipality_id: str, house_id: str, subject_id: str, *, store: Store) -> list[Complaint]:
    """The house's complaints on a subject that are not closed."""
    where: list[Condition] = [
        ("house_id", "==", house_id),
        ("subject_id", "==", subject_id),
        ("is_open", "==", True),
    ]
    found = store.query(complaints_path(municipality_id), Complaint, where, ["sort"], 4)
    return [stored.record for stored in found]


def change_by_official(complaint_id: str, action: AuditAction, decide: Decide, doing: Doing, desk: Desk) -> Complaint:
    """Changes a complaint at an official's word, once a request.

    Raises:
        DomainError: `complaint_unknown`, `changed_meanwhile`, and whatever `decide` raises.
    """
    messages: list[OutgoingMessage] = []

    def plan() -> Planned:
        stored = load_complaint(doing.municipality_id, complaint_id, store=desk.store)
        turn = decide(stored.record)
        messages[:] = messages_of(turn, desk)
        if turn.after == stored.record:
            return Planned()
        line = doing.line(action, complaint_subject(turn.after), _state_change(stored.record, turn.after))
        return Planned([Replace(stored.path, turn.after, stored.revision), *writes_of(turn, messages, desk)], [line])

    record_change(doing, plan, desk.store)
    have_sent(messages, desk.queue)
    return load_complaint(doing.municipality_id, complaint_id, store=desk.store).record


def change_quietly(stored: Stored[Complaint], decide: Decide, desk: Desk) -> Complaint:
    """Changes a complaint at a resident's word, or because time has come. May be called at once by many.

    Raises:
        StaleRecord: others kept changing it.
        DomainError: whatever `decide` raises.
    """
    for _ in range(_TRIES):
        turn = decide(stored.record)
        if turn.after == stored.record:
            return stored.record
        messages = messages_of(turn, desk)
        try:
            desk.store.commit([Replace(stored.path, turn.after, stored.revision), *writes_of(turn, messages, desk)])
        except (StaleRecord, AlreadyExists):
            again = desk.store.get(stored.path, Complaint)
            if again is None:
                raise
            stored = again
            continue
        have_sent(messages, desk.queue)
        return turn.after
    raise StaleRecord(stored.path)


def complaint_subject(complaint: Complaint) -> Subject:
    """A complaint as the audit log names it: by its number, and never by a resident's name or words."""
    return Subject(SubjectKind.COMPLAINT, complaint.id, f"Жалоба № {complaint.number}, {complaint.address}")


def _state_change(before: Complaint, after: Complaint) -> tuple[Change, ...]:
    if before.state is after.state:
        return ()
    return (Change("state", "Состояние", before.shown_state, after.shown_state),)

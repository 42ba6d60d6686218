"""What a complaint can become, step by step. Pure: whoever records a step also writes the messages that tell of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec.structs import replace

from lib.complaints.complaint import (
    AWAITED,
    LONGEST_TEXT,
    MOST_PHOTOS,
    Complaint,
    ComplaintState,
    consistent,
    moved,
)
from lib.errors import DomainError
from lib.questions.escalation import Escalation
from lib.questions.question import Addressee, Official

SYSTEM = "система"
StepTaken = Callable[[Complaint, Official], Complaint]
_RESIDENT = "житель"


def registered(
    complaint: Complaint, invited: Sequence[int], due_at: datetime, remind_at: datetime, *, has_system: bool = False
) -> Complaint:
    """The complaint as it goes to those responsible, or to their own system; with nobody responsible, the employees
    find out who is.
    """
    now = complaint.created_at
    state = ComplaintState.SENT if invited or has_system else ComplaintState.RETURNED
    timed = replace(complaint, invited=tuple(invited), due_at=due_at, remind_at=remind_at, is_reminded=remind_at <= now)
    return consistent(moved(timed, state, now, complaint.source or _RESIDENT))


def taken(complaint: Complaint, official: Official, now: datetime) -> Complaint:
    """The complaint that somebody deals with; taken by the same person again it stays as it is.

    Raises:
        DomainError: `complaint_state`, `complaint_taken`.
    """
    _only_in(complaint, AWAITED)
    if complaint.taken_by is not None and complaint.state in {ComplaintState.TAKEN, ComplaintState.ASKED}:
        if complaint.taken_by.vk_id == official.vk_id:
            return complaint
        raise DomainError("complaint_taken")
    return consistent(moved(_by(complaint, official), ComplaintState.TAKEN, now, official.in_words))


def asked(complaint: Complaint, official: Official, text: str, photos: tuple[str, ...], now: datetime) -> Complaint:
    """The complaint about which its author is asked something.

    Raises:
        DomainError: `complaint_state`, `complaint_words`, `complaint_without_author`.
    """
    _only_in(complaint, AWAITED)
    if not complaint.author_id:
        raise DomainError("complaint_without_author")
    words = clean_words(text, photos)
    return consistent(moved(_by(complaint, official), ComplaintState.ASKED, now, official.in_words, words, photos))


def replied(complaint: Complaint, text: str, photos: tuple[str, ...], now: datetime) -> Complaint:
    """The complaint whose author said what they were asked; said again in the same words, it stays as it is."""
    last = complaint.history[-1]
    if (last.by, last.text, last.photos) == (_RESIDENT, text.strip(), photos):
        return complaint
    _only_in(complaint, {ComplaintState.ASKED})
    return consistent(moved(complaint, ComplaintState.TAKEN, now, _RESIDENT, clean_words(text, photos), photos))


def answered(
    complaint: Complaint,
    official: Official,
    text: str,
    photos: tuple[str, ...],
    verdict_until: datetime,
    now: datetime,
) -> Complaint:
    """The complaint that was dealt with, as the organisation says."""
    _only_in(complaint, AWAITED | {ComplaintState.ANSWERED})
    words = clean_words(text, photos)
    after = replace(_by(complaint, official), answered_at=now, verdict_until=verdict_until, escalates_at=None)
    return consistent(moved(after, ComplaintState.ANSWERED, now, official.in_words, words, photos))


def rejected(complaint: Complaint, official: Official, reason: str, now: datetime) -> Complaint:
    """The complaint that the organisation does not deal with, and why."""
    _only_in(complaint, AWAITED)
    after = replace(_by(complaint, official), escalates_at=None)
    return consistent(moved(after, ComplaintState.REJECTED, now, official.in_words, clean_words(reason)))


def passed_on(
    complaint: Complaint,
    to: Addressee,
    invited: Sequence[int],
    now: datetime,
    official: Official,
    reason: str = "",
    *,
    has_system: bool = False,
) -> Complaint:
    """The complaint handed to another organisation, or to colleagues; its deadline stays, the resident waits as before.

    Empty `invited`: nobody is responsible there, unless the organisation has a system of its own.
    """
    _only_in(complaint, AWAITED)
    after = replace(
        complaint,
        addressees=(to,),
        taken_by=None,
        outside_number="",
        invited=tuple(dict.fromkeys((*complaint.invited, *invited))),
    )
    state = ComplaintState.SENT if invited or has_system else ComplaintState.RETURNED
    return consistent(moved(after, state, now, official.in_words, clean_words(reason) if reason.strip() else ""))


def joined(complaint: Complaint, vk_id: int) -> Complaint:
    """The complaint with one more neighbour who has the same trouble; whoever has it already changes nothing.

    Raises:
        DomainError: `complaint_state`.
    """
    _only_in(complaint, AWAITED | {ComplaintState.ANSWERED})
    if vk_id in complaint.people:
        return complaint
    return consistent(replace(complaint, joined=(*complaint.joined, vk_id)))


def solved(complaint: Complaint, now: datetime, by: str = _RESIDENT) -> Complaint:
    """The complaint that is done with; `by` the author's word, or by time."""
    if complaint.state is ComplaintState.SOLVED:
        return complaint
    _only_in(complaint, {ComplaintState.ANSWERED})
    return consistent(moved(replace(complaint, verdict_until=None), ComplaintState.SOLVED, now, by))


def not_solved(
    complaint: Complaint, heads: Sequence[int], due_at: datetime, remind_at: datetime, now: datetime
) -> Complaint:
    """The complaint whose author says that nothing changed: it goes back, with a deadline of its own."""
    _only_in(complaint, {ComplaintState.ANSWERED})
    again = replace(
        complaint,
        taken_by=None,
        due_at=due_at,
        remind_at=remind_at,
        is_reminded=remind_at <= now,
        overdue_at=None,
        escalation=Escalation.NOBODY,
        escalates_at=None,
        verdict_until=None,
        invited=tuple(dict.fromkeys((*complaint.invited, *heads))),
    )
    return consistent(moved(again, ComplaintState.REOPENED, now, _RESIDENT))


def refused_outside(complaint: Complaint, now: datetime) -> Complaint:
    """The complaint that its organisation's own system does not take: the employees find out who deals with it."""
    _only_in(complaint, AWAITED)
    return consistent(moved(complaint, ComplaintState.RETURNED, now, SYSTEM, "Система организации не приняла жалобу"))


def noted(complaint: Complaint, by: str, text: str, now: datetime) -> Complaint:
    """The complaint with a word of the organisation's own system in its history; its state stays."""
    _only_in(complaint, AWAITED)
    return consistent(moved(complaint, complaint.state, now, by, text[:LONGEST_TEXT]))


def reminded(complaint: Complaint) -> Complaint:
    """The complaint whose officials were reminded of the deadline."""
    return consistent(replace(complaint, is_reminded=True))


def overdue(complaint: Complaint, heads: Sequence[int], escalates_at: datetime, now: datetime) -> Complaint:
    """The complaint that nobody dealt with in time: the heads of the organisations know, employees will."""
    late = replace(
        complaint,
        overdue_at=now,
        is_reminded=True,
        escalation=Escalation.HEAD,
        escalates_at=escalates_at,
        invited=tuple(dict.fromkeys((*complaint.invited, *heads))),
    )
    return consistent(moved(late, complaint.state, now, SYSTEM, "Срок прошёл"))


def escalated(complaint: Complaint, now: datetime) -> Complaint:
    """The complaint that the heads did not see to either: the municipality's employees know."""
    late = replace(complaint, escalation=Escalation.EMPLOYEES, escalates_at=None)
    return consistent(moved(late, complaint.state, now, SYSTEM, "Руководитель организации не ответил в срок"))


def clean_words(text: str, photos: tuple[str, ...] = (), longest: int = LONGEST_TEXT) -> str:
    """Somebody's words, fit to be kept and sent on; photos may speak for themselves.

    Raises:
        DomainError: `complaint_words`.
    """
    words = text.strip()
    if (not words and not photos) or len(words) > longest or len(photos) > MOST_PHOTOS:
        raise DomainError("complaint_words")
    return words


def _by(complaint: Complaint, official: Official) -> Complaint:
    # An organisation's own system is nobody who could be written to.
    own = (official.vk_id,) if official.vk_id else ()
    return replace(complaint, taken_by=official, invited=tuple(dict.fromkeys((*complaint.invited, *own))))


def _only_in(complaint: Complaint, states: set[ComplaintState] | frozenset[ComplaintState]) -> None:
    if complaint.state not in states:
        raise DomainError("complaint_state", state=complaint.state.value)

"""What time alone does to complaints: reminders, deadlines that pass, answers to which nobody objected.

The order is that of questions (lib/questions/escalation.py). Each step is one commit with the messages that tell of it,
so sweeps at once, twice or hours late do each step once and in order.
"""

from __future__ import annotations

from lib import log
from lib.complaints.complaint import AWAITED, Complaint, ComplaintState
from lib.complaints.letters import to_employees, to_officials, to_residents
from lib.complaints.registry import Turn, change_quietly
from lib.complaints.rules import SYSTEM, escalated, overdue, reminded, solved
from lib.complaints.settings import load_complaint_settings
from lib.complaints.texts import employees_text, escalated_text, overdue_text, step_text
from lib.gateways.firestore.store import StaleRecord
from lib.questions.escalation import Overdue, overdue_step
from lib.questions.outside import Desk
from lib.questions.responsible import heads_of, staff_of

_MOST_AT_ONCE = 300


def sweep_complaints(desk: Desk) -> int:
    """Moves every complaint whose time has come one step; returns how many moved."""
    now = desk.clock.now()
    due = desk.store.query_group("complaints", Complaint, [("wake_at", "<=", now)], ["wake_at"], _MOST_AT_ONCE)
    moved = 0
    for stored in due:
        try:
            moved += change_quietly(stored, lambda each: due_turn(each, desk), desk) != stored.record
        except StaleRecord:
            log.warning("complaint_busy", complaint_id=stored.record.id)
    if moved:
        log.info("complaints_moved", complaints=moved)
    return moved


def due_turn(complaint: Complaint, desk: Desk) -> Turn:
    """The next step that time asks for; the same complaint where none is."""
    now, store = desk.clock.now(), desk.store
    if complaint.wake_at is None or now < complaint.wake_at:
        return Turn(complaint)
    if complaint.state is ComplaintState.ANSWERED:
        after = solved(complaint, now, SYSTEM)
        return Turn(after, to_residents(after, step_text(after)))
    if complaint.state not in AWAITED:
        return Turn(complaint)
    settings = load_complaint_settings(complaint.municipality_id, store=store)
    match overdue_step(complaint, now):
        case Overdue.TELL_EMPLOYEES:
            after = escalated(complaint, now)
            staff = staff_of(complaint.municipality_id, store=store)
            told = to_employees(after, staff, employees_text(after, "руководитель не ответил в срок"), store=store)
            return Turn(after, [*to_residents(after, escalated_text(after)), *told])
        case Overdue.TELL_HEADS:
            heads = heads_of(complaint, store=store)
            after = overdue(complaint, heads, settings.escalates_at(now), now)
            title = "⏰ Срок жалобы прошёл. Вы указаны руководителем организации."
            told = to_officials(after, heads, title, settings.time_zone, store=store)
            return Turn(after, [*to_residents(after, overdue_text(after)), *told])
        case _:
            after = reminded(complaint)
            people = [complaint.taken_by.vk_id] if complaint.taken_by else list(complaint.invited)
            title = "⏳ Срок жалобы скоро."
            return Turn(after, to_officials(after, people, title, settings.time_zone, store=store))

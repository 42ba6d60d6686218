"""What time alone changes: reminders, deadlines that pass, answers that are over; and boards whose task was lost.

Each step is one commit with the messages that tell of it, by compare-and-set, so sweeps that run at once, twice or two
hours late do each step once and in order.
"""

from __future__ import annotations

from datetime import timedelta

from lib import log
from lib.communities.breaks import communities_that_may_send
from lib.gateways.firestore.store import StaleRecord, Stored
from lib.questions.board import Board, board_task
from lib.questions.deciding import verdict_over
from lib.questions.escalation import Overdue, overdue_step
from lib.questions.official_texts import employees_text, overdue_head_text, reminder_text
from lib.questions.outside import Desk
from lib.questions.question import AWAITED, Question, QuestionState
from lib.questions.registry import Turn, change_by_time
from lib.questions.responsible import heads_of, staff_of
from lib.questions.rules import escalated, overdue, reminded
from lib.questions.said import to_employees, to_officials, to_the_house
from lib.questions.settings import load_question_settings
from lib.questions.texts import escalated_text, overdue_text

_MOST_AT_ONCE = 300
# A board is counted by its own task; one that is overdue by more lost it.
_OVERDUE_BOARD = timedelta(seconds=45)


def sweep_questions(desk: Desk) -> int:
    """Moves every question whose time has come by as many steps as are due; returns how many moved."""
    now = desk.clock.now()
    due = desk.store.query_group("questions", Question, [("wake_at", "<=", now)], ["wake_at"], _MOST_AT_ONCE)
    moved = 0
    for stored in due:
        try:
            moved += _move(stored, desk)
        except StaleRecord:
            log.warning("question_busy", municipality_id=stored.record.municipality_id, question_id=stored.record.id)
    if moved:
        log.info("questions_moved", questions=moved)
    return moved + _sweep_boards(desk)


def _move(stored: Stored[Question], desk: Desk) -> bool:
    after = change_by_time(stored, lambda question: due_turn(question, desk), desk)
    return after != stored.record


def due_turn(question: Question, desk: Desk) -> Turn:
    """The next step that time asks for; the same question where none is."""
    now, store = desk.clock.now(), desk.store
    if question.wake_at is None or now < question.wake_at:
        return Turn(question)
    if question.state is QuestionState.ANSWERED:
        return verdict_over(question, desk)
    if question.state not in AWAITED or question.due_at is None:
        return Turn(question)
    settings = load_question_settings(question.municipality_id, store=store)
    zone = settings.time_zone
    step = overdue_step(question, now)
    if step is Overdue.TELL_EMPLOYEES:
        after = escalated(question, now)
        staff = staff_of(question.municipality_id, store=store)
        letters = [to_the_house(after, escalated_text(after), store=store)]
        return Turn(after, letters + to_employees(after, staff, employees_text(after, zone), store=store))
    if step is Overdue.TELL_HEADS:
        heads = heads_of(question, store=store)
        after = overdue(question, heads, settings.escalates_at(now), now)
        letters = [to_the_house(after, overdue_text(after), store=store)]
        return Turn(after, letters + to_officials(after, heads, overdue_head_text(after, zone), store=store))
    after = reminded(question)
    people = [question.taken_by.vk_id] if question.taken_by else question.invited
    return Turn(after, to_officials(after, people, reminder_text(after, zone), store=store))


def _sweep_boards(desk: Desk) -> int:
    now = desk.clock.now()
    overdue_boards = desk.store.query_group(
        "boards", Board, [("due_at", "<", now - _OVERDUE_BOARD)], ["due_at"], _MOST_AT_ONCE
    )
    groups = {stored.record.group_id for stored in overdue_boards}
    for group_id in sorted(communities_that_may_send(groups, now, store=desk.store)):
        desk.queue.enqueue(board_task(group_id))
    if overdue_boards:
        log.warning("boards_were_stuck", boards=len(overdue_boards))
    return len(overdue_boards)

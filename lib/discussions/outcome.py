"""The outcome of a discussion goes to the houses: as the official answer to each one's question."""

from __future__ import annotations

from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.discussions.discussion import Discussion, Place
from lib.discussions.outside import Table
from lib.discussions.registry import Turn, change_by_time
from lib.discussions.rules import Step, due_step, outcome_posted
from lib.discussions.texts import outcome_text
from lib.errors import DomainError
from lib.gateways.firestore.store import Stored
from lib.houses.house import peer_id
from lib.outbox.message import Letter
from lib.outbox.posting import outbox_task
from lib.questions.answering import answer_with_outcome

# What keeps a question from being answered for good: it is closed, or gone.
_CANNOT_BE_ANSWERED = frozenset({"question_state", "question_unknown", "answer_invalid"})


def post_outcome(stored: Stored[Discussion], table: Table) -> Discussion:
    """Answers every question of a discussion with its outcome, each in a commit of its own that happens once, and tells
    the houses whose question cannot be answered any more. May die anywhere and be called again.
    """
    without_answer = [place for place in stored.record.places if not _answer(stored.record, place, table)]
    # An attempt before may have answered and died before it had the answers sent.
    table.queue.enqueue(outbox_task(stored.record.group_id))

    def decide(discussion: Discussion) -> Turn:
        now = table.clock.now()
        if due_step(discussion, now) is not Step.POST_OUTCOME:
            return Turn(discussion)
        shown = outcome_text(discussion)
        letters = [Letter((peer_id(place.chat_id),), shown.text, bold=shown.bold) for place in without_answer]
        return Turn(outcome_posted(discussion, now), letters)

    return change_by_time(stored, decide, table)


def _answer(discussion: Discussion, place: Place, table: Table) -> bool:
    if not place.question_id:
        return False
    official = discussion.official
    actor = Actor(official.vk_id, official.name, official.post)
    # One answer a question, whoever asks for it how often.
    request_id = f"{discussion.id}-outcome-{place.question_id}"
    doing = Doing(discussion.municipality_id, actor, request_id, table.clock.now(), is_repeat=True)
    try:
        answer_with_outcome(place.question_id, discussion.outcome, official, doing, table)
    except DomainError as error:
        if error.code not in _CANNOT_BE_ANSWERED:
            raise
        return False
    return True

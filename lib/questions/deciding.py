"""What a count means: enough votes bring the official in, the end of a vote ends it, verdicts reopen a question."""

from __future__ import annotations

from msgspec.structs import replace

from lib import log
from lib.errors import DomainError
from lib.gateways.firestore.store import Replace, StaleRecord, Store, Stored
from lib.questions.ballot import counted, final
from lib.questions.inviting import sending
from lib.questions.official_texts import reopened_head_text
from lib.questions.outside import Desk
from lib.questions.priority import Priority
from lib.questions.question import Question, QuestionState, question_path
from lib.questions.registry import Turn, change_by_time, load_question
from lib.questions.responsible import heads_of
from lib.questions.rules import SYSTEM, closed, did_not_help, reopened, verdicts_counted, vote_counted, vote_over
from lib.questions.said import to_officials, to_the_house
from lib.questions.settings import load_question_settings
from lib.questions.texts import reopened_text

_NOT_BEGUN = frozenset({QuestionState.OPEN, QuestionState.VOTING, QuestionState.VOTED})
_TRIES = 6


def after_count(stored: Stored[Question], counts: tuple[int, ...], members: int, desk: Desk) -> Question:
    """The question after its votes were counted: kept, brought to the official by the threshold, or over."""

    def decide(question: Question) -> Turn:
        now = desk.clock.now()
        after = vote_over(vote_counted(question, counts, members), now)
        is_enough = after.ballot is not None and after.ballot.is_enough
        if is_enough and after.state in _NOT_BEGUN and after.addressees:
            return sending(after, SYSTEM, now, desk.store)
        return Turn(after)

    return change_by_time(stored, decide, desk)


def after_verdicts(stored: Stored[Question], answer: int, helped: int, not_helped: int, desk: Desk) -> Question:
    """The question after the verdicts on its last answer were counted."""

    def decide(question: Question) -> Turn:
        if question.answers != answer:
            return Turn(question)
        after = verdicts_counted(question, helped, not_helped)
        settings = load_question_settings(question.municipality_id, store=desk.store)
        if did_not_help(after, settings.not_helped_percent):
            return reopening(after, desk)
        return Turn(after)

    return change_by_time(stored, decide, desk)


def reopening(question: Question, desk: Desk) -> Turn:
    """The question that goes to the head since the answer did not help."""
    now, store = desk.clock.now(), desk.store
    settings = load_question_settings(question.municipality_id, store=store)
    zone = settings.time_zone
    due_at = settings.due_again(now)
    heads = heads_of(question, store=store)
    after = reopened(question, heads, due_at, settings.remind_at(due_at), now)
    letters = [to_the_house(after, reopened_text(after, zone), store=store)]
    return Turn(after, letters + to_officials(after, heads, reopened_head_text(after, zone), store=store))


def verdict_over(question: Question, desk: Desk) -> Turn:
    """The answered question after residents have said what they think of the answer: closed, or with the head."""
    votes = f"{question_path(question.municipality_id, question.id)}/verdicts{question.answers}"
    helped, not_helped = (desk.store.totals(votes, [("choice", "==", choice)])[0] for choice in (0, 1))
    after = verdicts_counted(question, helped, not_helped)
    settings = load_question_settings(question.municipality_id, store=desk.store)
    if did_not_help(after, settings.not_helped_percent):
        return reopening(after, desk)
    reason = "Ответ дан" if not helped + not_helped else "Ответ дан и оценён"
    return Turn(closed(after, desk.clock.now(), SYSTEM, reason))


def after_ranking(stored: Stored[Priority], counts: tuple[int, ...], members: int, desk: Desk) -> Priority:
    """The vote on what comes first after it was counted; at its end the winner goes to the official."""
    for _ in range(_TRIES):
        before = stored.record
        ballot, now = counted(before.ballot, counts, members), desk.clock.now()
        is_over = not before.ballot.is_final and now >= ballot.counts_at
        winner = ballot.question_ids[ballot.winner] if is_over and ballot.winner >= 0 else before.winner_id
        after = replace(before, ballot=final(ballot) if is_over else ballot, winner_id=winner)
        try:
            if after != before:
                (revision,) = desk.store.commit([Replace(stored.path, after, stored.revision)])
                stored = Stored(stored.path, after, revision)
        except StaleRecord:
            stored = _again(stored, desk.store)
            continue
        if after.ballot.is_final and after.is_open:
            # Written after the question was sent: whoever dies in between sends it again, and finds it sent.
            _send_winner(after, desk)
            try:
                desk.store.commit([Replace(stored.path, replace(after, is_open=False), stored.revision)])
            except StaleRecord:
                stored = _again(stored, desk.store)
                continue
        return after
    raise StaleRecord(stored.path)


def _send_winner(priority: Priority, desk: Desk) -> None:
    if not priority.winner_id:
        return
    try:
        winner = load_question(priority.municipality_id, priority.winner_id, store=desk.store)
        change_by_time(winner, lambda question: _sent_unless_it_is(question, desk), desk)
    except DomainError as error:
        log.warning("winner_not_sent", municipality_id=priority.municipality_id, code=error.code)


def _sent_unless_it_is(question: Question, desk: Desk) -> Turn:
    if question.state not in _NOT_BEGUN or not question.addressees:
        return Turn(question)
    return sending(question, SYSTEM, desk.clock.now(), desk.store)


def _again(stored: Stored[Priority], store: Store) -> Stored[Priority]:
    found = store.get(stored.path, Priority)
    if found is None:
        raise StaleRecord(stored.path)
    return found

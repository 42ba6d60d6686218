"""What may become of a question, and what that makes of its record. Whoever goes back says why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from lib.errors import DomainError
from lib.questions.ballot import Ballot, ballot_errors, counted, ended, final
from lib.questions.escalation import Escalation
from lib.questions.question import (
    AWAITED,
    LONGEST_REASON,
    LONGEST_TEXT,
    NOT_SENT_YET,
    Addressee,
    Official,
    Question,
    QuestionState,
    consistent,
    moved,
)
from lib.questions.subjects import Subject

SYSTEM = "система"
# A verdict of fewer people says nothing of the house.
FEWEST_VERDICTS = 3
# Nobody asks more organisations at once.
MOST_ADDRESSEES = 5


def clean_text(text: str) -> str:
    """The wording without blanks around and twice.

    Raises:
        DomainError: `question_text_invalid`.
    """
    clean = " ".join(text.split())
    if not clean or len(clean) > LONGEST_TEXT:
        raise DomainError("question_text_invalid")
    return clean


def clean_reason(reason: str) -> str:
    """A reason in a person's own words.

    Raises:
        DomainError: `reason_missing`.
    """
    clean = " ".join(reason.split())[:LONGEST_REASON]
    if not clean:
        raise DomainError("reason_missing")
    return clean


def written(
    question: Question,
    *,
    text: str | None = None,
    subject: Subject | None = None,
    addressees: Sequence[Addressee] | None = None,
) -> Question:
    """The question with another wording, subject or addressees, as long as nobody has voted on it or was asked."""
    _only_in(question, {QuestionState.OPEN} if text is not None else NOT_SENT_YET)
    if addressees is not None and len(addressees) > MOST_ADDRESSEES:
        raise DomainError("question_text_invalid")
    return consistent(
        replace(
            question,
            text=question.text if text is None else clean_text(text),
            subject=subject or question.subject,
            addressees=question.addressees if addressees is None else tuple(dict.fromkeys(addressees)),
        )
    )


def voting(question: Question, ballot: Ballot, now: datetime, by: str) -> Question:
    """The question put to a vote.

    Raises:
        DomainError: `question_state`, `ballot_invalid`.
    """
    _only_in(question, {QuestionState.OPEN})
    if ballot_errors(ballot):
        raise DomainError("ballot_invalid")
    return consistent(moved(replace(question, ballot=ballot), QuestionState.VOTING, now, by))


def vote_ended(question: Question, now: datetime) -> Question:
    """The question whose vote is ended by hand: nothing more is counted, and the last count comes in a moment."""
    if question.ballot is None or question.ballot.is_final:
        raise DomainError("question_state")
    return consistent(replace(question, ballot=ended(question.ballot, now)))


def vote_counted(question: Question, counts: tuple[int, ...], members: int) -> Question:
    """The question after its votes were counted."""
    if question.ballot is None or question.ballot.is_final:
        return question
    ballot = counted(question.ballot, counts, members)
    return question if ballot == question.ballot else consistent(replace(question, ballot=ballot))


def vote_over(question: Question, now: datetime) -> Question:
    """The question after the last count; one whose official was invited by the threshold stays where it is."""
    if question.ballot is None or question.ballot.is_final or now < question.ballot.counts_at:
        return question
    over = replace(question, ballot=final(question.ballot))
    if question.state is QuestionState.VOTING:
        over = moved(over, QuestionState.VOTED, now, SYSTEM)
    return consistent(over)


def sent(
    question: Question, invited: Sequence[int], due_at: datetime, remind_at: datetime, now: datetime, by: str
) -> Question:
    """The question handed to those responsible; with nobody responsible it is for the employees to say who is.

    Raises:
        DomainError: `question_state`, `addressee_missing`.
    """
    _only_in(question, NOT_SENT_YET | {QuestionState.VOTING, QuestionState.RETURNED})
    if not question.addressees:
        raise DomainError("addressee_missing")
    due, remind = (question.due_at, question.remind_at) if question.due_at else (due_at, remind_at)
    asked = replace(
        question,
        invited=_together(question.invited, invited),
        sent_at=question.sent_at or now,
        due_at=due,
        remind_at=remind,
        is_reminded=question.is_reminded or (remind is not None and remind <= now),
    )
    if not invited:
        if question.state is QuestionState.RETURNED:
            return consistent(asked)
        return consistent(moved(asked, QuestionState.RETURNED, now, by, "Не нашлось, кто отвечает за это в доме"))
    return consistent(moved(asked, QuestionState.SENT, now, by))


def taken(question: Question, official: Official, now: datetime) -> Question:
    """The question that an official deals with; for whoever has it already nothing changes.

    Raises:
        DomainError: `question_state`, `question_taken`.
    """
    _only_in(question, AWAITED)
    if question.state is QuestionState.TAKEN:
        if question.taken_by is not None and question.taken_by.vk_id == official.vk_id:
            return question
        raise DomainError("question_taken")
    by_official = replace(question, taken_by=official, invited=_together(question.invited, [official.vk_id]))
    return consistent(moved(by_official, QuestionState.TAKEN, now, official.in_words))


def passed_on(
    question: Question, to: Addressee, instead_of: str, invited: Sequence[int], reason: str, now: datetime, by: str
) -> Question:
    """The question handed to a colleague or another organisation; its deadline stays, since residents wait as before.

    `instead_of` is the organisation that gives it away. Empty `invited`: nobody is responsible there.
    """
    _only_in(question, AWAITED)
    addressees = [each for each in question.addressees if each.organization_id != instead_of]
    after = replace(
        question,
        addressees=tuple(dict.fromkeys((*addressees, to))),
        invited=_together(question.invited, invited),
        taken_by=None,
    )
    state = QuestionState.SENT if invited else QuestionState.RETURNED
    return consistent(moved(after, state, now, by, clean_reason(reason)))


def not_ours(question: Question, organization_id: str, reason: str, now: datetime, by: str) -> Question:
    """The question that an organisation says is none of its own; if nobody else is asked, employees say whose it is.

    An empty `organization_id` is the municipality's own staff, who say that it is none of those that were asked.
    """
    _only_in(question, AWAITED)
    left = tuple(each for each in question.addressees if organization_id not in {each.organization_id, ""})
    if left == question.addressees and question.addressees:
        raise DomainError("question_state")
    state = QuestionState.SENT if left else QuestionState.RETURNED
    after = replace(question, addressees=left, taken_by=None)
    return consistent(moved(after, state, now, by, clean_reason(reason)))


def reminded(question: Question) -> Question:
    """The question whose officials were reminded of the deadline."""
    return consistent(replace(question, is_reminded=True))


def overdue(question: Question, heads: Sequence[int], escalates_at: datetime, now: datetime) -> Question:
    """The question that nobody answered in time: the heads of the organisations know, employees will."""
    late = replace(
        question,
        overdue_at=now,
        is_reminded=True,
        escalation=Escalation.HEAD,
        escalates_at=escalates_at,
        invited=_together(question.invited, heads),
    )
    return consistent(moved(late, question.state, now, SYSTEM, "Срок ответа прошёл"))


def escalated(question: Question, now: datetime) -> Question:
    """The question that the heads did not have answered either: the municipality's employees know."""
    late = replace(question, escalation=Escalation.EMPLOYEES, escalates_at=None)
    return consistent(moved(late, question.state, now, SYSTEM, "Руководитель организации не ответил в срок"))


def answered(question: Question, official: Official, verdict_until: datetime, now: datetime) -> Question:
    """The question with an answer. Whoever may answer may answer again: then both stand in the chat."""
    _only_in(question, AWAITED | {QuestionState.ANSWERED} | NOT_SENT_YET | {QuestionState.VOTING})
    after = replace(
        question,
        answers=question.answers + 1,
        answered_at=now,
        answered_by=official,
        verdict_until=verdict_until,
        helped=0,
        not_helped=0,
        escalates_at=None,
        invited=_together(question.invited, [official.vk_id]),
    )
    return consistent(moved(after, QuestionState.ANSWERED, now, official.in_words))


def verdicts_counted(question: Question, helped: int, not_helped: int) -> Question:
    """The question after the verdicts on its answer were counted."""
    if question.state is not QuestionState.ANSWERED or (question.helped, question.not_helped) == (helped, not_helped):
        return question
    return consistent(replace(question, helped=helped, not_helped=not_helped))


def did_not_help(question: Question, share_percent: int) -> bool:
    """Whether so many say that the answer did not help that it goes to the head: once a question."""
    said = question.helped + question.not_helped
    enough = said >= FEWEST_VERDICTS and question.not_helped * 100 >= share_percent * said
    return question.state is QuestionState.ANSWERED and not question.is_reopened and enough


def reopened(
    question: Question, heads: Sequence[int], due_at: datetime, remind_at: datetime, now: datetime
) -> Question:
    """The question whose answer did not help, asked once more, of the head; with a deadline of its own."""
    _only_in(question, {QuestionState.ANSWERED})
    if question.is_reopened:
        raise DomainError("question_state")
    again = replace(
        question,
        is_reopened=True,
        taken_by=None,
        due_at=due_at,
        remind_at=remind_at,
        is_reminded=remind_at <= now,
        overdue_at=None,
        escalation=Escalation.NOBODY,
        escalates_at=None,
        verdict_until=None,
        invited=_together(question.invited, heads),
    )
    reason = f"Ответ не помог: {question.not_helped} из {question.helped + question.not_helped}"
    return consistent(moved(again, QuestionState.REOPENED, now, SYSTEM, reason))


def closed(question: Question, now: datetime, by: str, reason: str) -> Question:
    """The question that nobody deals with any more."""
    if question.state is QuestionState.CLOSED:
        return question
    ballot = final(ended(question.ballot, now)) if question.ballot else None
    after = replace(question, ballot=ballot, verdict_until=None, escalates_at=None)
    return consistent(moved(after, QuestionState.CLOSED, now, by, clean_reason(reason)))


def with_discussion(question: Question, discussion_id: str, official: Official, now: datetime) -> Question:
    """The question for which an official has set a time to talk; that is taking it up."""
    by_official = question if question.state is QuestionState.TAKEN else taken(question, official, now)
    return consistent(replace(by_official, discussion_id=discussion_id))


def _only_in(question: Question, states: set[QuestionState] | frozenset[QuestionState]) -> None:
    if question.state not in states:
        raise DomainError("question_state", state=question.state.value)


def _together(before: Sequence[int], more: Sequence[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys((*before, *more)))

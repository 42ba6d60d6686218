"""Questions as the API shows them."""

from __future__ import annotations

from functions.api.calls import Call
from functions.api.models import questions as models
from functions.api.models.discussions import DiscussionOfficial
from lib.people.permissions import Action
from lib.questions.answering import load_answers
from lib.questions.ballot import Ballot
from lib.questions.priority import Priority
from lib.questions.question import AWAITED, NOT_SENT_YET, Addressee, Official, Question, QuestionState
from lib.questions.registry import is_administrator_of, may_deal_with
from lib.questions.settings import QuestionSettings
from lib.questions.subjects import Subject

_ANSWERABLE = AWAITED | {QuestionState.ANSWERED, QuestionState.VOTED, QuestionState.VOTING}


def show_question(call: Call, question: Question) -> models.Question:
    """A question, and what the caller can do with it."""
    asks = call.rights.may(Action.ASK_QUESTIONS) and is_administrator_of(call.rights, question, store=call.store)
    deals = call.rights.may(Action.ANSWER_QUESTIONS) and may_deal_with(call.rights, question, store=call.store)
    state, is_ready = question.state, bool(question.subject and question.addressees)
    is_voting = state is QuestionState.VOTING
    return models.Question(
        item=show_question_item(question),
        ballot=show_ballot(call, question.ballot) if question.ballot else None,
        answers=[
            models.QuestionAnswer(
                number=each.number,
                text=each.text,
                official=show_official(each.official),
                at=each.at,
                filenames=list(each.filenames),
                also_houses=each.also,
            )
            for each in load_answers(question, store=call.store)
        ],
        history=[
            models.QuestionEvent(
                at=each.at, state=each.state, title=each.state.in_russian, by=each.by, reason=each.reason
            )
            for each in question.history
        ],
        sent_at=question.sent_at,
        answered_at=question.answered_at,
        verdict_until=question.verdict_until,
        helped=question.helped,
        not_helped=question.not_helped,
        may_change=asks and state in NOT_SENT_YET,
        may_vote=asks and state is QuestionState.OPEN and is_ready,
        may_end_vote=asks and is_voting,
        may_send=asks and state in NOT_SENT_YET and is_ready,
        may_close=asks and question.is_open,
        may_take=deals and state in AWAITED and question.taken_by is None,
        may_answer=deals and state in _ANSWERABLE,
        may_pass_on=deals and state in AWAITED,
    )


def show_question_item(question: Question) -> models.QuestionItem:
    """A question in a list."""
    return models.QuestionItem(
        id=question.id,
        house_id=question.house_id,
        address=question.address,
        text=question.text,
        subject=question.subject,
        subject_title=question.subject.in_russian if question.subject else "",
        state=question.state,
        state_title=question.shown_state,
        addressees=[show_addressee(each) for each in question.addressees],
        in_favour=question.ballot.in_favour if question.ballot else 0,
        is_awaited=question.is_awaited,
        is_overdue=question.is_overdue,
        due_at=question.due_at,
        created_at=question.created_at,
        taken_by=show_official(question.taken_by) if question.taken_by else None,
        discussion_id=question.discussion_id or None,
    )


def show_addressee(addressee: Addressee) -> models.QuestionAddressee:
    """An organisation that a question concerns."""
    return models.QuestionAddressee(id=addressee.organization_id, name=addressee.name, kind=addressee.kind)


def show_official(official: Official) -> DiscussionOfficial:
    """Who deals with a question."""
    return DiscussionOfficial(
        vk_id=official.vk_id, name=official.name, post=official.post, organization=official.organization
    )


def show_ballot(call: Call, ballot: Ballot) -> models.Ballot:
    """A vote as last counted."""
    counts = ballot.counts or (0,) * len(ballot.choices)
    ids = ballot.question_ids or (None,) * len(ballot.choices)
    return models.Ballot(
        choices=[
            models.BallotChoice(title=title, votes=votes, question_id=question_id)
            for title, votes, question_id in zip(ballot.choices, counts, ids, strict=True)
        ],
        is_open=ballot.is_open(call.clock.now()),
        opened_at=ballot.opened_at,
        ends_at=ballot.ends_at,
        in_favour=ballot.in_favour,
        members=ballot.members,
        wanted=ballot.wanted,
    )


def show_priority(call: Call, priority: Priority) -> models.Priority:
    """A vote on what comes first."""
    return models.Priority(
        id=priority.id,
        house_id=priority.house_id,
        ballot=show_ballot(call, priority.ballot),
        wordings=list(priority.wordings),
        winner_id=priority.winner_id or None,
    )


def show_question_settings(settings: QuestionSettings) -> models.QuestionSettings:
    """Deadlines, subject by subject."""
    return models.QuestionSettings(
        time_zone=settings.time_zone,
        working_days=settings.working_days,
        subjects=[
            models.SubjectDays(subject=each, title=each.in_russian, days=settings.days_for(each)) for each in Subject
        ],
        head_days=settings.head_days,
        reopened_days=settings.reopened_days,
        verdict_days=settings.verdict_days,
        not_helped_percent=settings.not_helped_percent,
    )

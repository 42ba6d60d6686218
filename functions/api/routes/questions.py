"""Questions: seen by all whom they concern, made and put to a vote by the chat's administrator."""

from __future__ import annotations

from datetime import timedelta

from msgspec import UNSET

from functions.api.calls import Call
from functions.api.cursors import Listing
from functions.api.models.questions import (
    Addressees,
    ChangeQuestionAsk,
    HouseQuery,
    Priority,
    PriorityAsk,
    PriorityList,
    Question,
    QuestionList,
    QuestionPage,
    QuestionsQuery,
    RaiseQuestionAsk,
    ReasonAsk,
    SimilarAsk,
    VoteAsk,
)
from functions.api.own_houses import own_houses
from functions.api.routing import Resource
from functions.api.shown.questions import show_addressee, show_priority, show_question, show_question_item
from functions.api.spans import asked_within
from lib.audit.line import AuditAction
from lib.errors import DomainError
from lib.houses.editing import load_house
from lib.houses.house import House
from lib.people.permissions import Action
from lib.questions import question as records
from lib.questions import raising, voting
from lib.questions.inviting import house_of
from lib.questions.inviting import send_question as send_to_officials
from lib.questions.priority import load_priority, priorities_of
from lib.questions.registry import QuestionFilter, is_administrator_of, question_for
from lib.questions.registry import list_questions as read_questions
from lib.questions.responsible import addressees_of_house
from lib.questions.rules import MOST_ADDRESSEES
from lib.questions.voting import VoteTerms

questions = Resource("Вопросы")

_TOWN = "/municipalities/<id:municipality_id>"
_QUESTIONS = f"{_TOWN}/questions"
_QUESTION = f"{_QUESTIONS}/<id:question_id>"
_PRIORITIES = f"{_TOWN}/priorities"


@questions.get(_QUESTIONS, may=Action.SEE_QUESTIONS)
def list_questions(call: Call, query: QuestionsQuery) -> QuestionPage:
    """Questions by urgency: an official's own, those of a chat administrator's houses, for employees all."""
    wanted = QuestionFilter(
        state=query.state or None,
        house_id=query.house_id or None,
        organization_id=query.organization_id or None,
        is_awaited=None if query.is_awaited is UNSET else query.is_awaited,
        is_overdue=None if query.is_overdue is UNSET else query.is_overdue,
        asked=asked_within(query),
    )
    listing = Listing(call, query.cursor, "questions", wanted, call.vk_id)
    page = read_questions(call.rights, wanted, listing.after, query.limit, store=call.store, house_ids=own_houses(call))
    return QuestionPage(
        items=[show_question_item(each) for each in page.items], next_cursor=listing.next_cursor(page.after)
    )


@questions.get(_QUESTION, may=Action.SEE_QUESTIONS)
def get_question(call: Call, question_id: str) -> Question:
    """A question with its vote, its answers and its history."""
    return show_question(call, question_for(call.rights, question_id, store=call.store))


@questions.get(f"{_TOWN}/question-addressees", may=Action.ASK_QUESTIONS)
def list_question_addressees(call: Call, query: HouseQuery) -> Addressees:
    """The organisations that a question of a house can concern."""
    found = addressees_of_house(call.municipality_id, _house(call, query.house_id), store=call.store)
    return Addressees(items=[show_addressee(each) for each in found], most=MOST_ADDRESSEES)


@questions.post(f"{_QUESTIONS}/similar", may=Action.ASK_QUESTIONS, audits=None)
def find_similar_questions(call: Call, body: SimilarAsk) -> QuestionList:
    """Open questions of the house that say nearly the same."""
    house, without = _house(call, body.house_id), body.question_id or ""
    found = raising.similar_questions(call.municipality_id, house.id, body.text, store=call.store, without=without)
    return QuestionList(items=[show_question_item(question) for question, _ in found])


@questions.post(_QUESTIONS, may=Action.ASK_QUESTIONS, audits=AuditAction.QUESTION_RAISED, creates=True)
def raise_question(call: Call, body: RaiseQuestionAsk) -> Question:
    """A draft of a house's question."""
    house = _house(call, body.house_id)
    drafted = raising.draft_question(house, 0, body.text, call.vk_id, call.doing(), call.outside.provisioning)
    return show_question(call, drafted)


@questions.patch(_QUESTION, may=Action.ASK_QUESTIONS, audits=AuditAction.QUESTION_CHANGED)
def change_question(call: Call, question_id: str, body: ChangeQuestionAsk) -> Question:
    """Changes the wording, the subject, or whom it concerns, before it is sent."""
    _own(call, question_id)
    changed = raising.write_question(
        question_id,
        call.doing(),
        call.outside.provisioning,
        text=body.text or None,
        subject=body.subject or None,
        organization_ids=None if body.organization_ids is UNSET else body.organization_ids,
    )
    return show_question(call, changed)


@questions.post(f"{_QUESTION}/vote", may=Action.ASK_QUESTIONS, audits=AuditAction.QUESTION_VOTE_STARTED)
def start_question_vote(call: Call, question_id: str, body: VoteAsk) -> Question:
    """Puts a question to a vote in its chat."""
    house = house_of(_own(call, question_id), call.store)
    terms = VoteTerms(timedelta(hours=body.hours), body.choices, body.threshold_people, body.threshold_percent)
    return show_question(call, voting.start_vote(question_id, terms, house, call.doing(), call.outside.provisioning))


@questions.post(f"{_QUESTION}/vote/end", may=Action.ASK_QUESTIONS, audits=AuditAction.QUESTION_VOTE_ENDED)
def end_question_vote(call: Call, question_id: str) -> Question:
    """Ends a vote; the last count stands a few seconds later."""
    _own(call, question_id)
    return show_question(call, voting.end_vote(question_id, call.doing(), call.outside.provisioning))


@questions.post(f"{_QUESTION}/send", may=Action.ASK_QUESTIONS, audits=AuditAction.QUESTION_SENT)
def send_question(call: Call, question_id: str) -> Question:
    """Hands a question to those responsible."""
    _own(call, question_id)
    return show_question(call, send_to_officials(question_id, call.doing(), call.outside.provisioning))


@questions.post(f"{_QUESTION}/close", may=Action.ASK_QUESTIONS, audits=AuditAction.QUESTION_CLOSED)
def close_question(call: Call, question_id: str, body: ReasonAsk) -> Question:
    """Closes a question that needs no answer any more."""
    _own(call, question_id)
    closed = raising.close_question(question_id, body.reason, call.doing(), call.outside.provisioning)
    return show_question(call, closed)


@questions.get(_PRIORITIES, may=Action.ASK_QUESTIONS)
def list_priority_votes(call: Call, query: HouseQuery) -> PriorityList:
    """A house's votes on which question goes to the official first."""
    house = _house(call, query.house_id)
    found = priorities_of(call.municipality_id, house.id, store=call.store)
    return PriorityList(items=[show_priority(call, each) for each in found])


@questions.post(_PRIORITIES, may=Action.ASK_QUESTIONS, audits=AuditAction.PRIORITY_VOTE_STARTED, creates=True)
def start_priority_vote(call: Call, body: PriorityAsk) -> Priority:
    """Has the chat say which of several open questions goes to the official first."""
    house, terms = _house(call, body.house_id), VoteTerms(timedelta(hours=body.hours))
    begun = voting.start_ranking(body.question_ids, terms, house, call.doing(), call.outside.provisioning)
    return show_priority(call, begun)


@questions.post(f"{_PRIORITIES}/<id:priority_id>/end", may=Action.ASK_QUESTIONS, audits=AuditAction.PRIORITY_VOTE_ENDED)
def end_priority_vote(call: Call, priority_id: str) -> Priority:
    """Ends such a vote."""
    found = load_priority(call.municipality_id, priority_id, store=call.store).record
    try:
        _house(call, found.house_id)
    except DomainError:
        raise DomainError("priority_unknown") from None
    return show_priority(call, voting.end_ranking(priority_id, call.doing(), call.outside.provisioning))


def _house(call: Call, house_id: str) -> House:
    return load_house(call.rights, house_id, Action.ASK_QUESTIONS, store=call.store).record


def _own(call: Call, question_id: str) -> records.Question:
    """A question that the caller, as its chat's administrator or as staff, may change."""
    question = question_for(call.rights, question_id, store=call.store)
    if not is_administrator_of(call.rights, question, store=call.store):
        raise DomainError("forbidden")
    return question

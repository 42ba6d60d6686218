"""How a question comes to be: made of a resident's message or written in the app, worded, given a subject and an
addressee. Similar open questions of the house are shown first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from msgspec.structs import replace

from lib.audit.line import AuditAction
from lib.audit.record import Doing, Planned, record_change
from lib.errors import DomainError
from lib.gateways.firestore.store import Create, Store
from lib.houses.house import House, HouseState
from lib.organizations.registry import load_organization
from lib.questions.outside import Desk
from lib.questions.question import Event, Question, QuestionState, consistent, question_id_of, question_path
from lib.questions.registry import (
    Turn,
    change_by_person,
    load_question,
    open_questions_of,
    question_subject,
)
from lib.questions.responsible import addressee
from lib.questions.rules import MOST_ADDRESSEES, clean_text, closed, written
from lib.questions.said import to_the_house
from lib.questions.similar import Likeness, most_similar
from lib.questions.subjects import Subject
from lib.questions.texts import closed_text


def draft_question(house: House, cmid: int, text: str, by_vk_id: int, doing: Doing, desk: Desk) -> Question:
    """A draft of a message of the house's chat (`cmid`), or of words alone (0). The same message is one question.

    Raises:
        DomainError: `question_text_invalid`, `house_busy` for a house without a live chat.
    """
    if house.state is not HouseState.LIVE or not house.chat_id:
        raise DomainError("house_busy")
    new = consistent(
        Question(
            id=question_id_of(house.group_id, house.chat_id, cmid) if cmid else _id_of_request(doing),
            municipality_id=doing.municipality_id,
            group_id=house.group_id,
            house_id=house.id,
            house_title=house.title,
            address=house.address,
            company_key=house.company_key,
            chat_id=house.chat_id,
            text=clean_text(text),
            created_at=doing.now,
            created_by=by_vk_id,
            source_cmid=cmid,
            history=(Event(doing.now, QuestionState.OPEN, doing.actor.role),),
        )
    )
    path = question_path(doing.municipality_id, new.id)

    def plan() -> Planned:
        if desk.store.get(path, Question):
            return Planned()
        return Planned([Create(path, new)], [doing.line(AuditAction.QUESTION_RAISED, question_subject(new))])

    record_change(doing, plan, desk.store)
    return load_question(doing.municipality_id, new.id, store=desk.store).record


def write_question(
    question_id: str,
    doing: Doing,
    desk: Desk,
    *,
    text: str | None = None,
    subject: Subject | None = None,
    organization_ids: Sequence[str] | None = None,
) -> Question:
    """Changes the wording, the subject, or whom it concerns, before it is sent.

    Raises:
        DomainError: `question_unknown`, `question_state`, `question_text_invalid`, `organization_unknown`.
    """

    def decide(question: Question) -> Turn:
        addressees = None
        if organization_ids is not None:
            if len(organization_ids) > MOST_ADDRESSEES:
                raise DomainError("question_text_invalid")
            ids = dict.fromkeys(organization_ids)
            found = [load_organization(doing.municipality_id, id_, store=desk.store).record for id_ in ids]
            addressees = [addressee(each) for each in found]
        after = written(question, text=text, subject=subject, addressees=addressees)
        same = replace(after, steps=question.steps) == question
        return Turn(question if same else after)

    return change_by_person(question_id, AuditAction.QUESTION_CHANGED, decide, doing, desk)


def close_question(question_id: str, reason: str, doing: Doing, desk: Desk) -> Question:
    """Closes a question that needs no answer any more; the house is told if it knew of the question.

    Raises:
        DomainError: `question_unknown`, `reason_missing`.
    """

    def decide(question: Question) -> Turn:
        after = closed(question, doing.now, doing.actor.role, reason)
        if after == question:
            return Turn(question)
        known = question.state is not QuestionState.OPEN
        return Turn(after, [to_the_house(after, closed_text(after), store=desk.store)] if known else [])

    return change_by_person(question_id, AuditAction.QUESTION_CLOSED, decide, doing, desk)


def similar_questions(
    municipality_id: str, house_id: str, text: str, *, store: Store, without: str = ""
) -> list[tuple[Question, Likeness]]:
    """The house's open questions that say nearly the same, the most similar first, and by which words."""
    others = {
        question.id: question
        for question in open_questions_of(municipality_id, house_id, store=store)
        if question.id != without
    }
    likenesses = most_similar(text, {id_: question.text for id_, question in others.items()})
    return [(others[each.question_id], each) for each in likenesses]


def _id_of_request(doing: Doing) -> str:
    return hashlib.sha256(f"question {doing.request_id}".encode()).hexdigest()[:20]

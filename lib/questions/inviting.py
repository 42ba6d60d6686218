"""Bringing a question to those responsible, and what they do with it: take it up, pass it on, say it is not theirs."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from lib.audit.line import AuditAction
from lib.audit.record import Doing
from lib.errors import DomainError
from lib.gateways.firestore.store import Store
from lib.houses.house import House, house_path
from lib.municipalities.registry import load_municipality
from lib.organizations.registry import load_organization
from lib.people.permissions import Rights
from lib.questions.official_texts import employees_text, invitation_text
from lib.questions.outside import Desk
from lib.questions.question import Addressee, Official, Question, QuestionState
from lib.questions.registry import Turn, change_by_person, may_deal_with, question_for
from lib.questions.responsible import addressee, addressees_of_house, official_for, responsible_for, staff_of
from lib.questions.rules import not_ours, passed_on, sent, taken
from lib.questions.said import to_employees, to_officials, to_the_house
from lib.questions.settings import load_question_settings
from lib.questions.texts import passed_text, returned_text, sent_text, taken_text


def sending(question: Question, by: str, now: datetime, store: Store) -> Turn:
    """The question handed to those responsible, and who is told of it.

    Raises:
        DomainError: `question_state`, `addressee_missing`.
    """
    settings = load_question_settings(question.municipality_id, store=store)
    due_at = settings.due_at(question.subject, now)
    people = responsible_for(question, question.addressees, house_of(question, store), store=store)
    after = sent(question, people, due_at, settings.remind_at(due_at), now, by)
    if after.state is QuestionState.RETURNED:
        return _returned(after, store)
    letters = [to_the_house(after, sent_text(after, settings.time_zone), store=store)]
    letters += to_officials(after, people, invitation_text(after, settings.time_zone), store=store)
    return Turn(after, letters)


def send_question(question_id: str, doing: Doing, desk: Desk) -> Question:
    """Hands a question to those responsible.

    Raises:
        DomainError: `question_unknown`, `question_state`, `addressee_missing`.
    """

    def decide(question: Question) -> Turn:
        return sending(question, doing.actor.role, doing.now, desk.store)

    return change_by_person(question_id, AuditAction.QUESTION_SENT, decide, doing, desk)


class Acting(Struct, frozen=True):
    """Somebody who acts on a question as an official; `post` is what they want residents to see, empty for the usual.

    Rights are looked at again by whoever acts: payloads can be forged, and requests name any question.
    """

    rights: Rights
    doing: Doing
    desk: Desk
    post: str = ""

    def official(self, question: Question) -> Official:
        """How residents see this person.

        Raises:
            DomainError: `question_unknown`, if the question is none of theirs; `forbidden`, if they only see it.
        """
        question_for(self.rights, question.id, store=self.desk.store)
        if not may_deal_with(self.rights, question, store=self.desk.store):
            raise DomainError("forbidden")
        municipality = load_municipality(question.municipality_id, store=self.desk.store)
        return official_for(
            question,
            self.rights.vk_id,
            self.rights.name or self.doing.actor.name,
            municipality.name,
            is_staff=self.rights.works_with_all_houses,
            store=self.desk.store,
            post=" ".join(self.post.split()),
        )


def take_question(question_id: str, acting: Acting) -> Question:
    """Takes a question up; residents see who deals with it.

    Raises:
        DomainError: `question_unknown`, `question_state`, `question_taken`.
    """
    store = acting.desk.store

    def decide(question: Question) -> Turn:
        after = taken(question, acting.official(question), acting.doing.now)
        if after == question or after.taken_by is None:
            return Turn(question)
        zone = load_question_settings(question.municipality_id, store=store).time_zone
        return Turn(after, [to_the_house(after, taken_text(after, after.taken_by, zone), store=store)])

    return change_by_person(question_id, AuditAction.QUESTION_TAKEN, decide, acting.doing, acting.desk)


def pass_on_question(question_id: str, organization_id: str, reason: str, acting: Acting) -> Question:
    """Hands a question to another organisation, or to the colleagues of one's own.

    Raises:
        DomainError: `question_unknown`, `question_state`, `organization_unknown`, `reason_missing`.
    """
    store, doing = acting.desk.store, acting.doing
    to = addressee(load_organization(doing.municipality_id, organization_id, store=store).record)

    def decide(question: Question) -> Turn:
        official = acting.official(question)
        people = responsible_for(question, [to], house_of(question, store), store=store)
        others = [vk_id for vk_id in people if vk_id != official.vk_id]
        after = passed_on(question, to, official.organization_id, others, reason, doing.now, official.in_words)
        zone = load_question_settings(question.municipality_id, store=store).time_zone
        if after.state is QuestionState.RETURNED:
            return _returned(after, store)
        letters = [to_the_house(after, passed_text(after), store=store)]
        letters += to_officials(after, others, invitation_text(after, zone), store=store)
        return Turn(after, letters)

    return change_by_person(question_id, AuditAction.QUESTION_PASSED_ON, decide, doing, acting.desk)


def refuse_question(question_id: str, reason: str, acting: Acting) -> Question:
    """Says that a question is none of the official's organisation; residents see the reason.

    Raises:
        DomainError: `question_unknown`, `question_state`, `reason_missing`.
    """
    store = acting.desk.store

    def decide(question: Question) -> Turn:
        official = acting.official(question)
        after = not_ours(question, official.organization_id, reason, acting.doing.now, official.in_words)
        if after.state is QuestionState.RETURNED:
            return _returned(after, store)
        return Turn(after, [to_the_house(after, passed_text(after), store=store)])

    return change_by_person(question_id, AuditAction.QUESTION_REFUSED, decide, acting.doing, acting.desk)


def possible_addressees(question_id: str, acting: Acting) -> list[Addressee]:
    """The organisations that a question can be handed to.

    Raises:
        DomainError: `question_unknown`, `forbidden`, `house_unknown`.
    """
    question = question_for(acting.rights, question_id, store=acting.desk.store)
    acting.official(question)
    house = house_of(question, acting.desk.store)
    return addressees_of_house(question.municipality_id, house, store=acting.desk.store)


def house_of(question: Question, store: Store) -> House:
    """The question's house.

    Raises:
        DomainError: `house_unknown`.
    """
    found = store.get(house_path(question.municipality_id, question.house_id), House)
    if found is None:
        raise DomainError("house_unknown")
    return found.record


def _returned(question: Question, store: Store) -> Turn:
    """Nobody is responsible: the house and the employees are told."""
    zone = load_question_settings(question.municipality_id, store=store).time_zone
    staff = staff_of(question.municipality_id, store=store)
    letters = [to_the_house(question, returned_text(question), store=store)]
    return Turn(question, [*letters, *to_employees(question, staff, employees_text(question, zone), store=store)])

"""Answering: an official's words go into the house's chat, marked, under the question; to all houses that asked the
same if the official says so. Residents say whether it helped.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from lib.audit.line import AuditAction
from lib.audit.record import Doing
from lib.errors import DomainError
from lib.gateways.firestore.store import Create, Store
from lib.outbox.message import Letter, keyboard_json
from lib.questions.board import Board, board_path, board_task
from lib.questions.inviting import Acting
from lib.questions.outside import Desk
from lib.questions.question import Official, Question, QuestionState, question_path
from lib.questions.registry import QuestionFilter, Turn, change_by_person, list_questions, question_for, to_house
from lib.questions.rules import answered
from lib.questions.said import cmid_of_question
from lib.questions.settings import load_question_settings
from lib.questions.similar import most_similar
from lib.questions.texts import VERDICT, answer_errors
from lib.questions.verdicts import Answer, answer_path, shown_answer

# More houses at once are a broadcast.
MOST_ALSO = 200


class AnswerDraft(Struct, frozen=True):
    """What an official wants to say. `also_question_ids` are the same question of other houses."""

    text: str
    attachments: tuple[str, ...] = ()
    filenames: tuple[str, ...] = ()
    also_question_ids: tuple[str, ...] = ()


class AnswerPreview(Struct, frozen=True):
    """How an answer will look, and what keeps it from being sent."""

    text: str
    bold: int
    errors: list[str]
    official: Official


def preview_answer(question_id: str, text: str, acting: Acting) -> AnswerPreview:
    """An answer as residents will see it; nothing is sent.

    Raises:
        DomainError: `question_unknown`.
    """
    question = question_for(acting.rights, question_id, store=acting.desk.store)
    official = acting.official(question)
    preview = Answer(question.answers + 1, text.strip(), official, acting.doing.now, acting.doing.now)
    shown = shown_answer(question, preview, 0, 0)
    return AnswerPreview(shown.text, shown.bold, answer_errors(question, text, official), official)


def answer_question(question_id: str, draft: AnswerDraft, acting: Acting) -> Question:
    """Answers a question; and the same question of other houses, each in a commit of its own, so that a repetition of
    the request answers those that were not reached.

    Raises:
        DomainError: `question_unknown`, `question_state`, `answer_invalid`.
    """
    ids = [id_ for id_ in dict.fromkeys(draft.also_question_ids) if id_ != question_id][:MOST_ALSO]
    for id_ in ids:
        # All are looked at before the first is answered.
        question_for(acting.rights, id_, store=acting.desk.store)
    after = _answer(question_id, draft, acting, acting.doing, also=len(ids))
    for id_ in ids:
        part = replace(acting.doing, request_id=f"{acting.doing.request_id}-{id_}", is_repeat=True)
        try:
            _answer(id_, draft, acting, part, also=len(ids))
        except DomainError as error:
            # Closed meanwhile: the others are answered all the same.
            if error.code != "question_state":
                raise
    return after


def _answer(question_id: str, draft: AnswerDraft, acting: Acting, doing: Doing, also: int) -> Question:
    store, now = acting.desk.store, doing.now
    due: list[datetime] = []

    def decide(question: Question) -> Turn:
        official = acting.official(question)
        if question.state is QuestionState.OPEN:
            raise DomainError("question_state")
        if answer_errors(question, draft.text, official):
            raise DomainError("answer_invalid")
        settings = load_question_settings(question.municipality_id, store=store)
        until = now + timedelta(days=settings.verdict_days)
        after = answered(question, official, until, now)
        answer = Answer(
            after.answers, draft.text.strip(), official, now, until, draft.attachments, draft.filenames, also
        )
        due[:] = [until]
        return _turn(after, answer, store)

    after = change_by_person(question_id, AuditAction.QUESTION_ANSWERED, decide, doing, acting.desk)
    for at in due:
        acting.desk.queue.enqueue(board_task(after.group_id, at))
    return after


def answer_with_outcome(question_id: str, text: str, official: Official, doing: Doing, desk: Desk) -> Question:
    """Answers a question with what came out of its discussion, in the name of the official who held it.

    Raises:
        DomainError: `question_unknown`, `question_state`, `answer_invalid`.
    """
    due: list[datetime] = []

    def decide(question: Question) -> Turn:
        if answer_errors(question, text, official):
            raise DomainError("answer_invalid")
        settings = load_question_settings(question.municipality_id, store=desk.store)
        until = doing.now + timedelta(days=settings.verdict_days)
        after = answered(question, official, until, doing.now)
        due[:] = [until]
        return _turn(after, Answer(after.answers, text, official, doing.now, until), desk.store)

    after = change_by_person(question_id, AuditAction.QUESTION_ANSWERED, decide, doing, desk)
    for at in due:
        desk.queue.enqueue(board_task(after.group_id, at))
    return after


def _turn(question: Question, answer: Answer, store: Store) -> Turn:
    path = question_path(question.municipality_id, question.id)
    shown = shown_answer(question, answer, 0, 0)
    letter = Letter(
        to_house(question),
        shown.text,
        bold=shown.bold,
        keyboard=keyboard_json(shown.keyboard),
        attachments=shown.attachments,
        quotes_cmid=cmid_of_question(question, store),
    )
    until = answer.verdict_until
    name = f"{VERDICT}{answer.number}"
    board = Board(question.group_id, question.municipality_id, path, name, until, until, posted_at=answer.at)
    also = [Create(answer_path(path, answer.number), answer), Create(board_path(path, name), board)]
    return Turn(question, named=[(f"answer{answer.number}", letter)], also=also)


def same_questions(question_id: str, acting: Acting) -> list[Question]:
    """Questions of other houses that say nearly the same and wait for the same organisations: those that an answer may
    go to as well.
    """
    store = acting.desk.store
    question = question_for(acting.rights, question_id, store=store)
    page = list_questions(acting.rights, QuestionFilter(is_awaited=True), "", 500, store=store)
    others = {
        each.id: each
        for each in page.items
        if each.id != question.id and (not question.subject or each.subject in {question.subject, None})
    }
    likenesses = most_similar(question.text, {id_: each.text for id_, each in others.items()}, most=MOST_ALSO)
    return [others[each.question_id] for each in likenesses]


def load_answers(question: Question, *, store: Store) -> list[Answer]:
    """The answers to a question, in order."""
    path = question_path(question.municipality_id, question.id)
    paths = [answer_path(path, number) for number in range(1, question.answers + 1)]
    found = store.get_many(paths, Answer)
    return [found[each].record for each in paths if each in found]

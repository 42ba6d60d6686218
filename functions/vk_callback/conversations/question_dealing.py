"""Buttons under a question that an official was told of, and the words that follow: an answer that is shown before it
is sent, a reason for passing on, a reason why it is none of theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.conversations.acting import doing_of, highest_role, in_full, name_of, rights_of
from functions.vk_callback.conversations.pressing import asked_for, say_to_presser
from functions.vk_callback.outside import Outside
from lib.discussions.asking import ABOUT_QUESTIONS, Ask, Wanted, answered, asked_of, keep_ask, until
from lib.errors import DomainError
from lib.events.event import ButtonPressed, Event, MessageWritten
from lib.people.permissions import Action
from lib.questions import official_texts as texts
from lib.questions.answering import AnswerDraft, answer_question, preview_answer, same_questions
from lib.questions.inviting import Acting, pass_on_question, possible_addressees, refuse_question, take_question
from lib.questions.question import Question
from lib.questions.registry import question_for

_WRITE_BELOW = "Напишите сообщение ниже."
_SENT = "Ответ отправлен."
_TALKS_ELSEWHERE = texts.TALK
_LONGEST_SNACKBAR = 90
# What VK takes in one message.
_MOST_FILES = 10


class Said(Struct, frozen=True):
    """What a button says, understood; any part may be forged."""

    act: str
    municipality_id: str
    question_id: str
    organization_id: str = ""


def read_said(payload: object) -> Said | None:
    """The payload of a button; None where it is broken."""
    if not isinstance(payload, Mapping):
        return None
    values = [payload.get(name, "") for name in ("a", "m", "q", "o")]
    if not all(isinstance(each, str) for each in values):
        return None
    said = Said(*values)
    ids = (said.municipality_id, said.question_id)
    is_broken = not all(each.isalnum() for each in ids) or (said.organization_id and not said.organization_id.isalnum())
    return None if is_broken else said


def _wants_press(event: Event) -> bool:
    if not isinstance(event, ButtonPressed) or not event.is_private or asked_for(event) != texts.DO:
        return False
    return isinstance(event.payload, Mapping) and event.payload.get("a") != _TALKS_ELSEWHERE


def _take_press(event: Event, outside: Outside) -> bool:
    assert isinstance(event, ButtonPressed)
    said = read_said(event.payload)
    if said is None:
        return False
    try:
        answer = _pressed(event, said, outside)
    except DomainError as error:
        answer = in_full(error)
        if len(answer) > _LONGEST_SNACKBAR:
            answer = error.explanation.title
    say_to_presser(event, answer, outside)
    return True


def _pressed(event: ButtonPressed, said: Said, outside: Outside) -> str:
    """Does what a button asks for; returns what its snackbar says."""
    acting = _acting(event, event.user_id, said.municipality_id, outside)
    question = question_for(acting.rights, said.question_id, store=outside.store)
    if question.group_id != event.group_id:
        raise DomainError("question_unknown")
    # Looked at before anything is asked of somebody.
    acting.official(question)
    acts: Mapping[str, Callable[[ButtonPressed, Said, Question, Acting, Outside], str]] = {
        texts.TAKE: _take,
        texts.ANSWER: _write_answer,
        texts.PASS_ON: _pass_on,
        texts.NOT_OURS: _not_ours,
        texts.SEND: _send,
        texts.SEND_TO_ALL: _send,
        texts.DROP: _drop,
    }
    if said.act not in acts:
        raise DomainError("question_unknown")
    return acts[said.act](event, said, question, acting, outside)


def _take(_: ButtonPressed, __: Said, question: Question, acting: Acting, ___: Outside) -> str:
    take_question(question.id, acting)
    return "Вопрос ваш: жители видят, кто им занимается."


def _write_answer(event: ButtonPressed, said: Said, question: Question, _: Acting, outside: Outside) -> str:
    _ask(Wanted.ANSWER, event, said, outside)
    _say(event, f"{texts.named(question)}\n\n{texts.WRITE_ANSWER}", outside)
    return _WRITE_BELOW


def _pass_on(event: ButtonPressed, said: Said, question: Question, acting: Acting, outside: Outside) -> str:
    if said.organization_id:
        _ask(Wanted.HANDING_ON, event, said, outside)
        _say(event, texts.WRITE_REASON, outside)
        return _WRITE_BELOW
    others = possible_addressees(question.id, acting)
    if not others:
        raise DomainError("organization_unknown")
    keyboard = texts.pass_on_keyboard(question, others)
    _say(event, f"{texts.named(question)}\n\nКому передать?", outside, keyboard)
    return "Выберите ниже, кому передать."


def _not_ours(event: ButtonPressed, said: Said, question: Question, _: Acting, outside: Outside) -> str:
    _ask(Wanted.NOT_OURS, event, said, outside)
    _say(event, f"{texts.named(question)}\n\n{texts.WRITE_REASON}", outside)
    return _WRITE_BELOW


def _send(event: ButtonPressed, said: Said, question: Question, acting: Acting, outside: Outside) -> str:
    ask = asked_of(event.group_id, event.user_id, outside.clock.now(), store=outside.store)
    if ask is None or ask.question_id != question.id or not ask.draft:
        raise DomainError("answer_invalid")
    also: list[str] = []
    if said.act == texts.SEND_TO_ALL:
        also = [each.id for each in same_questions(question.id, acting)]
    names = tuple("фото" if each.startswith("photo") else "документ" for each in ask.files)
    answer_question(question.id, AnswerDraft(ask.draft, ask.files, names, tuple(also)), acting)
    answered(event.group_id, event.user_id, store=outside.store)
    return _SENT


def _drop(event: ButtonPressed, _: Said, question: Question, __: Acting, outside: Outside) -> str:
    ask = asked_of(event.group_id, event.user_id, outside.clock.now(), store=outside.store)
    if ask is not None and ask.question_id == question.id:
        answered(event.group_id, event.user_id, store=outside.store)
    return texts.NOTHING_SENT


def _wants_words(event: Event) -> bool:
    return isinstance(event, MessageWritten) and event.is_private and event.act is None and event.from_id > 0


def _take_words(event: Event, outside: Outside) -> bool:
    assert isinstance(event, MessageWritten)
    ask = asked_of(event.group_id, event.from_id, outside.clock.now(), store=outside.store)
    if ask is None or ask.wanted not in ABOUT_QUESTIONS or not (event.text.strip() or event.files):
        return False
    keyboard: Mapping[str, object] | None = None
    try:
        acting = _acting(event, event.from_id, ask.municipality_id, outside)
        if ask.wanted is Wanted.ANSWER:
            said, keyboard = _draft(event, ask, acting, outside)
        else:
            said = _reason(event, ask, acting, outside)
    except DomainError as error:
        said = in_full(error)
    outside.answers.send(event.group_id, event.peer_id, said, event.random_id("question"), keyboard=keyboard)
    return True


def _draft(
    event: MessageWritten, ask: Ask, acting: Acting, outside: Outside
) -> tuple[str, Mapping[str, object] | None]:
    """Keeps an answer, and shows it; what keeps it from being sent is told instead."""
    shown = preview_answer(ask.question_id, event.text, acting)
    if shown.errors:
        return " ".join(shown.errors), None
    drafted = replace(
        ask,
        draft=event.text,
        files=event.files[:_MOST_FILES],
        expires_at=until(Wanted.ANSWER, outside.clock.now()),
    )
    keep_ask(drafted, event.group_id, event.from_id, store=outside.store)
    question = question_for(acting.rights, ask.question_id, store=outside.store)
    others = len(same_questions(question.id, acting))
    return texts.draft_text(shown.text), texts.draft_keyboard(question, others)


def _reason(event: MessageWritten, ask: Ask, acting: Acting, outside: Outside) -> str:
    if ask.wanted is Wanted.HANDING_ON:
        pass_on_question(ask.question_id, ask.organization_id, event.text, acting)
        said = "Вопрос передан, жители видят причину."
    else:
        refuse_question(ask.question_id, event.text, acting)
        said = "Вопрос возвращён, жители видят причину."
    answered(event.group_id, event.from_id, store=outside.store)
    return said


def _acting(event: ButtonPressed | MessageWritten, vk_id: int, municipality_id: str, outside: Outside) -> Acting:
    """Somebody who acts on questions.

    Raises:
        DomainError: `forbidden`.
    """
    rights = rights_of(event.group_id, municipality_id, vk_id, outside)
    if not rights.may(Action.ANSWER_QUESTIONS):
        raise DomainError("forbidden")
    name = name_of(event.group_id, vk_id, rights.name, outside)
    doing = doing_of(event, municipality_id, vk_id, name, highest_role(rights), outside)
    return Acting(rights, doing, outside)


def _ask(wanted: Wanted, event: ButtonPressed, said: Said, outside: Outside) -> None:
    expires_at = until(wanted, outside.clock.now())
    ask = Ask(wanted, said.municipality_id, "", said.question_id, expires_at, said.organization_id)
    keep_ask(ask, event.group_id, event.user_id, store=outside.store)


def _say(event: ButtonPressed, text: str, outside: Outside, keyboard: Mapping[str, object] | None = None) -> None:
    outside.answers.send(event.group_id, event.user_id, text, event.random_id("question"), keyboard=keyboard)


QUESTION_DEALING_PRESSES = Conversation("question_dealing_presses", _wants_press, _take_press)
QUESTION_DEALING_WORDS = Conversation("question_dealing_words", _wants_words, _take_words)

"""A resident's message becomes a question: «Вопрос» as an answer to it, then button by button, in one message."""

from __future__ import annotations

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.conversations.acting import administrator_doing, in_full
from functions.vk_callback.conversations.pressing import asked_for, say_to_presser
from functions.vk_callback.outside import Outside
from lib.audit.record import Doing
from lib.errors import DomainError
from lib.events.event import ButtonPressed, Event, MessageWritten
from lib.gateways.firestore.store import Stored
from lib.houses.house import Chat, House
from lib.moderation.moderators import moderator_role
from lib.people.roles import Role
from lib.questions.inviting import send_question
from lib.questions.making import DO, THRESHOLD_PERCENT, Menu, Said, Step, menu_for, read_said, toggled, vote_lasts
from lib.questions.question import Question
from lib.questions.raising import close_question, draft_question, similar_questions, write_question
from lib.questions.registry import load_question, open_questions_of
from lib.questions.responsible import addressees_of_house
from lib.questions.settings import load_question_settings
from lib.questions.subjects import Subject
from lib.questions.texts import state_line
from lib.questions.voting import VoteTerms, start_vote
from lib.russian import folded

_WORDS = frozenset({"вопрос", "!вопрос", "/вопрос", "в вопросы", "это вопрос"})
_LIST_WORDS = frozenset({"вопросы", "!вопросы", "/вопросы", "вопросы дома"})
_NOT_YOURS = "Вопросы дома задаёт администратор чата."
_NO_WORDS = "В этом сообщении нет слов. Напишите вопрос словами и ответьте на него словом «вопрос»."
_NOTHING = "Открытых вопросов нет. Чтобы задать вопрос, администратор чата отвечает на сообщение словом «вопрос»."
_MOST_LISTED = 10


def _wants_words(event: Event) -> bool:
    if not isinstance(event, MessageWritten) or event.is_private or event.act or event.from_id <= 0:
        return False
    said = folded(event.text).strip(" .!?") if len(event.text) < 40 else ""
    return (event.reply is not None and said in _WORDS) or (event.reply is None and said in _LIST_WORDS)


def _take_words(event: Event, outside: Outside) -> bool:
    assert isinstance(event, MessageWritten)
    found = outside.houses.house(event.group_id, event.chat_id)
    if found is None:
        return False
    chat, house = found
    if event.reply is None:
        _list(event, chat, outside)
        return True
    role = moderator_role(house.record, chat.municipality_id, event.from_id, outside.moderation.rights)
    if role is None:
        # Ordinary talk of neighbours begins with this word too.
        return False
    text = event.reply.text.strip()
    if not text:
        _say(event, Menu(_NO_WORDS, {}), outside)
        return True
    doing = administrator_doing(event, chat.municipality_id, house.record, event.from_id, role, outside)
    try:
        question = draft_question(house.record, event.reply.cmid, text, event.from_id, doing, outside)
    except DomainError as error:
        _say(event, Menu(in_full(error), {}), outside)
        return True
    _say(event, _menu(question, chat, house.record, outside), outside)
    return True


def _wants_press(event: Event) -> bool:
    return isinstance(event, ButtonPressed) and not event.is_private and asked_for(event) == DO


def _take_press(event: Event, outside: Outside) -> bool:
    assert isinstance(event, ButtonPressed)
    said, found = read_said(event.payload), outside.houses.house(event.group_id, event.chat_id)
    if said is None or found is None:
        return False
    chat, house = found
    role = moderator_role(house.record, chat.municipality_id, event.user_id, outside.moderation.rights)
    if role is None:
        say_to_presser(event, _NOT_YOURS, outside)
        return True
    try:
        after = _do(event, said, chat, house, role, outside)
    except DomainError as error:
        say_to_presser(event, error.explanation.title, outside)
        return True
    _show(event, _menu(after, chat, house.record, outside, whom_done=said.step is Step.WHOM_DONE), outside)
    say_to_presser(event, "Готово." if said.step in _LAST else "Выберите ниже.", outside)
    return True


_LAST = frozenset({Step.VOTE, Step.SEND, Step.CANCEL})


def _do(event: ButtonPressed, said: Said, chat: Chat, house: Stored[House], role: Role, outside: Outside) -> Question:
    question = load_question(chat.municipality_id, said.question_id, store=outside.store).record
    if question.house_id != chat.house_id:
        raise DomainError("question_unknown")
    doing = administrator_doing(event, chat.municipality_id, house.record, event.user_id, role, outside)
    match said.step:
        case Step.SUBJECT if said.value in set(Subject):
            return write_question(question.id, doing, outside, subject=Subject(said.value))
        case Step.CONCERNS:
            ids = toggled(question, said.value)
            return write_question(question.id, doing, outside, organization_ids=ids)
        case Step.WHOM_DONE:
            return question
        case Step.SEND:
            return send_question(question.id, doing, outside)
        case Step.CANCEL:
            return close_question(question.id, "Администратор чата передумал", doing, outside)
        case _:
            return _start_vote(question, said, house.record, doing, outside)


def _start_vote(question: Question, said: Said, house: House, doing: Doing, outside: Outside) -> Question:
    lasts = vote_lasts(said.value) if said.step is Step.VOTE else None
    if lasts is None:
        raise DomainError("ballot_invalid")
    return start_vote(question.id, VoteTerms(lasts, threshold_percent=THRESHOLD_PERCENT), house, doing, outside)


def _menu(question: Question, chat: Chat, house: House, outside: Outside, *, whom_done: bool = False) -> Menu:
    store, municipality_id = outside.store, chat.municipality_id
    similar = similar_questions(municipality_id, house.id, question.text, store=store, without=question.id)
    return menu_for(
        question,
        addressees_of_house(municipality_id, house, store=store),
        [each for each, _ in similar],
        load_question_settings(municipality_id, store=store).time_zone,
        whom_done=whom_done,
    )


def _list(event: MessageWritten, chat: Chat, outside: Outside) -> None:
    zone = load_question_settings(chat.municipality_id, store=outside.store).time_zone
    found = open_questions_of(chat.municipality_id, chat.house_id, store=outside.store, most=_MOST_LISTED)
    # Drafts are the administrator's own affair.
    shown = [each for each in found if each.sent_at is not None or each.ballot is not None]
    lines = "\n".join(f"{number}. {state_line(each, zone)}" for number, each in enumerate(shown, start=1))
    _say(event, Menu(f"Вопросы дома:\n{lines}" if lines else _NOTHING, {}), outside)


def _say(event: MessageWritten, menu: Menu, outside: Outside) -> None:
    random_id = event.random_id("question")
    outside.answers.send(event.group_id, event.peer_id, menu.text, random_id, keyboard=menu.keyboard or None)


def _show(event: ButtonPressed, menu: Menu, outside: Outside) -> None:
    outside.answers.call(
        event.group_id,
        "messages.edit",
        peer_id=event.peer_id,
        cmid=event.cmid,
        message=menu.text,
        keyboard=menu.keyboard,
        keep_forward_messages=1,
    )


QUESTION_WORDS = Conversation("question_words", _wants_words, _take_words)
QUESTION_PRESSES = Conversation("question_presses", _wants_press, _take_press)

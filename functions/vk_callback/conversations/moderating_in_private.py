"""Keeping order from the private conversation with the bot: nobody in the chat sees how it is decided.

`Модерация` lists the houses whose administrator the person is, a house lists the last messages of its chat, and a
message opens the same menu as in the chat.
"""

from __future__ import annotations

from typing import Any

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.conversations.pressing import asked_for, say_to_presser
from functions.vk_callback.outside import Outside
from lib.errors import DomainError
from lib.events.event import ButtonPressed, Event, MessageWritten
from lib.houses.house import Chat, House, HouseState, peer_id
from lib.moderation.acting import moderate
from lib.moderation.log import SHOWN, log_text, read_log
from lib.moderation.moderators import moderator_role
from lib.moderation.questions import Choice, Question, ask, next_question
from lib.moderation.tools import Tool, done_in_words
from lib.moderation.wish import DO, Wish, read_payload
from lib.moderation.words import Request, read_command

_MOST_HOUSES = 8
_MOST_MESSAGES = 8
_SHOWN_OF_A_MESSAGE = 60
_READ = 30
_NO_HOUSE = "Модерировать чат может его администратор, а вы пока не администратор ни одного чата."
_QUIET = "В чате пока нет сообщений жителей."
_TOO_OLD = "Это меню устарело. Напишите «Модерация» ещё раз."


def _wants_words(event: Event) -> bool:
    if not isinstance(event, MessageWritten) or not event.is_private or event.act or event.from_id <= 0:
        return False
    command = read_command(event.text)
    return command is not None and isinstance(command.what, Request)


def _take_words(event: Event, outside: Outside) -> bool:
    assert isinstance(event, MessageWritten)
    command = read_command(event.text)
    assert command is not None
    houses = _houses_of(event.from_id, event.group_id, outside)
    if not houses:
        question = Question(_NO_HOUSE, {})
    elif command.what is Request.LOG:
        question = Question(_logs(houses, outside), {})
    else:
        wish = Wish(0, event.from_id, int(event.written_at.timestamp()))
        question = _choose_house(wish, houses, outside)
    keyboard = question.keyboard or None
    outside.answers.send(event.group_id, event.peer_id, question.text, event.random_id("menu"), keyboard=keyboard)
    return True


def _wants_press(event: Event) -> bool:
    return isinstance(event, ButtonPressed) and event.is_private and asked_for(event) == DO


def _take_press(event: Event, outside: Outside) -> bool:
    assert isinstance(event, ButtonPressed)
    wish = read_payload(event.payload)
    found = outside.houses.house(event.group_id, wish.chat_id) if wish else None
    if wish is None or found is None:
        return False
    chat, house = found
    role = moderator_role(house.record, chat.municipality_id, event.user_id, outside.moderation.rights)
    if wish.by != event.user_id or role is None:
        say_to_presser(event, DomainError("moderation_forbidden").explanation.title, outside)
    elif not wish.is_open(outside.clock.now()):
        say_to_presser(event, _TOO_OLD, outside)
    else:
        _go_on(event, wish, chat, house.record, outside)
    return True


def _go_on(event: ButtonPressed, wish: Wish, chat: Chat, house: House, outside: Outside) -> None:
    question = next_question(wish) if wish.cmid or wish.tool is Tool.UNPIN else _choose_message(wish, chat, outside)
    if question is None:
        question = Question(_done(event, wish, chat, house, outside), {})
    outside.answers.call(
        event.group_id,
        "messages.edit",
        peer_id=event.peer_id,
        cmid=event.cmid,
        message=question.text,
        keyboard=question.keyboard or None,
    )
    say_to_presser(event, "Готово." if not question.keyboard else "Выберите ниже.", outside)


def _done(event: ButtonPressed, wish: Wish, chat: Chat, house: House, outside: Outside) -> str:
    assert wish.tool is not None
    try:
        line = moderate(wish, f"{event.random_id('moderation'):010}", chat, house, outside.moderation)
    except DomainError as error:
        return f"{error.explanation.title} {error.explanation.action}"
    did = done_in_words(line.tool, line.seconds)
    return f"Готово: {did}. Причина: {line.reason}.\nЖители увидят это в журнале модерации чата «{house.title}»."


def _houses_of(user_id: int, group_id: int, outside: Outside) -> list[tuple[str, House]]:
    """The live houses of the community whose administrator the person is, each with its municipality's id."""
    found = outside.store.query_group("houses", House, [("administrator_vk_id", "==", user_id)], limit=_MOST_HOUSES)
    houses = [(stored.path.split("/")[1], stored.record) for stored in found]
    return [each for each in houses if each[1].group_id == group_id and each[1].state is HouseState.LIVE]


def _choose_house(wish: Wish, houses: list[tuple[str, House]], outside: Outside) -> Question:
    if len(houses) == 1:
        municipality_id, house = houses[0]
        chat = Chat(house.group_id, house.chat_id, municipality_id, house.id)
        return _choose_message(Wish(house.chat_id, wish.by, wish.at), chat, outside)
    return ask("В каком чате?", [Choice(house.title, {"h": house.chat_id}) for _, house in houses], wish)


def _choose_message(wish: Wish, chat: Chat, outside: Outside) -> Question:
    messages = _last_messages(chat, outside)
    if not messages:
        return Question(_QUIET, {})
    listed = "\n\n".join(f"{number}. {_shortened(each)}" for number, each in enumerate(messages, start=1))
    choices = [
        Choice(f"Сообщение {number}", {"m": int(each["conversation_message_id"])})
        for number, each in enumerate(messages, start=1)
    ]
    choices.append(Choice("Открепить закреплённое", {"t": Tool.UNPIN.value}))
    return ask(f"Последние сообщения чата:\n\n{listed}\n\nС каким из них что-то сделать?", choices, wish)


def _last_messages(chat: Chat, outside: Outside) -> list[dict[str, Any]]:
    history = outside.answers.call(chat.group_id, "messages.getHistory", peer_id=peer_id(chat.chat_id), count=_READ)
    own = [each for each in history["items"] if int(each["from_id"]) > 0 and not each.get("action")]
    return own[:_MOST_MESSAGES][::-1]


def _shortened(message: dict[str, Any]) -> str:
    text = " ".join(str(message.get("text", "")).split())
    if not text:
        return "(без текста)"
    return text if len(text) <= _SHOWN_OF_A_MESSAGE else text[: _SHOWN_OF_A_MESSAGE - 1] + "…"


def _logs(houses: list[tuple[str, House]], outside: Outside) -> str:
    return "\n\n".join(
        f"{house.title}\n{log_text(read_log(municipality_id, house.id, SHOWN, store=outside.store))}"
        for municipality_id, house in houses
    )


PRIVATE_MODERATION_WORDS = Conversation("private_moderation_words", _wants_words, _take_words)
PRIVATE_MODERATION_PRESSES = Conversation("private_moderation_presses", _wants_press, _take_press)

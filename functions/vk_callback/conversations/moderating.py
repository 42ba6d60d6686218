"""Keeping order in a house's chat by words and by buttons, in the chat itself.

`Удалить`, as an answer to a message, or `Модерация`, opens a menu; each press says one thing more, in the same message,
until all is said. Then it is done, and the menu goes. Only who opened a menu can use it, and only who may moderate the
chat gets anything done; whoever else tries is told so politely, and ordinary talk is left alone.
"""

from __future__ import annotations

import contextlib

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.conversations.kept_in_order import chat_in_order
from functions.vk_callback.conversations.pressing import asked_for, say_to_presser
from functions.vk_callback.outside import Outside
from lib.chat_buttons import ChatAction
from lib.errors import DomainError
from lib.events.event import ButtonPressed, Event, MessageWritten
from lib.gateways.firestore.store import Stored
from lib.gateways.vk.errors import VkError
from lib.houses.house import Chat, House
from lib.moderation.acting import moderate
from lib.moderation.acts import remove_message
from lib.moderation.log import SHOWN, log_text, read_log
from lib.moderation.moderators import moderator_role
from lib.moderation.questions import Question, next_question
from lib.moderation.tools import Tool, done_in_words
from lib.moderation.wish import DO, Wish, read_payload
from lib.moderation.words import Command, Request, read_command

_NOT_YOURS = "Это меню открыл другой человек. Напишите «Модерация» ответом на сообщение."
_TOO_OLD = "Это меню устарело. Напишите «Модерация» ответом на сообщение ещё раз."
_POINT_AT_ONE = "Ответьте словом «{word}» на то сообщение, о котором речь."


def _wants_press(event: Event) -> bool:
    return isinstance(event, ButtonPressed) and not event.is_private and asked_for(event) == DO


def _take_press(event: Event, outside: Outside) -> bool:
    assert isinstance(event, ButtonPressed)
    found, wish = chat_in_order(event.group_id, event.chat_id, event.user_id, outside), read_payload(event.payload)
    if found is None or wish is None or wish.chat_id != event.chat_id or (wish.tool is None and not wish.cmid):
        return False
    if wish.by != event.user_id:
        say_to_presser(event, _NOT_YOURS, outside)
    elif not wish.is_open(outside.clock.now()):
        say_to_presser(event, _TOO_OLD, outside)
        _take_menu_away(found[0], event.cmid, outside)
    else:
        _go_on(event, wish, *found, outside)
    return True


def _go_on(event: ButtonPressed, wish: Wish, chat: Chat, house: Stored[House], outside: Outside) -> None:
    if moderator_role(house.record, chat.municipality_id, event.user_id, outside.moderation.rights) is None:
        say_to_presser(event, DomainError("moderation_forbidden").explanation.title, outside)
        return
    question = next_question(wish)
    if question is not None:
        _ask_in_place(event, question, outside)
        say_to_presser(event, "Выберите ниже.", outside)
        return
    assert wish.tool is not None
    try:
        moderate(wish, _line_id(event), chat, house.record, outside.moderation)
        said = f"Готово: {done_in_words(wish.tool, wish.seconds)}."
    except DomainError as error:
        said = error.explanation.title
    say_to_presser(event, said, outside)
    _take_menu_away(chat, event.cmid, outside)


def _wants_words(event: Event) -> bool:
    if not isinstance(event, MessageWritten) or event.is_private or event.act or event.from_id <= 0:
        return False
    command = read_command(event.text)
    is_about_a_message = event.reply is not None or (command is not None and command.what in {Tool.UNPIN, *Request})
    return command is not None and (command.is_addressed or is_about_a_message)


def _take_words(event: Event, outside: Outside) -> bool:
    assert isinstance(event, MessageWritten)
    command = read_command(event.text)
    found = chat_in_order(event.group_id, event.chat_id, event.from_id, outside) if command else None
    if command is None or found is None:
        return False
    chat, house = found
    if command.what is Request.LOG:
        show_log(event, chat, outside)
        return True
    if moderator_role(house.record, chat.municipality_id, event.from_id, outside.moderation.rights) is None:
        if command.is_addressed:
            _reply(event, _in_full("moderation_forbidden"), outside)
        return command.is_addressed
    _obey(event, command, chat, house.record, outside)
    return True


def _obey(event: MessageWritten, command: Command, chat: Chat, house: House, outside: Outside) -> None:
    tool = command.what if isinstance(command.what, Tool) else None
    if event.reply is None and (tool is None or tool.needs_message):
        _reply(event, _POINT_AT_ONE.format(word=event.text.split()[0].strip("!/") if tool else "Модерация"), outside)
        return
    at, cmid = int(event.written_at.timestamp()), event.reply.cmid if event.reply else 0
    wish = Wish(event.chat_id, event.from_id, at, cmid, tool, command.seconds, command.reason)
    question = next_question(wish)
    if question is not None:
        _reply(event, question.text, outside, question.keyboard)
        return
    try:
        line = moderate(wish, _line_id(event), chat, house, outside.moderation)
    except DomainError as error:
        _reply(event, _in_full(error.code), outside)
        return
    if not line.tool.is_against_somebody:
        _reply(event, f"Готово: {done_in_words(line.tool)}. Причина: {line.reason}.", outside)


def show_log(event: MessageWritten | ButtonPressed, chat: Chat, outside: Outside) -> None:
    """Shows the log in the chat."""
    lines = read_log(chat.municipality_id, chat.house_id, SHOWN, store=outside.store)
    # The same log is not said twice in a row, a new one is.
    part = f"log {event.chat_id} {lines[0].id if lines else ''} {int(outside.clock.now().timestamp() // 600)}"
    random_id = outside.answers.random_id(event.group_id, part)
    outside.answers.send(event.group_id, event.peer_id, log_text(lines), random_id)


def _wants_log(event: Event) -> bool:
    if not isinstance(event, ButtonPressed) or event.is_private:
        return False
    return asked_for(event) == ChatAction.SHOW_MODERATION_LOG.value


def _take_log(event: Event, outside: Outside) -> bool:
    assert isinstance(event, ButtonPressed)
    found = chat_in_order(event.group_id, event.chat_id, event.user_id, outside)
    if found is None:
        return False
    show_log(event, found[0], outside)
    say_to_presser(event, "Журнал модерации — в сообщении бота внизу чата.", outside)
    return True


def _wants_message(event: Event) -> bool:
    return isinstance(event, MessageWritten) and not event.is_private and event.act is None and event.from_id > 0


def _take_message_of_muted(event: Event, outside: Outside) -> bool:
    assert isinstance(event, MessageWritten)
    if not outside.moderation.mutes.is_muted(event.group_id, event.chat_id, event.from_id):
        return False
    found = chat_in_order(event.group_id, event.chat_id, event.from_id, outside)
    if found is not None:
        remove_message(found[0], event.cmid, outside.answers)
    return True


def _line_id(event: ButtonPressed | MessageWritten) -> str:
    """The same whenever the event comes again. VK's ids are hexadecimal; whatever else comes must not become a path."""
    return f"{event.random_id('moderation'):010}"


def _ask_in_place(event: ButtonPressed, question: Question, outside: Outside) -> None:
    outside.answers.call(
        event.group_id,
        "messages.edit",
        peer_id=event.peer_id,
        cmid=event.cmid,
        message=question.text,
        keyboard=question.keyboard,
        keep_forward_messages=1,
    )


def _take_menu_away(chat: Chat, cmid: int, outside: Outside) -> None:
    # A menu that stays is a blemish and nothing more.
    with contextlib.suppress(VkError):
        remove_message(chat, cmid, outside.answers)


def _reply(event: MessageWritten, text: str, outside: Outside, keyboard: dict[str, object] | None = None) -> None:
    outside.answers.send(event.group_id, event.peer_id, text, event.random_id("reply"), keyboard=keyboard)


def _in_full(code: str) -> str:
    explanation = DomainError(code).explanation
    return f"{explanation.title} {explanation.action}"


MUTED = Conversation("muted", _wants_message, _take_message_of_muted, is_repeatable=True)
MODERATION_PRESSES = Conversation("moderation_presses", _wants_press, _take_press)
MODERATION_WORDS = Conversation("moderation_words", _wants_words, _take_words)
MODERATION_LOG = Conversation("moderation_log", _wants_log, _take_log)

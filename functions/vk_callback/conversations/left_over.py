"""What nobody else takes: buttons of former times or forged ones, and what people write to the bot in private."""

from __future__ import annotations

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.conversations.pressing import say_to_presser
from functions.vk_callback.outside import Outside
from lib.events.event import ButtonPressed, Event, MessageWritten

_OLD_BUTTON = "Эта кнопка больше не работает. Откройте меню ещё раз."
_HELLO = """\
Здравствуйте! Я бот официальных домовых чатов.

В чате своего дома вы можете нажать «Правила чата», «Спросить администратора» или «Сервисы дома» под закреплённым \
сообщением. Чтобы попасть в чат, откройте ссылку или код с плаката в подъезде.

Чтобы сообщить о проблеме в доме, напишите «Жалоба».

Администратору чата: напишите «Модерация», чтобы закрепить или удалить сообщение."""


def _wants_button(event: Event) -> bool:
    return isinstance(event, ButtonPressed)


def _take_button(event: Event, outside: Outside) -> bool:
    assert isinstance(event, ButtonPressed)
    say_to_presser(event, _OLD_BUTTON, outside)
    return True


def _wants_words(event: Event) -> bool:
    return isinstance(event, MessageWritten) and event.is_private and event.from_id > 0 and event.act is None


def _take_words(event: Event, outside: Outside) -> bool:
    assert isinstance(event, MessageWritten)
    # Once in ten minutes: whoever writes three messages in a row is greeted once.
    slot = int(event.written_at.timestamp() // 600)
    random_id = outside.answers.random_id(event.group_id, f"hello {event.from_id} {slot}")
    outside.answers.send(event.group_id, event.peer_id, _HELLO, random_id)
    return True


OLD_BUTTONS = Conversation("old_buttons", _wants_button, _take_button)
GREETING = Conversation("greeting", _wants_words, _take_words)

"""Buttons under a house chat's welcome: the rules, and a word with the administrator."""

from __future__ import annotations

from datetime import datetime, timedelta

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.conversations.pressing import asked_for, say_to_presser
from functions.vk_callback.outside import Outside
from lib.chat_buttons import RULES_KEYBOARD, ChatAction
from lib.events.event import ButtonPressed, Event
from lib.houses.house import House
from lib.membership.texts import RULES, mention
from lib.people.directory import people_by_id

# Whoever presses again soon is shown what stands there already.
_STAYS_FOR = timedelta(minutes=10)
_ACTIONS = frozenset({ChatAction.SHOW_RULES, ChatAction.ASK_ADMINISTRATOR})


def _wants(event: Event) -> bool:
    return isinstance(event, ButtonPressed) and not event.is_private and asked_for(event) in _ACTIONS


def _take(event: Event, outside: Outside) -> bool:
    assert isinstance(event, ButtonPressed)
    found = outside.houses.house(event.group_id, event.chat_id)
    if found is None:
        return False
    house = found[1].record
    match asked_for(event):
        case ChatAction.SHOW_RULES:
            _show(event, RULES, RULES_KEYBOARD, "Правила чата", outside)
        case ChatAction.ASK_ADMINISTRATOR:
            _ask_administrator(event, house, outside)
    return True


def _show(event: ButtonPressed, text: str, keyboard: dict[str, object], what: str, outside: Outside) -> None:
    """Shows it in the chat, once for all who ask within a while."""
    part = f"{what} {event.chat_id} {_slot(outside.clock.now())}"
    random_id = outside.answers.random_id(event.group_id, part)
    outside.answers.send(event.group_id, event.peer_id, text, random_id, keyboard=keyboard)
    say_to_presser(event, f"{what} — в сообщении бота внизу чата.", outside)


def _ask_administrator(event: ButtonPressed, house: House, outside: Outside) -> None:
    if not house.administrator_vk_id:
        say_to_presser(event, "У чата пока нет администратора. Напишите в чат — увидят все соседи.", outside)
        return
    if house.administrator_vk_id == event.user_id:
        say_to_presser(event, "Администратор этого чата — вы. Соседи смогут позвать вас этой кнопкой.", outside)
        return
    people = people_by_id([event.user_id], vk=outside.vk.of(event.group_id), store=outside.store)
    whom = mention(house.administrator_vk_id, house.administrator_name or "Администратор чата")
    who = mention(event.user_id, people[event.user_id].name)
    text = f"{whom}, к вам вопрос от соседа: {who}.\n{who}, напишите его ответом на это сообщение."
    part = f"ask {event.chat_id} {event.user_id} {_slot(outside.clock.now())}"
    random_id = outside.answers.random_id(event.group_id, part)
    # The mention is what tells the administrator; it needs no consent to private messages.
    outside.answers.send(event.group_id, event.peer_id, text, random_id, disable_mentions=0)
    say_to_presser(event, "Администратор чата получит уведомление. Напишите вопрос в чат.", outside)


def _slot(now: datetime) -> int:
    return int(now.timestamp() // _STAYS_FOR.total_seconds())


HOUSE_BUTTONS = Conversation("house_buttons", _wants, _take)

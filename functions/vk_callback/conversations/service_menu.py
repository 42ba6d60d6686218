"""«Сервисы дома»: residents are shown the house's service bots and its company's mini app."""

from __future__ import annotations

import hashlib

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.outside import Outside
from lib.chat_buttons import ChatAction, action_of
from lib.events.event import ButtonPressed, Event
from lib.services.menu import ServiceMenu, load_service_menu

# Many neighbours press the same button: one menu stands in the chat for all of them for so long.
_STANDS_FOR_S = 600
_SHOWN = "Сервисы дома: смотрите сообщение в чате."


def _wants(event: Event) -> bool:
    return (
        isinstance(event, ButtonPressed)
        and not event.is_private
        and action_of(event.payload) is ChatAction.SHOW_SERVICES
    )


def _take(event: Event, outside: Outside) -> bool:
    assert isinstance(event, ButtonPressed)
    found = outside.houses.house(event.group_id, event.chat_id)
    if found is None:
        return False
    chat, house = found
    menu = load_service_menu(chat.municipality_id, house.record, store=outside.store)
    said = menu.text if menu.keyboard is None else _SHOWN
    if menu.keyboard is not None:
        outside.answers.send(
            event.group_id, event.peer_id, menu.text, _random_id(event, menu, outside), keyboard=menu.keyboard
        )
    outside.answers.snackbar(event.group_id, event.peer_id, event.user_id, event.press_id, said)
    return True


def _random_id(event: ButtonPressed, menu: ServiceMenu, outside: Outside) -> int:
    """The same for the same menu in the same chat for ten minutes: VK then shows the message that is there."""
    stretch = int(outside.clock.now().timestamp()) // _STANDS_FOR_S
    named = f"{event.group_id} {event.peer_id} {menu} {stretch}"
    return int.from_bytes(hashlib.sha256(named.encode()).digest()[:4]) % (2**31 - 1) + 1


SERVICE_MENU = Conversation("service_menu", _wants, _take)

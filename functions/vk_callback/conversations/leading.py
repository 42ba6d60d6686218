"""Leading a house's administrator: private messages and the link that began them, its buttons, who joins and leaves."""

from __future__ import annotations

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.outside import Outside
from lib.events.event import ButtonPressed, Event, MessagesAllowed, MessageWritten
from lib.onboarding.buttons import is_button, read_payload
from lib.onboarding.conversation import (
    STALE_BUTTON,
    Message,
    somebody_allowed,
    somebody_entered,
    somebody_pressed,
    somebody_went,
    somebody_wrote,
)


def _wants(event: Event) -> bool:
    match event:
        case MessageWritten(act=None):
            return event.is_private and event.from_id > 0
        case MessageWritten(act=act):
            return act is not None and act.member_id > 0 and (act.kind.is_arrival or act.kind.is_departure)
        case ButtonPressed():
            return is_button(event.payload)
        case MessagesAllowed():
            return True
        case _:
            return False


def _take(event: Event, outside: Outside) -> bool:
    match event:
        case MessageWritten(act=None):
            return _wrote(event, outside)
        case MessageWritten():
            _came_or_went(event, outside)
            return False
        case ButtonPressed():
            _pressed(event, outside)
            return True
        case MessagesAllowed():
            somebody_allowed(event.group_id, event.user_id, event.event_id, outside)
            return False
        case _:
            return False


def _wrote(event: MessageWritten, outside: Outside) -> bool:
    # The message's number, and not the event's id: VK can tell of one message by several events.
    key = f"m{event.cmid}"
    message = Message(event.group_id, event.from_id, event.text, key, event.payload, event.ref)
    heard = somebody_wrote(message, outside)
    if heard.reply:
        outside.answers.send(event.group_id, event.from_id, heard.reply, event.random_id("stale link"))
    # Whoever was told about their link is not greeted on top of it.
    return heard.is_ours or bool(heard.reply)


def _pressed(event: ButtonPressed, outside: Outside) -> None:
    pressed = read_payload(event.payload)
    said = (
        somebody_pressed(event.group_id, event.user_id, pressed, event.press_id, outside) if pressed else STALE_BUTTON
    )
    outside.answers.snackbar(event.group_id, event.peer_id, event.user_id, event.press_id, said)


def _came_or_went(event: MessageWritten, outside: Outside) -> None:
    assert event.act is not None
    chat = outside.houses.chat(event.group_id, event.chat_id)
    if chat is not None:
        happened = somebody_entered if event.act.kind.is_arrival else somebody_went
        happened(chat, event.act.member_id, event.cmid, outside)


# The records of an onboarding know by themselves what they have taken in (lib/onboarding/onboarding.py: `answered`).
LEADING = Conversation("leading", _wants, _take, is_repeatable=True)

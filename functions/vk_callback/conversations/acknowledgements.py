"""«Ознакомлен(а)» under a broadcast: counted once a person, and thanked for."""

from __future__ import annotations

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.outside import Outside
from lib.broadcasts.acknowledging import ACKNOWLEDGE, acknowledge
from lib.events.event import ButtonPressed, Event


def _wants(event: Event) -> bool:
    match event:
        case ButtonPressed(payload={"do": do, "broadcast": str()}):
            return bool(do == ACKNOWLEDGE) and not event.is_private
        case _:
            return False


def _take(event: Event, outside: Outside) -> bool:
    assert isinstance(event, ButtonPressed)
    assert isinstance(event.payload, dict)
    now, broadcast_id = outside.clock.now(), event.payload["broadcast"]
    told = acknowledge(event.group_id, event.chat_id, event.user_id, broadcast_id, now, store=outside.store)
    outside.answers.snackbar(event.group_id, event.peer_id, event.user_id, event.press_id, told)
    return True


ACKNOWLEDGEMENTS = Conversation("acknowledgements", _wants, _take, is_repeatable=True)

"""Who comes into a house's chat and goes: noted, welcomed together, counted."""

from __future__ import annotations

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.outside import Outside
from lib.events.event import Event, MessageWritten
from lib.membership.noting import note_movement


def _wants(event: Event) -> bool:
    if not isinstance(event, MessageWritten) or event.is_private or event.act is None:
        return False
    # Bots come and go too; who waits for them takes those.
    return event.act.member_id > 0 and (event.act.kind.is_arrival or event.act.kind.is_departure)


def _take(event: Event, outside: Outside) -> bool:
    """Leaves the event to whoever else cares who came: the one who leads the house's administrator does."""
    assert isinstance(event, MessageWritten)
    assert event.act is not None
    chat = outside.houses.chat(event.group_id, event.chat_id)
    if chat is not None:
        note_movement(event, event.act, chat, gatherings=outside.gatherings, store=outside.store, clock=outside.clock)
    return False


MOVING = Conversation("moving", _wants, _take, is_repeatable=True)

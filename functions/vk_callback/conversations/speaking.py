"""An ordinary message in a chat: nothing is done but noting that its author spoke today."""

from __future__ import annotations

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.outside import Outside
from lib.events.event import Event, MessageWritten


def _wants(event: Event) -> bool:
    return isinstance(event, MessageWritten) and not event.is_private and event.act is None and event.from_id > 0


def _take(event: Event, outside: Outside) -> bool:
    assert isinstance(event, MessageWritten)
    outside.speakers.note(event.group_id, event.chat_id, event.from_id, event.written_at)
    return False


SPEAKING = Conversation("speaking", _wants, _take, is_repeatable=True)

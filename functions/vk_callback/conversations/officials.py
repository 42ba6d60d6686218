"""What an official writes in a house chat is gathered, to be quoted under a heading that shows who they are."""

from __future__ import annotations

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.outside import Outside
from lib.events.event import Event, MessageWritten


def _wants(event: Event) -> bool:
    return isinstance(event, MessageWritten) and not event.is_private and event.act is None and event.from_id > 0


def _take(event: Event, outside: Outside) -> bool:
    assert isinstance(event, MessageWritten)
    outside.officials.note(event.group_id, event.chat_id, event.from_id, event.cmid)
    return False


OFFICIALS = Conversation("officials", _wants, _take, is_repeatable=True)

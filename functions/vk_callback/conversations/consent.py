"""Who may be written to: «Разрешить», «Запретить», and whoever writes to the community."""

from __future__ import annotations

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.outside import Outside
from lib.events.consents import keep_consent, keep_consent_of_writer
from lib.events.event import Event, MessagesAllowed, MessagesDenied, MessageWritten


def _wants(event: Event) -> bool:
    match event:
        case MessageWritten():
            return event.is_private and event.from_id > 0 and event.act is None
        case MessagesAllowed() | MessagesDenied():
            return True
        case _:
            return False


def _take(event: Event, outside: Outside) -> bool:
    match event:
        case MessageWritten():
            keep_consent_of_writer(event.group_id, event.from_id, event.ref, event.written_at, store=outside.store)
        case MessagesAllowed() | MessagesDenied():
            keep_consent(
                event.user_id,
                isinstance(event, MessagesAllowed),
                vk=outside.vk.of(event.group_id),
                store=outside.store,
                clock=outside.clock,
            )
    return False


CONSENT = Conversation("consent", _wants, _take, is_repeatable=True)

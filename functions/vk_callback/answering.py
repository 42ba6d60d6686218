"""From VK's request to VK's answer: who asks is checked, the event is given to its conversation, and VK is told `ok`,
or when to come again.

Never `remove`, which makes VK delete the server. Whatever is authentic and of no use, or not understood, is `ok` too:
VK stops sending to servers that keep refusing.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from google.api_core.exceptions import GoogleAPIError, InvalidArgument

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.outside import Outside
from lib import log
from lib.communities.answering import CommunityRests
from lib.communities.breaks import load_community
from lib.errors import DomainError
from lib.events.event import Event
from lib.events.parsing import CONFIRMATION, Envelope, MalformedEvent, read_envelope, unwrap
from lib.events.seen import mark_handled, was_handled
from lib.gateways.firestore.store import AlreadyExists, StaleRecord
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown, WhatToDo
from lib.gateways.vk.gathering import Overloaded

Answer = tuple[str, int, dict[str, str]]

OK: Answer = ("ok", 200, {})
_MALFORMED: Answer = ("malformed", 400, {})
_FORBIDDEN: Answer = ("forbidden", 403, {})

# VK tries six times in all, whatever waits it is asked for, and then the event is lost. So the waits grow: soon at
# first, since somebody may be waiting, and three quarters of an hour in all.
COME_AGAIN_AFTER_S = (10, 30, 120, 600, 1800)

# What the outside fails with, and what a race with somebody else ends in: later it may work.
_FAILURES = (GoogleAPIError, VkOutcomeUnknown, Overloaded, CommunityRests, AlreadyExists, StaleRecord)

# What VK refuses for good.
_NEVER_WORKS = frozenset({WhatToDo.GIVE_UP_ON_PEER, WhatToDo.OUR_MISTAKE})


def answer(body: bytes, outside: Outside, conversations: Sequence[Conversation], repetition: int = 0) -> Answer:
    """What VK is told; `repetition` counts how often VK has come with this before."""
    try:
        envelope = read_envelope(body)
    except MalformedEvent:
        return _MALFORMED
    if not _is_from_vk(envelope, outside):
        log.warning("event_forged", group_id=envelope.group_id)
        return _FORBIDDEN
    log.carry_trace(envelope.event_id[:64])
    try:
        return (
            _confirmation(envelope, outside)
            if envelope.type == CONFIRMATION
            else _handled(envelope, outside, conversations)
        )
    except VkError as error:
        if error.what_to_do in _NEVER_WORKS:
            log.alert("event_refused", group_id=envelope.group_id, type=envelope.type, vk_code=error.code)
            return OK
        log.warning("event_put_off", group_id=envelope.group_id, type=envelope.type, vk_code=error.code)
    except InvalidArgument as error:
        # Firestore never takes this: our own mistake, which somebody may mend before VK stops asking again.
        log.alert("event_broke_us", group_id=envelope.group_id, type=envelope.type, why=type(error).__name__)
    except _FAILURES as error:
        log.warning("event_put_off", group_id=envelope.group_id, type=envelope.type, why=type(error).__name__)
    except DomainError as error:
        log.alert("event_refused", group_id=envelope.group_id, type=envelope.type, code=error.code, **error.fields)
        if not error.explanation.retryable:
            return OK
    wait_s = COME_AGAIN_AFTER_S[min(repetition, len(COME_AGAIN_AFTER_S) - 1)]
    return "come again", 503, {"Retry-After": str(wait_s)}


def _is_from_vk(envelope: Envelope, outside: Outside) -> bool:
    secret = outside.secrets.get(envelope.group_id)
    # Bytes, since compare_digest refuses texts that are not ASCII.
    return bool(secret) and hmac.compare_digest(str(secret).encode(), envelope.secret.encode(errors="replace"))


def _confirmation(envelope: Envelope, outside: Outside) -> Answer:
    code = load_community(envelope.group_id, store=outside.store).confirmation_code
    if not code:
        raise DomainError("callback_not_registered", group_id=envelope.group_id)
    return code, 200, {}


def _handled(envelope: Envelope, outside: Outside, conversations: Sequence[Conversation]) -> Answer:
    outside.heard.note(envelope.group_id)
    try:
        event = unwrap(envelope)
    except MalformedEvent:
        log.alert("event_malformed", group_id=envelope.group_id, type=envelope.type)
        return OK
    wanting = [conversation for conversation in conversations if conversation.wants(event)]
    if wanting:
        _give(event, wanting, outside)
    return OK


def _give(event: Event, wanting: Sequence[Conversation], outside: Outside) -> None:
    is_kept = not all(conversation.is_repeatable for conversation in wanting)
    if is_kept and was_handled(event.group_id, event.event_id, store=outside.store):
        return
    taken_by = next((each for each in wanting if each.take(event, outside)), None)
    if taken_by is not None and not taken_by.is_repeatable:
        mark_handled(event.group_id, event.event_id, taken_by.name, store=outside.store, clock=outside.clock)

"""A message that is to be sent, as a record: written in the commit that decides on it, and sent afterwards.

So whoever decides something and whoever is told of it never part: a crash between the two leaves a message that waits.
`random_id` follows from the message's id, so VK shows a repetition once; docs/decisions/outbox.md goes through the
crashes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from lib.discreet import Discreet
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown, WhatToDo

# A message that VK fails this many times in a row is given up; with the growing waits below that is about an hour.
MOST_TRIES = 16
LONGEST_WAIT = timedelta(minutes=5)
_AFTER_A_REST = timedelta(seconds=10)
# What was sent is looked up (for edits and quotes) as long as its question lives.
_KEPT_FOR = timedelta(days=400)


class Sending(StrEnum):
    """How far a message is."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Instead(Discreet, frozen=True):
    """What is said elsewhere if the message cannot be delivered."""

    peer_id: int
    text: str


class Phone(Discreet, frozen=True):
    """Where an SMS goes if the message cannot be delivered: the person whose phone is known, and the text."""

    vk_id: int
    text: str


class Letter(Discreet, frozen=True):
    """What is said to whom; the parts of a message that its author decides.

    `bold` is how many of its first characters are bold, `quotes_cmid` the message of the same chat that it answers,
    `keyboard` VK's keyboard as JSON, `document` a file that goes along under `document_name`. Whatever cannot be
    delivered is said `instead` elsewhere, and by SMS (`sms`).
    """

    peer_ids: tuple[int, ...]
    text: str
    bold: int = 0
    keyboard: str = ""
    attachments: tuple[str, ...] = ()
    quotes_cmid: int = 0
    pins: bool = False
    mentions: bool = False
    document: str = ""
    document_name: str = ""
    instead: Instead | None = None
    sms: Phone | None = None


class OutgoingMessage(Struct, frozen=True):
    """A letter on its way. `due_at` is None once nothing more happens to it, and a lease while somebody sends it;
    `since` is when its `random_id` began to count; `asked` says that VK was asked at least once.

    The letter's words are erased when it is sent; `cmid` is its number in the conversation, for one peer.
    """

    id: str
    municipality_id: str
    group_id: int
    letter: Letter
    random_id: int
    since: datetime
    due_at: datetime | None
    expires_at: datetime
    state: Sending = Sending.WAITING
    cmid: int = 0
    is_pinned: bool = False
    asked: bool = False
    tries: int = 0
    failure_vk_code: int = 0


def outbox_path(municipality_id: str, message_id: str) -> str:
    """Where a message lies."""
    return f"municipalities/{municipality_id}/outbox/{message_id}"


def outgoing(
    message_id: str, municipality_id: str, group_id: int, letter: Letter, now: datetime, at: datetime | None = None
) -> OutgoingMessage:
    """A message that is to leave now, or at a time."""
    when = at or now
    random_id = _random_id(group_id, f"{municipality_id} {message_id}")
    return OutgoingMessage(message_id, municipality_id, group_id, letter, random_id, when, when, now + _KEPT_FOR)


def keyboard_json(keyboard: Mapping[str, object]) -> str:
    """A keyboard as letters hold it: Firestore keeps no lists within lists."""
    return json.dumps(keyboard, ensure_ascii=False, separators=(",", ":"))


def sent(message: OutgoingMessage, cmid: int) -> OutgoingMessage:
    """The message after VK took it; one that is to be pinned stays due until it is."""
    erased = replace(message.letter, text="", document="", instead=None, sms=None)
    is_through = not message.letter.pins
    return replace(
        message,
        letter=erased,
        state=Sending.SENT,
        cmid=cmid,
        tries=0,
        due_at=None if is_through else message.due_at,
    )


def pinned(message: OutgoingMessage) -> OutgoingMessage:
    """The message after it was pinned, or could not be."""
    return replace(message, is_pinned=True, due_at=None)


def not_sent(message: OutgoingMessage, error: VkError | VkOutcomeUnknown, now: datetime) -> OutgoingMessage:
    """The message after VK did not take it, or did not say."""
    if isinstance(error, VkOutcomeUnknown):
        return _later(message, now)
    match error.what_to_do:
        case WhatToDo.GIVE_UP_ON_PEER | WhatToDo.OUR_MISTAKE:
            return given_up(message, error.code)
        case WhatToDo.PAUSE_COMMUNITY | WhatToDo.STOP_COMMUNITY:
            # Nobody asks VK before the community may send again; then it must not wait longer than what comes after it.
            return replace(message, due_at=now + _AFTER_A_REST)
        case _:
            return _later(message, now, error.code)


def given_up(message: OutgoingMessage, vk_code: int) -> OutgoingMessage:
    """The message that will not arrive; what is said instead is decided by who records this."""
    erased = replace(message.letter, text="", document="", instead=None, sms=None)
    return replace(message, letter=erased, state=Sending.FAILED, due_at=None, failure_vk_code=vk_code)


def _later(message: OutgoingMessage, now: datetime, vk_code: int = 0) -> OutgoingMessage:
    tries = message.tries + 1
    if tries >= MOST_TRIES:
        return given_up(message, vk_code)
    wait = min(timedelta(seconds=2 ** min(tries, 12)), LONGEST_WAIT)
    return replace(message, tries=tries, due_at=now + wait)


def _random_id(group_id: int, named: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{group_id} {named}".encode()).digest()[:8]) % (2**31 - 1) + 1

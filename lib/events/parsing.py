"""From the body of VK's request to a typed event (https://dev.vk.com/ru/api/callback/getting-started)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from lib.bodies import NOT_JSON
from lib.events.event import (
    ActKind,
    ButtonPressed,
    ChatAct,
    Event,
    MessagesAllowed,
    MessagesDenied,
    MessageWritten,
    Quoted,
    Unused,
)

CONFIRMATION = "confirmation"


class MalformedEvent(ValueError):
    """The body is not what VK sends; the message quotes nothing of it."""


class Envelope(msgspec.Struct, frozen=True):
    """What every event is wrapped in; `object` is left as it came until the secret was checked."""

    type: str
    group_id: int
    event_id: str = ""
    secret: str = ""
    object: msgspec.Raw = msgspec.Raw(b"{}")


class _Action(msgspec.Struct, frozen=True):
    type: str
    member_id: int | None = None
    text: str | None = None
    conversation_message_id: int | None = None


class _Quoted(msgspec.Struct, frozen=True):
    from_id: int = 0
    conversation_message_id: int = 0
    text: str = ""


class _File(msgspec.Struct, frozen=True):
    owner_id: int
    id: int
    access_key: str | None = None


class _Attachment(msgspec.Struct, frozen=True):
    type: str = ""
    photo: _File | None = None
    doc: _File | None = None


class _Message(msgspec.Struct, frozen=True):
    peer_id: int
    from_id: int
    date: int
    conversation_message_id: int = 0
    text: str = ""
    payload: str | None = None
    ref: str | None = None
    action: _Action | None = None
    reply_message: _Quoted | None = None
    attachments: list[msgspec.Raw] = []


class _MessageNew(msgspec.Struct, frozen=True):
    message: _Message


class _MessageEvent(msgspec.Struct, frozen=True):
    user_id: int
    peer_id: int
    event_id: str
    payload: Any = None
    conversation_message_id: int = 0


class _User(msgspec.Struct, frozen=True):
    user_id: int


_ENVELOPE = msgspec.json.Decoder(Envelope)
_MESSAGE_NEW = msgspec.json.Decoder(_MessageNew)
_MESSAGE_EVENT = msgspec.json.Decoder(_MessageEvent)
_USER = msgspec.json.Decoder(_User)


def read_envelope(body: bytes) -> Envelope:
    """The event, still wrapped.

    Raises:
        MalformedEvent: it is none.
    """
    try:
        return _ENVELOPE.decode(body)
    except NOT_JSON:
        # Without the cause: it can quote the body.
        raise MalformedEvent("no event of VK") from None


def unwrap(envelope: Envelope) -> Event:
    """The event itself.

    Raises:
        MalformedEvent: a kind of event that is used here, in a shape that VK's documentation does not know.
    """
    try:
        return _event(envelope)
    except (*NOT_JSON, OverflowError, OSError, ValueError):
        raise MalformedEvent(f"{envelope.type} is not as documented") from None


def _event(envelope: Envelope) -> Event:
    group_id, event_id = envelope.group_id, envelope.event_id
    match envelope.type:
        case "message_new":
            return _written(group_id, event_id, _MESSAGE_NEW.decode(envelope.object).message)
        case "message_event":
            pressed = _MESSAGE_EVENT.decode(envelope.object)
            return ButtonPressed(
                group_id,
                event_id,
                pressed.peer_id,
                pressed.user_id,
                pressed.event_id,
                pressed.conversation_message_id,
                pressed.payload,
            )
        case "message_allow":
            return MessagesAllowed(group_id, event_id, _USER.decode(envelope.object).user_id)
        case "message_deny":
            return MessagesDenied(group_id, event_id, _USER.decode(envelope.object).user_id)
        case kind:
            return Unused(group_id, event_id, kind)


def _written(group_id: int, event_id: str, message: _Message) -> MessageWritten:
    reply = message.reply_message
    return MessageWritten(
        group_id,
        event_id,
        message.peer_id,
        message.from_id,
        message.conversation_message_id,
        datetime.fromtimestamp(message.date, UTC),
        message.text,
        _payload(message.payload),
        message.ref or "",
        _act(message.action, message.from_id) if message.action else None,
        Quoted(reply.from_id, reply.conversation_message_id, reply.text) if reply else None,
        len(message.attachments),
        tuple(name for raw in message.attachments if (name := _file_name(raw))),
    )


_KINDS = {
    "chat_invite_user": ActKind.ADDED,
    "chat_invite_user_by_link": ActKind.JOINED_BY_LINK,
    "chat_invite_user_by_message_request": ActKind.JOINED_BY_LINK,
    "chat_kick_user": ActKind.REMOVED,
    "chat_title_update": ActKind.RENAMED,
    "chat_photo_update": ActKind.PHOTO_CHANGED,
    "chat_photo_remove": ActKind.PHOTO_CHANGED,
    "chat_pin_message": ActKind.PINNED,
    "chat_unpin_message": ActKind.UNPINNED,
}
# What somebody does to themselves: whoever left comes back by inviting themselves.
_BY_ONESELF = {ActKind.ADDED: ActKind.CAME_BACK, ActKind.REMOVED: ActKind.LEFT}


def _act(action: _Action, from_id: int) -> ChatAct:
    kind = _KINDS.get(action.type, ActKind.OTHER)
    # VK can leave the member out of a join by the link; who joined wrote the service message.
    member_id = action.member_id or (from_id if kind.is_arrival or kind.is_departure else 0)
    if member_id == from_id:
        kind = _BY_ONESELF.get(kind, kind)
    return ChatAct(kind, member_id, action.conversation_message_id or 0, action.text or "")


def _file_name(raw: msgspec.Raw) -> str:
    """How another message names a picture or a document of this one; empty for whatever else is attached."""
    try:
        attached = msgspec.json.decode(raw, type=_Attachment)
    except NOT_JSON:
        return ""
    file = {"photo": attached.photo, "doc": attached.doc}.get(attached.type)
    if file is None:
        return ""
    key = f"_{file.access_key}" if file.access_key else ""
    return f"{attached.type}{file.owner_id}_{file.id}{key}"


def _payload(text: str | None) -> object:
    """The value of a text button's payload; None where there is none, or something that is no JSON."""
    if not text:
        return None
    try:
        return msgspec.json.decode(text)
    except NOT_JSON:
        return None

"""messages.send: one text to one peer, or to a hundred."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from local.vk.contents import read_attachments, read_format_data, read_place, read_quotes
from local.vk.errors import ApiError, invalid
from local.vk.keyboards import read_keyboard
from local.vk.method import Call, method
from local.vk.peers import chat_of_peer
from local.vk.posting import post
from local.vk.state import FIRST_CHAT_PEER, Conversation, Json, Message

# https://dev.vk.com/ru/method/messages.send: what is longer is cut.
MOST_TEXT = 4096

# A repeated random_id is found within an hour, among the last 100 messages of the conversation.
RANDOM_ID_HOLDS_S = 3600
RANDOM_ID_HOLDS_MESSAGES = 100

_PEERS = ("user_id", "peer_id", "peer_ids", "domain", "chat_id")

# Only the plain intent needs no agreement with VK.
PLAIN_INTENT = "default"

USER_DEACTIVATED = 18
NO_CONSENT = 901


@dataclass(frozen=True, slots=True)
class _Content:
    text: str
    random_id: int
    extras: dict[str, Any] = field(default_factory=dict)


@method("messages.send", right="messages")
def send(call: Call) -> object:
    """Sends a message. With `peer_ids` the answer tells of every peer; else it is the message's id, 0 in a chat."""
    target = _only_target(call)
    if "random_id" not in call.parameters:
        raise invalid("random_id is required")
    if call.parameters.text("intent", PLAIN_INTENT) != PLAIN_INTENT:
        raise ApiError(943)
    if target == "peer_ids":
        return _send_to_many(call)
    peer_id = _peer(call, target)
    return _send_to(call, peer_id, _read_content(call, peer_id)).id


def _only_target(call: Call) -> str:
    given = [name for name in _PEERS if name in call.parameters]
    if len(given) != 1:
        raise invalid("exactly one of user_id, peer_id, peer_ids, domain, chat_id should be passed")
    return given[0]


def _peer(call: Call, target: str) -> int:
    if target == "domain":
        user = call.vk.user_of_screen_name(call.parameters.text("domain"))
        if user is None:
            raise invalid("domain is invalid")
        return user.id
    number = call.parameters.integer(target)
    return FIRST_CHAT_PEER + number if target == "chat_id" else number


def _send_to_many(call: Call) -> list[Json]:
    peer_ids = call.parameters.integers("peer_ids")
    if not peer_ids:
        raise invalid("peer_ids is undefined")
    random_id, now, requests = call.parameters.integer("random_id"), call.vk.clock.now(), call.community.sent_requests
    by_request = random_id != 0 and call.vk.capabilities.random_id_scope == "request"
    if by_request and (first := requests.get(random_id)) is not None and now - first[0] < RANDOM_ID_HOLDS_S:
        return first[1]
    content = _read_content(call, peer_ids[0])
    answer = [_sent_or_refused(call, peer_id, content) for peer_id in dict.fromkeys(peer_ids)]
    if by_request:
        requests[random_id] = (now, answer)
    return answer


def _sent_or_refused(call: Call, peer_id: int, content: _Content) -> Json:
    try:
        message = _send_to(call, peer_id, content)
    except ApiError as error:
        nothing = {"peer_id": peer_id, "message_id": 0, "conversation_message_id": 0}
        return nothing | {"error": error.as_peer_error()}
    return {"peer_id": peer_id, "message_id": message.id, "conversation_message_id": message.cmid}


def _send_to(call: Call, peer_id: int, content: _Content) -> Message:
    conversation = _writable(call, peer_id)
    if (earlier := _sent_before(call, conversation, content.random_id)) is not None:
        return earlier
    message = post(
        call.vk, conversation, -call.community.id, content.text, random_id=content.random_id, **content.extras
    )
    if content.random_id:
        conversation.random_ids[content.random_id] = message.cmid
    return message


def _writable(call: Call, peer_id: int) -> Conversation:
    if peer_id > FIRST_CHAT_PEER:
        return chat_of_peer(call, peer_id)
    user, dialog = call.vk.users.get(peer_id), call.community.dialogs.get(peer_id)
    if user is not None and user.deactivated is not None:
        raise ApiError(USER_DEACTIVATED)
    if dialog is None or not dialog.allowed:
        raise ApiError(NO_CONSENT)
    return dialog


def _sent_before(call: Call, conversation: Conversation, random_id: int) -> Message | None:
    if not random_id or (cmid := conversation.random_ids.get(random_id)) is None:
        return None
    message = conversation.messages[cmid - 1]
    is_recent = call.vk.clock.now() - message.date < RANDOM_ID_HOLDS_S
    is_near = conversation.last_cmid - cmid < RANDOM_ID_HOLDS_MESSAGES
    return message if is_recent and is_near else None


def _read_content(call: Call, peer_id: int) -> _Content:
    forwarded, reply = read_quotes(call.parameters, call.community, peer_id)
    extras: dict[str, Any] = read_dress(call) | {
        "forwarded": forwarded,
        "reply": reply,
        "geo": read_place(call.parameters),
    }
    payload = call.parameters.text("payload")
    if payload:
        _check_json("payload", payload)
        extras["payload"] = payload
    _check_supported(call)
    text = call.parameters.text("message")[:MOST_TEXT]
    if not (text.strip() or extras["attachments"] or forwarded or extras["geo"]):
        raise invalid("message is empty or invalid")
    return _Content(text, call.parameters.integer("random_id"), extras)


def read_dress(call: Call) -> dict[str, Any]:
    """What messages.send and messages.edit read alike: attachments, keyboard, style."""
    parameters = call.parameters
    attachments = read_attachments(parameters.text("attachment"), call.community, call.vk.uploads)
    keyboard = read_keyboard(parameters.text("keyboard"), call.community.id) if parameters.text("keyboard") else None
    format_data = read_format_data(parameters.text("format_data")) if parameters.text("format_data") else None
    return {"attachments": attachments, "keyboard": keyboard, "format_data": format_data}


def _check_supported(call: Call) -> None:
    for name in ("sticker_id", "template"):
        if name in call.parameters:
            raise invalid(f"{name} is not part of this stand-in")
    if "content_source" in call.parameters:
        _check_json("content_source", call.parameters.text("content_source"))


def _check_json(name: str, text: str) -> None:
    try:
        msgspec.json.decode(text)
    except msgspec.DecodeError:
        raise invalid(f"{name} is not valid JSON") from None

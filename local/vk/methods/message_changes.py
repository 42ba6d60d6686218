"""Editing and deleting messages, each within 24 hours."""

from __future__ import annotations

from local.vk.errors import ApiError, invalid
from local.vk.method import Call, method
from local.vk.methods.sending import MOST_TEXT, read_dress
from local.vk.peers import conversation_of_peer
from local.vk.posting import changed, dialog_with
from local.vk.state import Chat, Conversation, Json, Message

# https://dev.vk.com/ru/method/messages.edit and …delete: 24 hours after sending.
CHANGEABLE_S = 24 * 3600


@method("messages.edit", right="messages")
def edit(call: Call) -> int:
    """Gives one of the community's messages a new content.

    As VK does, it takes away what is not sent again: attachments and the keyboard; quotes stay with
    `keep_forward_messages`.
    """
    conversation = conversation_of_peer(call, call.parameters.integer("peer_id"))
    message = _message_to_edit(call, conversation)
    if message.from_id != -call.community.id or message.action is not None:
        raise ApiError(920)
    if call.vk.clock.now() - message.date > CHANGEABLE_S:
        raise ApiError(909)
    dress = read_dress(call)
    text = call.parameters.text("message")[:MOST_TEXT]
    if not (text.strip() or dress["attachments"]):
        raise invalid("message is empty or invalid")
    message.text = text
    message.attachments, message.keyboard = dress["attachments"], dress["keyboard"]
    message.format_data = dress["format_data"]
    if not call.parameters.flag("keep_forward_messages"):
        message.forwarded, message.reply = [], None
    message.update_time = call.vk.clock.now()
    message.version += 1
    changed(call.vk, conversation, message)
    return 1


@method("messages.delete", right="messages")
def delete(call: Call) -> list[Json]:
    """Deletes messages, for all with `delete_for_all`; the answer tells of each."""
    parameters = call.parameters
    if parameters.integers("cmids"):
        conversation = conversation_of_peer(call, parameters.integer("peer_id"))
        return [
            {"peer_id": conversation.peer_id, "conversation_message_id": cmid}
            | _deleted_or_refused(call, conversation, conversation.message(cmid))
            for cmid in parameters.integers("cmids")
        ]
    if not parameters.integers("message_ids"):
        raise invalid("cmids or message_ids is required")
    return [_delete_private(call, message_id) for message_id in parameters.integers("message_ids")]


def _message_to_edit(call: Call, conversation: Conversation) -> Message:
    parameters = call.parameters
    cmid = parameters.integer("cmid") or parameters.integer("conversation_message_id")
    message = conversation.message(cmid) if cmid else None
    if not cmid and (private := call.community.private_messages.get(parameters.integer("message_id"))):
        message = private if private.peer_id == conversation.peer_id and not private.deleted else None
    if message is None:
        raise invalid("cmid is invalid")
    return message


def _delete_private(call: Call, message_id: int) -> Json:
    message = call.community.private_messages.get(message_id)
    if message is None:
        return {"message_id": message_id, "error": ApiError(100, "message_id is invalid").as_peer_error()}
    dialog = dialog_with(call.vk, call.community, message.peer_id)
    return {"message_id": message_id} | _deleted_or_refused(call, dialog, message)


def _deleted_or_refused(call: Call, conversation: Conversation, message: Message | None) -> Json:
    if message is None or message.deleted:
        return {"response": 0}
    if not call.parameters.flag("delete_for_all"):
        message.hidden_from_community = True
        return {"response": 1}
    # In its own chat the community, as its owner, may delete anybody's words.
    own = message.from_id == -call.community.id or isinstance(conversation, Chat)
    if not own or message.action is not None or call.vk.clock.now() - message.date > CHANGEABLE_S:
        return {"error": ApiError(924).as_peer_error()}
    _delete_for_all(call, conversation, message)
    return {"response": 1}


def _delete_for_all(call: Call, conversation: Conversation, message: Message) -> None:
    message.deleted = True
    if isinstance(conversation, Chat) and conversation.pinned == message.cmid:
        conversation.pinned = None
    call.vk.feed.publish("delete", group_id=call.community.id, peer_id=conversation.peer_id, cmid=message.cmid)

"""Reading messages: a conversation's history, and single ones."""

from __future__ import annotations

from collections.abc import Sequence

from local.vk.errors import invalid
from local.vk.method import Call, method
from local.vk.peers import conversation_of_peer
from local.vk.state import Conversation, Json, Message
from local.vk.views.conversation import conversation_view
from local.vk.views.message import message_view
from local.vk.views.owners import owners_of_messages, owners_view


@method("messages.getHistory", right="messages")
def get_history(call: Call) -> Json:
    """The messages of a conversation, newest first, or oldest first with `rev`."""
    peer_id = call.parameters.integer("peer_id") or call.parameters.integer("user_id")
    if not peer_id:
        raise invalid("peer_id is required")
    conversation = conversation_of_peer(call, peer_id)
    messages = conversation.shown_to_community()
    ordered = messages if call.parameters.integer("rev") else messages[::-1]
    start = _start(ordered, call.parameters.integer("start_message_id")) + call.parameters.integer("offset")
    page = ordered[max(start, 0) : max(start, 0) + call.parameters.integer("count", 20)]
    return {"count": len(messages)} | _answer(call, page, conversation)


@method("messages.getByConversationMessageId", right="messages")
def get_by_conversation_message_id(call: Call) -> Json:
    """Messages by their numbers in a conversation; those that are gone are left out."""
    conversation = conversation_of_peer(call, call.parameters.integer("peer_id"))
    page = _seen(conversation, call.parameters.integers("conversation_message_ids"))
    return {"count": len(page)} | _answer(call, page, conversation)


@method("messages.getById", right="messages")
def get_by_id(call: Call) -> Json:
    """Private messages by their ids, or any by peer and number."""
    if call.parameters.integers("cmids"):
        conversation = conversation_of_peer(call, call.parameters.integer("peer_id"))
        page = _seen(conversation, call.parameters.integers("cmids"))
    else:
        ids = call.parameters.integers("message_ids")
        found = (call.community.private_messages.get(message_id) for message_id in ids)
        page = [message for message in found if message and not message.deleted]
    return {"count": len(page)} | _answer(call, page, None)


def _start(messages: Sequence[Message], start_message_id: int) -> int:
    if start_message_id <= 0:
        return 0
    return next((at for at, message in enumerate(messages) if message.id == start_message_id), len(messages))


def _seen(conversation: Conversation, cmids: Sequence[int]) -> list[Message]:
    found = (conversation.message(cmid) for cmid in cmids if cmid > conversation.hidden_up_to)
    return [message for message in found if message is not None and not message.hidden_from_community]


def _answer(call: Call, page: Sequence[Message], conversation: Conversation | None) -> Json:
    answer: Json = {"items": [message_view(message, call.community.id) for message in page]}
    if call.parameters.flag("extended"):
        answer |= owners_view(call.vk, owners_of_messages(page), call.parameters.texts("fields"))
        if conversation is not None:
            answer["conversations"] = [conversation_view(conversation)]
    return answer

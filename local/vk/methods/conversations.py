"""The community's conversations: lists, by id, by name, read marks, deletion."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence

from local.vk.contents import conversation_of
from local.vk.errors import invalid
from local.vk.method import Call, method
from local.vk.peers import conversation_of_peer
from local.vk.posting import hears
from local.vk.state import FIRST_CHAT_PEER, Chat, Conversation, Json
from local.vk.views.conversation import conversation_view, is_unanswered, unread_count
from local.vk.views.message import message_view
from local.vk.views.owners import owners_of_conversations, owners_view


@method("messages.getConversations", right="messages")
def get_conversations(call: Call) -> Json:
    """The conversations with the newest messages first."""
    conversations = [each for each in _all(call) if _passes(each, call.parameters.text("filter", "all"))]
    offset, count = call.parameters.integer("offset"), call.parameters.integer("count", 20)
    page = heapq.nlargest(offset + count, conversations, key=lambda each: each.activity)[offset:]
    answer: Json = {
        "count": len(conversations),
        "items": [_with_last_message(each) for each in page],
        "unread_count": sum(unread_count(each) > 0 for each in conversations),
    }
    return answer | _extension(call, page)


@method("messages.getConversationsById", right="messages")
def get_conversations_by_id(call: Call) -> Json:
    """Up to 100 conversations by peer. Who is no peer of the community, or a chat it is not in, is left out.

    So it is seen with communities: without rights in a chat the answer is `{"count": 0, "items": []}`
    (https://github.com/negezor/vk-io/issues/169).
    """
    found = [conversation_of(call.community, peer_id) for peer_id in call.parameters.integers("peer_ids")]
    page = [each for each in found if each is not None and hears(each)]
    return {"count": len(page), "items": [conversation_view(each) for each in page]} | _extension(call, page)


@method("messages.searchConversations", right="messages")
def search_conversations(call: Call) -> Json:
    """Conversations whose title, or person's name, holds the words of `q`."""
    words = call.parameters.text("q").casefold().split()
    found = [each for each in _all(call) if all(word in _name(call, each) for word in words)]
    page = heapq.nlargest(call.parameters.integer("count", 20), found, key=lambda each: each.activity)
    return {"count": len(found), "items": [conversation_view(each) for each in page]} | _extension(call, page)


@method("messages.markAsRead", right="messages")
def mark_as_read(call: Call) -> int:
    """Marks the messages of others as read, up to the given one or all."""
    if "peer_id" not in call.parameters:
        raise invalid("peer_id is required")
    conversation = conversation_of_peer(call, call.parameters.integer("peer_id"))
    up_to = call.parameters.integer("up_to_cmid") or conversation.last_cmid
    conversation.read_by_community = max(conversation.read_by_community, min(up_to, conversation.last_cmid))
    call.vk.feed.publish("read", group_id=call.community.id, peer_id=conversation.peer_id)
    return 1


@method("messages.setActivity", right="messages")
def set_activity(call: Call) -> int:
    """Shows «печатает…» for some seconds; leaves no trace."""
    conversation_of_peer(call, call.parameters.integer("peer_id") or call.parameters.integer("user_id"))
    return 1


@method("messages.deleteConversation", right="messages")
def delete_conversation(call: Call) -> Json:
    """Hides the whole history from the community; others keep theirs. It works after leaving a chat as well."""
    peer_id = call.parameters.integer("peer_id") or call.parameters.integer("user_id")
    conversation = conversation_of(call.community, peer_id) or conversation_of_peer(call, peer_id)
    conversation.hidden_up_to = conversation.read_by_community = conversation.last_cmid
    last = conversation.messages[-1] if conversation.messages else None
    return {"last_deleted_id": last.id if last else 0}


def _all(call: Call) -> Iterator[Conversation]:
    community = call.community
    both: Iterable[Sequence[Conversation]] = (list(community.chats.values()), list(community.dialogs.values()))
    return (each for part in both for each in part if hears(each) and each.last_cmid > each.hidden_up_to)


def _passes(conversation: Conversation, wanted: str) -> bool:
    match wanted:
        case "unread":
            return unread_count(conversation) > 0
        case "unanswered":
            return is_unanswered(conversation)
        case "important" | "archive":
            return False
        case _:
            return True


def _name(call: Call, conversation: Conversation) -> str:
    if isinstance(conversation, Chat):
        return conversation.title.casefold()
    user = call.vk.users[conversation.peer_id]
    return f"{user.first_name} {user.last_name}".casefold()


def _with_last_message(conversation: Conversation) -> Json:
    shown: Json = {"conversation": conversation_view(conversation)}
    if messages := conversation.shown_to_community():
        shown["last_message"] = message_view(messages[-1], conversation.group_id)
    return shown


def _extension(call: Call, page: Sequence[Conversation]) -> Json:
    if not call.parameters.flag("extended"):
        return {}
    people = (owner for owner in owners_of_conversations(page) if owner < FIRST_CHAT_PEER)
    return owners_view(call.vk, people, call.parameters.texts("fields"))

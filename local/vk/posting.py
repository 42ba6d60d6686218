"""The one way a message gets into a conversation, or changes there: numbered, shown live, told to the community.

Of its own messages a community hears by `message_reply`, of others' by `message_new`, and of both kinds of edits by
`message_edit`. Of service messages about what the community itself did it hears nothing.
"""

from __future__ import annotations

from typing import Any

from local.vk.contents import conversation_of
from local.vk.state import Chat, Community, Conversation, Dialog, Json, Message
from local.vk.views.message import message_view
from local.vk.world import Vk

# What every client of VK can show to its user; https://dev.vk.com/ru/api/community-events/json-schema#client_info
CLIENT_INFO: Json = {
    "button_actions": ["text", "vkpay", "open_app", "location", "open_link", "callback"],
    "keyboard": True,
    "inline_keyboard": True,
    "carousel": True,
    "lang_id": 0,
}


def post(vk: Vk, conversation: Conversation, from_id: int, text: str, **contents: Any) -> Message:
    """Adds a message; `contents` are the other fields of Message."""
    community = vk.communities[conversation.group_id]
    message_id = 0
    if isinstance(conversation, Dialog):
        community.last_message_id = message_id = community.last_message_id + 1
    message = Message(
        cmid=conversation.last_cmid + 1,
        id=message_id,
        date=vk.clock.now(),
        peer_id=conversation.peer_id,
        from_id=from_id,
        text=text,
        **contents,
    )
    conversation.messages.append(message)
    _remember(vk, community, conversation, message)
    _tell(vk, community, conversation, message)
    return message


def serve_notice(vk: Vk, chat: Chat, from_id: int, kind: str, **details: object) -> Message:
    """Adds a service message to a chat: who did what."""
    return post(vk, chat, from_id, "", action={"type": kind} | details)


def changed(vk: Vk, conversation: Conversation, message: Message) -> None:
    """Tells of an edited message."""
    community = vk.communities[conversation.group_id]
    if hears(conversation):
        vk.events.emit(community, "message_edit", lambda: message_view(message, community.id))
    vk.feed.publish("edit", group_id=community.id, peer_id=conversation.peer_id, cmid=message.cmid)


def dialog_with(vk: Vk, community: Community, user_id: int) -> Dialog:
    """The private conversation with a person, begun if there was none."""
    dialog = community.dialogs.get(user_id)
    if dialog is None:
        dialog = community.dialogs[user_id] = Dialog(group_id=community.id, peer_id=user_id)
        vk.feed.publish("dialog", group_id=community.id, peer_id=user_id)
    return dialog


def hears(conversation: Conversation) -> bool:
    """Whether the community learns of what happens here."""
    return not isinstance(conversation, Chat) or conversation.has_community


def find_message(community: Community, peer_id: int, cmid: int) -> Message | None:
    """The message with this number in the conversation with this peer."""
    conversation = conversation_of(community, peer_id)
    return conversation.message(cmid) if conversation else None


def _remember(vk: Vk, community: Community, conversation: Conversation, message: Message) -> None:
    community.last_activity = conversation.activity = community.last_activity + 1
    if message.id:
        community.private_messages[message.id] = message
    if message.from_id == -community.id:
        # Who answers has read what was asked.
        conversation.read_by_community = message.cmid
    else:
        conversation.read_by[message.from_id] = message.cmid
    vk.feed.publish(
        "message",
        group_id=community.id,
        peer_id=conversation.peer_id,
        cmid=message.cmid,
        from_id=message.from_id,
        text=message.text,
    )


def _tell(vk: Vk, community: Community, conversation: Conversation, message: Message) -> None:
    if not hears(conversation) or (message.action is not None and not vk.capabilities.notices_are_events):
        return
    if message.from_id != -community.id:
        vk.events.emit(
            community,
            "message_new",
            lambda: {"message": message_view(message, community.id), "client_info": CLIENT_INFO},
        )
    elif message.action is None:
        vk.events.emit(community, "message_reply", lambda: message_view(message, community.id))

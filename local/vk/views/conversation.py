"""A conversation (https://dev.vk.com/ru/reference/objects/conversation)."""

from __future__ import annotations

from local.vk.state import Chat, Conversation, Dialog, Json
from local.vk.views.message import pinned_view

# `can_write.reason`: no consent of the person.
NO_CONSENT = 901

_ALL_RIGHTS = {
    "can_change_info": True,
    "can_change_invite_link": True,
    "can_change_pin": True,
    "can_invite": True,
    "can_promote_users": True,
    "can_see_invite_link": True,
    "can_moderate": True,
    "can_copy_chat": True,
    "can_call": False,
    "can_use_mass_mentions": True,
}
_PERMISSIONS = {
    "invite": "all",
    "change_info": "owner_and_admins",
    "change_pin": "owner_and_admins",
    "use_mass_mentions": "owner_and_admins",
    "see_invite_link": "all",
    "call": "all",
    "change_admins": "owner",
}


def conversation_view(conversation: Conversation) -> Json:
    """The conversation as its community sees it."""
    last = conversation.last_cmid
    shown: Json = {
        "peer": _peer(conversation),
        "sort_id": {"major_id": 0, "minor_id": conversation.activity},
        "last_message_id": conversation.messages[-1].id if last else 0,
        "last_conversation_message_id": last,
        "in_read": _message_id(conversation, conversation.read_by_community),
        "out_read": _message_id(conversation, _read_by_others(conversation)),
        "in_read_cmid": conversation.read_by_community,
        "out_read_cmid": _read_by_others(conversation),
        "is_marked_unread": False,
        "important": False,
        "unanswered": is_unanswered(conversation),
        "can_write": {"allowed": True},
        "version": last,
    }
    if unread := unread_count(conversation):
        shown["unread_count"] = unread
    if isinstance(conversation, Chat):
        shown["chat_settings"] = chat_settings_view(conversation)
    elif isinstance(conversation, Dialog) and not conversation.allowed:
        shown["can_write"] = {"allowed": False, "reason": NO_CONSENT}
    return shown


def chat_settings_view(chat: Chat) -> Json:
    """`chat_settings` of a chat."""
    shown: Json = {
        "title": chat.title,
        "members_count": len(chat.members),
        "owner_id": chat.owner_id,
        "state": "in" if chat.has_community else "left",
        "admin_ids": [member.id for member in chat.members.values() if member.is_admin],
        "active_ids": [member_id for member_id in list(chat.members)[:4] if member_id > 0],
        "is_group_channel": False,
        "acl": _ALL_RIGHTS,
        "permissions": _PERMISSIONS,
    }
    if chat.pinned is not None:
        shown["pinned_message"] = pinned_view(chat.messages[chat.pinned - 1])
        shown["pinned_messages_count"] = 1
    if chat.photo is not None:
        shown["photo"] = chat.photo
    return shown


def unread_count(conversation: Conversation) -> int:
    """How many messages of others the community has not read."""
    own = -conversation.group_id
    unread = conversation.messages[conversation.read_by_community :]
    return sum(message.from_id != own and not message.deleted for message in unread)


def is_unanswered(conversation: Conversation) -> bool:
    """Whether the last word is a person's, in a private dialog."""
    if not isinstance(conversation, Dialog) or not conversation.messages:
        return False
    return conversation.messages[-1].from_id > 0


def _peer(conversation: Conversation) -> Json:
    if isinstance(conversation, Chat):
        return {"id": conversation.peer_id, "type": "chat", "local_id": conversation.chat_id}
    return {"id": conversation.peer_id, "type": "user", "local_id": conversation.peer_id}


def _message_id(conversation: Conversation, cmid: int) -> int:
    return conversation.messages[cmid - 1].id if cmid else 0


def _read_by_others(conversation: Conversation) -> int:
    return max(conversation.read_by.values(), default=0)

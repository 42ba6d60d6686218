"""Chats as a whole: creating, naming, the invite link, the photo, pins."""

from __future__ import annotations

from local.vk.errors import ApiError, invalid
from local.vk.method import Call, method
from local.vk.peers import chat_of_id, chat_of_peer
from local.vk.posting import serve_notice
from local.vk.state import FIRST_CHAT_PEER, Chat, Json, Member
from local.vk.views.message import pinned_view


@method("messages.createChat", right="messages")
def create_chat(call: Call) -> Json:
    """A chat whose owner and only member is the community; chats are numbered 1, 2, 3 … within it.

    Its first message is the service message `chat_create`, as in every chat of VK, so the first text is number 2.
    """
    title = call.parameters.text("title").strip()
    if not title:
        raise invalid("title is undefined")
    if call.parameters.integers("user_ids"):
        # Nobody can be put into a chat by a community: people come by the link.
        raise ApiError(15, "can't invite users to the chat")
    community = call.community
    chat_id = len(community.chats) + 1
    chat = Chat(group_id=community.id, peer_id=FIRST_CHAT_PEER + chat_id, title=title)
    chat.members[-community.id] = Member(-community.id, call.vk.clock.now(), -community.id, is_admin=True)
    community.chats[chat.peer_id] = chat
    serve_notice(call.vk, chat, -community.id, "chat_create", text=title)
    call.vk.feed.publish("chat", group_id=community.id, peer_id=chat.peer_id, title=title)
    return {"chat_id": chat_id, "peer_ids": []}


@method("messages.editChat", right="messages")
def edit_chat(call: Call) -> int:
    """Renames a chat."""
    chat = chat_of_id(call)
    title = call.parameters.text("title").strip()
    if not title:
        raise invalid("title is undefined")
    if title != chat.title:
        chat.title = title
        serve_notice(call.vk, chat, chat.owner_id, "chat_title_update", text=title)
        call.vk.feed.publish("chat", group_id=chat.group_id, peer_id=chat.peer_id, title=title)
    return 1


@method("messages.getInviteLink", right="messages")
def get_invite_link(call: Call) -> Json:
    """The chat's link; `reset` kills it and makes another."""
    chat = chat_of_peer(call, call.parameters.integer("peer_id"))
    if chat.invite_link is None or call.parameters.flag("reset"):
        return {"link": call.vk.new_link(chat)}
    return {"link": chat.invite_link}


@method("messages.setChatPhoto", right="messages", inside_execute=False)
def set_chat_photo(call: Call) -> Json:
    """Makes an uploaded picture the chat's."""
    file = call.vk.uploads.file(call.parameters.text("file"))
    if file is None or file.slot.kind != "chat_photo" or file.slot.group_id != call.community.id:
        raise ApiError(22)
    chat = chat_of_peer(call, FIRST_CHAT_PEER + file.slot.chat_id)
    urls = dict.fromkeys(("photo_50", "photo_100", "photo_200"), call.vk.file_url(file.path))
    chat.photo = urls | {"is_default_photo": False}
    notice = serve_notice(call.vk, chat, chat.owner_id, "chat_photo_update", photo=urls)
    call.vk.feed.publish("chat", group_id=chat.group_id, peer_id=chat.peer_id, title=chat.title)
    return {"message_id": notice.id, "chat": _chat_view(chat)}


@method("messages.deleteChatPhoto", right="messages")
def delete_chat_photo(call: Call) -> Json:
    """Takes the chat's picture away."""
    chat = chat_of_id(call)
    chat.photo = None
    notice = serve_notice(call.vk, chat, chat.owner_id, "chat_photo_remove")
    call.vk.feed.publish("chat", group_id=chat.group_id, peer_id=chat.peer_id, title=chat.title)
    return {"message_id": notice.id, "chat": _chat_view(chat)}


@method("messages.pin", right="messages")
def pin(call: Call) -> Json:
    """Pins a message; a chat has one pinned message at a time."""
    chat = chat_of_peer(call, call.parameters.integer("peer_id"))
    cmid = call.parameters.integer("cmid") or call.parameters.integer("conversation_message_id")
    message = chat.message(cmid)
    if message is None or message.action is not None:
        raise invalid("cmid is invalid")
    chat.pinned = cmid
    details = {"member_id": chat.owner_id, "conversation_message_id": cmid, "message": message.text}
    serve_notice(call.vk, chat, chat.owner_id, "chat_pin_message", **details)
    call.vk.feed.publish("pin", group_id=chat.group_id, peer_id=chat.peer_id, cmid=cmid)
    return pinned_view(message)


@method("messages.unpin", right="messages")
def unpin(call: Call) -> int:
    """Unpins what is pinned."""
    chat = chat_of_peer(call, call.parameters.integer("peer_id"))
    if chat.pinned is not None:
        details = {"member_id": chat.owner_id, "conversation_message_id": chat.pinned}
        chat.pinned = None
        serve_notice(call.vk, chat, chat.owner_id, "chat_unpin_message", **details)
        call.vk.feed.publish("pin", group_id=chat.group_id, peer_id=chat.peer_id, cmid=None)
    return 1


def _chat_view(chat: Chat) -> Json:
    shown: Json = {
        "type": "chat",
        "id": chat.chat_id,
        "title": chat.title,
        "admin_id": chat.owner_id,
        "users": [member_id for member_id in chat.members if member_id > 0],
        "members_count": len(chat.members),
    }
    return shown | (chat.photo or {})

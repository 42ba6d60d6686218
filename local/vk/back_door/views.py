"""Looking: chats, messages, people, communities."""

from __future__ import annotations

from aiohttp import web

from local.vk.http import VK, Refusal, json_answer
from local.vk.state import Chat, Community, Conversation, Dialog, Json, Message, User
from local.vk.views.message import message_view
from local.vk.world import Vk

routes = web.RouteTableDef()


@routes.get("/sim/chats")
async def get_chats(request: web.Request) -> web.Response:
    """Every chat, or those of `?group_id=`."""
    wanted = request.query.get("group_id")
    communities = request.app[VK].communities.values()
    chosen = (each for each in communities if wanted is None or str(each.id) == wanted)
    return json_answer([chat_view(chat) for community in chosen for chat in community.chats.values()])


@routes.get("/sim/chats/{group_id:\\d+}/{peer_id:\\d+}/messages")
async def get_chat_messages(request: web.Request) -> web.Response:
    """A chat's messages, oldest first, service messages included; deleted ones only with `?deleted=1`."""
    chat = community_of(request).chats.get(int(request.match_info["peer_id"]))
    if chat is None:
        raise Refusal(404, "no_such_chat", "Такого чата нет.")
    return json_answer(_messages(request, chat))


@routes.get("/sim/dialogs/{group_id:\\d+}/{user_id:\\d+}/messages")
async def get_dialog_messages(request: web.Request) -> web.Response:
    """The private messages between a person and a community, as of a chat; empty where nobody has written."""
    dialog = community_of(request).dialogs.get(int(request.match_info["user_id"]))
    return json_answer(_messages(request, dialog) if dialog else [])


@routes.get("/sim/communities")
async def get_communities(request: web.Request) -> web.Response:
    """The communities, without their tokens."""
    return json_answer([_community_view(each) for each in request.app[VK].communities.values()])


@routes.get("/sim/users")
async def get_users(request: web.Request) -> web.Response:
    """The people."""
    return json_answer(list(request.app[VK].users.values()))


@routes.get("/sim/users/{user_id:\\d+}/dialogs")
async def get_dialogs_of_user(request: web.Request) -> web.Response:
    """What a person sees in their list: dialogs with communities and the chats they are in, newest first."""
    vk, user = request.app[VK], user_of(request)
    seen = [
        _list_entry(vk, community, conversation, user)
        for community in vk.communities.values()
        for conversation in (*community.dialogs.values(), *community.chats.values())
        if _sees(user, conversation)
    ]
    return json_answer(sorted(seen, key=lambda entry: entry["last_message"]["date"], reverse=True))


def user_of(request: web.Request) -> User:
    """The person of the address; raises Refusal 404."""
    user = request.app[VK].users.get(int(request.match_info["user_id"]))
    if user is None:
        raise Refusal(404, "no_such_user", "Такого пользователя нет.")
    return user


def community_of(request: web.Request) -> Community:
    """The community of the address; raises Refusal 404."""
    community = request.app[VK].communities.get(int(request.match_info["group_id"]))
    if community is None:
        raise Refusal(404, "no_such_community", "Такого сообщества нет.")
    return community


def chat_view(chat: Chat) -> Json:
    """A chat.

    `state` is "open", or "left" once the community has gone. `members` are ids, the community's is negative. `pinned`
    is the pinned message. `messages_count` counts what people and the community wrote and did not delete;
    `last_conversation_message_id` is VK's running number, which counts service messages and deleted ones too.
    `invite_link` is null until somebody asked for it.
    """
    pinned = chat.message(chat.pinned) if chat.pinned is not None else None
    return {
        "group_id": chat.group_id,
        "peer_id": chat.peer_id,
        "chat_id": chat.chat_id,
        "title": chat.title,
        "invite_link": chat.invite_link,
        "state": "open" if chat.has_community else "left",
        "members": list(chat.members),
        "admins": [member.id for member in chat.members.values() if member.is_admin],
        "muted": [member.id for member in chat.members.values() if member.muted_until is not None],
        "pinned": {"conversation_message_id": pinned.cmid, "text": pinned.text} if pinned else None,
        "photo": chat.photo["photo_200"] if chat.photo else None,
        "messages_count": sum(message.action is None and not message.deleted for message in chat.messages),
        "last_conversation_message_id": chat.last_cmid,
    }


def _messages(request: web.Request, conversation: Conversation) -> list[Json]:
    deleted_too = request.query.get("deleted") == "1"
    return [
        message_view(message, conversation.group_id) | {"deleted": message.deleted}
        for message in conversation.messages
        if deleted_too or not message.deleted
    ]


def _community_view(community: Community) -> Json:
    return {
        "group_id": community.id,
        "name": community.name,
        "screen_name": community.screen_name,
        "chats_count": len(community.chats),
        "subscribers": sorted(community.subscribers),
        "callback_servers": [
            {"server_id": each.id, "url": each.url, "status": each.status, "events": sorted(each.events)}
            for each in community.callback_servers.values()
        ],
    }


def _sees(user: User, conversation: Conversation) -> bool:
    if isinstance(conversation, Chat):
        return user.id in conversation.members
    return conversation.peer_id == user.id and bool(conversation.messages)


def _list_entry(vk: Vk, community: Community, conversation: Conversation, user: User) -> Json:
    unread = conversation.messages[conversation.read_by.get(user.id, 0) :]
    shown: Json = {
        "kind": "chat" if isinstance(conversation, Chat) else "dialog",
        "group_id": community.id,
        "peer_id": conversation.peer_id,
        "title": conversation.title if isinstance(conversation, Chat) else community.name,
        "last_message": message_view(_last_shown(conversation), community.id),
        "unread": sum(message.from_id != user.id and not message.deleted for message in unread),
        "photo": vk.file_url(f"avatars/{-community.id}.svg"),
    }
    if isinstance(conversation, Chat):
        shown["members_count"] = len(conversation.members)
        shown["photo"] = conversation.photo["photo_200"] if conversation.photo else shown["photo"]
    elif isinstance(conversation, Dialog):
        shown["allowed"] = conversation.allowed
    return shown


def _last_shown(conversation: Conversation) -> Message:
    shown = (message for message in reversed(conversation.messages) if not message.deleted)
    return next(shown, conversation.messages[-1])

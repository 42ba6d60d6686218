"""What one person sees of a conversation, in the shapes that the page for people draws.

Whoever left a chat or was removed from it still has it in the list and reads it up to the moment of going, as in VK's
own messenger.
"""

from __future__ import annotations

from local.vk.contents import conversation_of
from local.vk.http import Refusal
from local.vk.state import Chat, Community, Conversation, Dialog, Json, Member, Message, User
from local.vk.views.message import message_view
from local.vk.world import Vk


def seen_by(user: User, conversation: Conversation) -> bool:
    """Whether the conversation stands in the person's list."""
    if isinstance(conversation, Chat):
        # Whoever joined has a read mark from then on, also after going.
        return user.id in conversation.members or user.id in conversation.read_by
    return conversation.peer_id == user.id and bool(conversation.messages)


def conversation_for(community: Community, user: User, peer_id: int) -> Conversation:
    """The person's conversation with this peer; a dialog that nobody has begun is an empty one.

    Raises:
        Refusal: 404 no such chat, 403 the person was never in it.
    """
    found = conversation_of(community, peer_id)
    if found is None and peer_id == user.id:
        return Dialog(group_id=community.id, peer_id=user.id)
    if found is None or not (isinstance(found, Chat) or peer_id == user.id):
        raise Refusal(404, "no_such_chat", "Такого чата нет.")
    if isinstance(found, Chat) and not seen_by(user, found):
        raise Refusal(403, "not_a_member", "Вы не состоите в этом чате.")
    return found


def messages_for(user: User, conversation: Conversation) -> list[Message]:
    """The messages up to the person's going, deleted ones included, oldest first."""
    if standing(user, conversation) == "in":
        return conversation.messages
    gone_with = next(
        (message.cmid for message in reversed(conversation.messages) if _is_going_of(user, message)),
        conversation.last_cmid,
    )
    return conversation.messages[:gone_with]


def standing(user: User, conversation: Conversation) -> str:
    """`in`, `left` (may come back by the link) or `removed` (may not)."""
    if not isinstance(conversation, Chat) or user.id in conversation.members:
        return "in"
    return "removed" if user.id in conversation.kicked else "left"


def last_message(user: User, conversation: Conversation) -> Message | None:
    """The newest message that the person sees."""
    return next((each for each in reversed(messages_for(user, conversation)) if not each.deleted), None)


def list_entry(vk: Vk, user: User, conversation: Conversation) -> Json:
    """A row of the person's list.

    `photo` is null where the chat has none of its own; `members_count` is of chats alone, `allowed` (the person's
    consent) and `screen_name` of dialogs alone.
    """
    community, last = vk.communities[conversation.group_id], last_message(user, conversation)
    shown: Json = {
        "group_id": conversation.group_id,
        "peer_id": conversation.peer_id,
        "standing": standing(user, conversation),
        "last_message": message_view(last, conversation.group_id) if last else None,
        "unread": _unread(user, conversation),
    }
    if isinstance(conversation, Chat):
        photo = conversation.photo["photo_200"] if conversation.photo else None
        own = {"kind": "chat", "title": conversation.title, "photo": photo, "members_count": len(conversation.members)}
        return shown | own
    allowed = isinstance(conversation, Dialog) and conversation.allowed
    own = {"kind": "dialog", "title": community.name, "photo": None, "allowed": allowed}
    return shown | own | {"screen_name": community.screen_name}


def whole_conversation(vk: Vk, user: User, conversation: Conversation) -> Json:
    """A row of the list with what its head and foot need.

    `pinned` is the pinned message. `keyboard` is the one in place of the keyboard, with the `cmid` it came by.
    `muted_until` is null, a time, or 0 for as long as nobody unmutes. `read_up_to` is the newest cmid that anybody else
    has read, `my_read` the newest that the person has. `has_community` is false once the community has gone.
    """
    shown = list_entry(vk, user, conversation)
    others = [cmid for owner_id, cmid in conversation.read_by.items() if owner_id != user.id]
    shown |= {
        "keyboard": _keyboard(user, conversation) if shown["standing"] == "in" else None,
        "read_up_to": max([conversation.read_by_community, *others]),
        "my_read": conversation.read_by.get(user.id, 0),
        "muted_until": None,
        "pinned": None,
        "invite_link": None,
        "has_community": True,
    }
    if isinstance(conversation, Chat):
        shown |= {"invite_link": conversation.invite_link, "has_community": conversation.has_community}
        shown |= _as_member(user, conversation)
    return shown


def member_entry(vk: Vk, chat: Chat, member: Member) -> Json:
    """A row of the list of members; `role` is owner, admin or member."""
    role = "owner" if member.id == chat.owner_id else "admin" if member.is_admin else "member"
    muted = member.muted_until is not None
    return name_of(vk, member.id) | {"role": role, "muted": muted, "invited_by": member.invited_by}


def name_of(vk: Vk, owner_id: int) -> Json:
    """How a person or a community (negative id) is called; a stranger gets a name too."""
    if community := vk.communities.get(-owner_id):
        return {"id": owner_id, "name": community.name, "screen_name": community.screen_name}
    if user := vk.users.get(owner_id):
        return person_entry(user)
    return {"id": owner_id, "name": "Неизвестный", "screen_name": ""}


def person_entry(user: User) -> Json:
    """A person, without the phone."""
    shown = {"id": user.id, "name": f"{user.first_name} {user.last_name}".strip(), "screen_name": user.screen_name}
    return shown | {"first_name": user.first_name, "deactivated": user.deactivated}


def matches(search: str, *texts: str) -> bool:
    """Whether every word of the search stands in one of the texts; `ё` is `е`."""
    haystack = _plain(" ".join(texts))
    return all(word in haystack for word in _plain(search).split())


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е")


def _is_going_of(user: User, message: Message) -> bool:
    action = message.action
    return action is not None and action["type"] == "chat_kick_user" and action.get("member_id") == user.id


def _as_member(user: User, chat: Chat) -> Json:
    member = chat.members.get(user.id)
    if member is None:
        return {}
    pinned = chat.message(chat.pinned) if chat.pinned is not None else None
    shown = message_view(pinned, chat.group_id) if pinned else None
    return {"pinned": shown, "muted_until": member.muted_until}


def _unread(user: User, conversation: Conversation) -> int:
    if standing(user, conversation) != "in":
        return 0
    unread = conversation.messages[conversation.read_by.get(user.id, 0) :]
    return sum(message.from_id != user.id and not message.deleted for message in unread)


def _keyboard(user: User, conversation: Conversation) -> Json | None:
    # A message without a keyboard leaves the last one standing, an empty one takes it away; a one-time keyboard goes
    # with its first press (https://dev.vk.com/ru/api/bots/development/keyboard).
    pressed = False
    for message in reversed(conversation.messages):
        pressed = pressed or (message.from_id == user.id and message.payload is not None)
        keyboard = message.keyboard
        if keyboard is None or keyboard["inline"] or message.deleted:
            continue
        used_up = not keyboard["buttons"] or (keyboard["one_time"] and pressed)
        return None if used_up else {"cmid": message.cmid} | keyboard
    return None

"""Who is in a chat: reading, removing, roles, the right to write."""

from __future__ import annotations

from local.vk.errors import ApiError, invalid
from local.vk.membership import remove_member
from local.vk.method import Call, method
from local.vk.peers import chat_of_id, chat_of_peer, conversation_of_peer
from local.vk.state import Chat, Conversation, Json, Member
from local.vk.views.owners import owners_view


@method("messages.getConversationMembers", right="messages")
def get_conversation_members(call: Call) -> Json:
    """The members of a chat, or the two of a dialog; a community is a negative `member_id`."""
    conversation = conversation_of_peer(call, call.parameters.integer("peer_id"))
    wanted = set(call.parameters.integers("member_ids"))
    members = [member for member in _members(conversation) if not wanted or member["member_id"] in wanted]
    offset = call.parameters.integer("offset")
    page = members[offset : offset + call.parameters.integer("count", 20)]
    answer: Json = {"items": page, "count": len(members)}
    if isinstance(conversation, Chat):
        answer["chat_restrictions"] = {"only_admins_edit_info": True, "only_admins_edit_pin": True}
    owners = owners_view(call.vk, (member["member_id"] for member in page), call.parameters.texts("fields"))
    return answer | owners


@method("messages.removeChatUser", right="messages")
def remove_chat_user(call: Call) -> int:
    """Removes somebody for good; with its own negative id the community leaves."""
    chat = chat_of_id(call)
    member_id = call.parameters.integer("member_id") or call.parameters.integer("user_id")
    if not member_id:
        raise invalid("member_id is required")
    if member_id not in chat.members:
        raise ApiError(935)
    remove_member(call.vk, chat, member_id, by=chat.owner_id)
    return 1


@method("messages.setMemberRole", right="messages")
def set_member_role(call: Call) -> int:
    """Makes a member an administrator, or a plain member again; only after the person has joined.

    VK's schema does not list it, though communities call it: a capability decides whether this VK allows it.
    """
    _check_allowed(call.vk.capabilities.set_member_role)
    member = _other_member(call, call.parameters.integer("member_id"))
    member.is_admin = call.parameters.text("role") == "admin"
    call.vk.feed.publish("member", group_id=call.community.id, peer_id=call.parameters["peer_id"], member_id=member.id)
    return 1


@method("messages.changeConversationMemberRestrictions", right="messages")
def change_conversation_member_restrictions(call: Call) -> Json:
    """Mutes members (`ro`, for so many seconds, or until further notice), or lets them write again (`rw`).

    Not in VK's schema either: a capability decides.
    """
    _check_allowed(call.vk.capabilities.change_member_restrictions)
    muted, seconds = call.parameters.text("action") == "ro", call.parameters.integer("for")
    chat, failed = chat_of_peer(call, call.parameters.integer("peer_id")), []
    for member_id in call.parameters.integers("member_ids"):
        member = chat.members.get(member_id)
        if member is None or member.id == chat.owner_id:
            failed.append(member_id)
            continue
        until = call.vk.clock.now() + seconds if seconds else 0
        member.muted_until = until if muted else None
        call.vk.feed.publish("member", group_id=chat.group_id, peer_id=chat.peer_id, member_id=member_id)
    return {"failed_member_ids": failed}


def _check_allowed(capability: bool) -> None:
    if not capability:
        raise ApiError(15, "no access to call this method")


def _other_member(call: Call, member_id: int) -> Member:
    chat = chat_of_peer(call, call.parameters.integer("peer_id"))
    if (member := chat.members.get(member_id)) is None:
        raise ApiError(935)
    if member_id == chat.owner_id:
        raise ApiError(15, "can't change the owner's role")
    return member


def _members(conversation: Conversation) -> list[Json]:
    if not isinstance(conversation, Chat):
        return [{"member_id": conversation.peer_id}, {"member_id": -conversation.group_id}]
    return [_member_view(conversation, member) for member in conversation.members.values()]


def _member_view(chat: Chat, member: Member) -> Json:
    is_owner = member.id == chat.owner_id
    shown: Json = {
        "member_id": member.id,
        "invited_by": member.invited_by,
        "join_date": member.join_date,
        "can_kick": not is_owner,
    }
    marks = {
        "is_owner": is_owner,
        "is_admin": member.is_admin,
        "is_restricted_to_write": member.muted_until is not None,
    }
    return shown | {name: True for name, holds in marks.items() if holds}

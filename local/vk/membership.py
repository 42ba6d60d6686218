"""Coming into a chat and going: by the link, by one's own wish, by an administrator's."""

from __future__ import annotations

from local.vk.posting import serve_notice
from local.vk.state import Chat, Member
from local.vk.world import Vk


def add_by_link(vk: Vk, chat: Chat, user_id: int) -> None:
    """Somebody joined by the invite link."""
    chat.members[user_id] = Member(user_id, vk.clock.now(), user_id)
    chat.read_by[user_id] = chat.last_cmid
    # VK can leave `member_id` out here; who joined is always `from_id`.
    serve_notice(vk, chat, user_id, "chat_invite_user_by_link")
    vk.feed.publish("member", group_id=chat.group_id, peer_id=chat.peer_id, member_id=user_id)


def add_bot(vk: Vk, chat: Chat, bot_id: int, by: int) -> None:
    """A member added another community's bot; only people can."""
    chat.members[-bot_id] = Member(-bot_id, vk.clock.now(), by)
    chat.kicked.discard(-bot_id)
    serve_notice(vk, chat, by, "chat_invite_user", member_id=-bot_id)
    vk.feed.publish("member", group_id=chat.group_id, peer_id=chat.peer_id, member_id=-bot_id)


def remove_member(vk: Vk, chat: Chat, member_id: int, *, by: int) -> None:
    """Somebody left (`by` is they themselves) or was removed; whoever was removed cannot come back by the link."""
    # Told first, so that the one who goes still hears of it: a community that leaves gets no event after this.
    serve_notice(vk, chat, by, "chat_kick_user", member_id=member_id)
    del chat.members[member_id]
    if by != member_id:
        chat.kicked.add(member_id)
    vk.feed.publish("member", group_id=chat.group_id, peer_id=chat.peer_id, member_id=member_id)


def is_muted(vk: Vk, chat: Chat, user_id: int) -> bool:
    """Whether this member may not write now."""
    muted_until = chat.members[user_id].muted_until
    return muted_until is not None and (muted_until == 0 or muted_until > vk.clock.now())

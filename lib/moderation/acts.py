"""Each tool as calls of VK: what it does, what it does where VK refuses, and what it changes in the house's record.

All of them may be done twice: what is pinned is pinned, what is deleted or gone counts as done.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from msgspec import Struct

from lib.communities.answering import Answers
from lib.communities.breaks import load_community
from lib.communities.capabilities import is_refused, note_refusal, note_use
from lib.gateways.firestore.store import Update, Write
from lib.gateways.vk.errors import VkError
from lib.houses.house import Chat, ChatKind, House, house_path, peer_id
from lib.moderation.log import ModerationLine
from lib.moderation.outside import Moderation
from lib.moderation.tools import Tool

# Not in VK's schema, though others call it: a capability that is tried.
RESTRICT = "messages.changeConversationMemberRestrictions"
# 3 unknown method, 15 and 27 not for this token and the like: VK has or gives no such method.
_NOT_FOR_US = frozenset({3, 7, 15, 27, 28, 100, 917, 925, 945})
_NO_MEMBER = 935


class Act(Struct, frozen=True):
    """A line of the log that is to be made true, the chat and house it is about, and what that needs."""

    line: ModerationLine
    chat: Chat
    house: House
    outside: Moderation


def _pin(act: Act) -> list[Write]:
    act.outside.answers.call(act.chat.group_id, "messages.pin", peer_id=peer_id(act.chat.chat_id), cmid=act.line.cmid)
    return _kept_pin(act, act.line.cmid)


def _unpin(act: Act) -> list[Write]:
    """What was pinned gives way to the welcome with the rules, which never goes."""
    peer = peer_id(act.chat.chat_id)
    if act.house.welcome_cmid:
        act.outside.answers.call(act.chat.group_id, "messages.pin", peer_id=peer, cmid=act.house.welcome_cmid)
    else:
        act.outside.answers.call(act.chat.group_id, "messages.unpin", peer_id=peer)
    return _kept_pin(act, 0)


def _kept_pin(act: Act, cmid: int) -> list[Write]:
    """A house's chat keeps its pin (lib/upkeep); a discussion's goes with the chat."""
    if act.chat.kind is not ChatKind.HOUSE:
        return []
    return [Update(house_path(act.chat.municipality_id, act.house.id), {"pinned_cmid": cmid})]


def _remove(act: Act) -> list[Write]:
    remove_message(act.chat, act.line.cmid, act.outside.answers)
    if act.house.pinned_cmid != act.line.cmid:
        return []
    # VK unpins what is deleted.
    return _unpin(act)


def _exclude(act: Act) -> list[Write]:
    try:
        act.outside.answers.call(
            act.chat.group_id, "messages.removeChatUser", chat_id=act.chat.chat_id, member_id=act.line.member_id
        )
    except VkError as error:
        # Gone already, by this very request or by themselves.
        if error.code != _NO_MEMBER:
            raise
    return []


def _mute(act: Act) -> list[Write]:
    until = act.line.at + timedelta(seconds=act.line.seconds)
    if not _restrict(act, action="ro", seconds=act.line.seconds):
        act.outside.mutes.mute(act.chat.group_id, act.chat.chat_id, act.line.member_id, until)
    return []


def _unmute(act: Act) -> list[Write]:
    _restrict(act, action="rw", seconds=None)
    act.outside.mutes.mute(act.chat.group_id, act.chat.chat_id, act.line.member_id, None)
    return []


def _restrict(act: Act, *, action: str, seconds: int | None) -> bool:
    """Whether VK did it. A refusal is noted, and believed for a day."""
    community, now = load_community(act.chat.group_id, store=act.outside.store), act.outside.clock.now()
    if is_refused(community, RESTRICT, now, store=act.outside.store):
        return False
    params: dict[str, Any] = {
        "peer_id": peer_id(act.chat.chat_id),
        "member_ids": str(act.line.member_id),
        "action": action,
    }
    try:
        answer = act.outside.answers.call(
            act.chat.group_id, RESTRICT, **params, **({"for": seconds} if seconds else {})
        )
    except VkError as error:
        if error.code not in _NOT_FOR_US:
            raise
        note_refusal(community, RESTRICT, error.code, now, store=act.outside.store)
        return False
    note_use(community, RESTRICT, now, store=act.outside.store)
    return not (isinstance(answer, dict) and answer.get("failed_member_ids"))


ACTS: dict[Tool, Callable[[Act], list[Write]]] = {
    Tool.PIN: _pin,
    Tool.UNPIN: _unpin,
    Tool.REMOVE: _remove,
    Tool.MUTE: _mute,
    Tool.UNMUTE: _unmute,
    Tool.EXCLUDE: _exclude,
}


def remove_message(chat: Chat, cmid: int, answers: Answers) -> None:
    """Deletes a message for everybody; one that is gone already is no error.

    Raises:
        VkError: 924 where it is too old or VK does not let it be deleted, or as `Answers.call`.
    """
    told: Any = answers.call(
        chat.group_id, "messages.delete", peer_id=peer_id(chat.chat_id), cmids=str(cmid), delete_for_all=1
    )
    error = told[0].get("error") if isinstance(told, list) and told else None
    if error:
        raise VkError(int(error["code"]), "messages.delete", str(error.get("description", "")))

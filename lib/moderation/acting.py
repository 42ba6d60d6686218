"""Doing what a moderator wants, once, and in the open.

The line of the log is written before VK is asked, under an id that follows from the event, and completed after: an
event that comes again finds it, and whoever died in between does the rest. Repeating is harmless: what is deleted or
gone already counts as done. docs/decisions/events.md says more.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from lib import log
from lib.chat_buttons import RULES_KEYBOARD
from lib.errors import DomainError
from lib.gateways.firestore.store import AlreadyExists, Create, Replace, Stored, Write
from lib.gateways.vk.errors import VkError, WhatToDo
from lib.houses.house import Chat, House, peer_id
from lib.moderation.acts import ACTS, Act
from lib.moderation.log import LineState, ModerationLine, line_path, sort_key
from lib.moderation.moderators import is_protected, moderator_role
from lib.moderation.outside import Moderation
from lib.moderation.tools import Tool, done_in_words
from lib.moderation.wish import Wish
from lib.people.roles import STAFF, Role

# VK does not let the message be deleted.
_CANNOT_DELETE = 924
# https://dev.vk.com/ru/method/messages.delete: for everybody within 24 hours.
_DELETABLE_FOR = timedelta(hours=24)


class _Target(Struct, frozen=True):
    """The message that was pointed at, as VK shows it; all zero where none is needed."""

    cmid: int = 0
    from_id: int = 0
    written_at: datetime | None = None


def moderate(wish: Wish, line_id: str, chat: Chat, house: House, outside: Moderation) -> ModerationLine:
    """Does it, and returns the line of the log. `line_id` is the same whenever the same request comes again.

    Raises:
        DomainError: with what to tell the person: `moderation_forbidden`, `message_gone`, `message_too_old`,
            `official_words_protected`, `person_protected`, `tool_refused`.
        VkError, VkOutcomeUnknown, Overloaded, CommunityRests: VK did not do it now; it may be asked again.
    """
    assert wish.tool is not None
    assert wish.reason
    role = moderator_role(house, chat.municipality_id, wish.by, outside.rights)
    if role is None:
        raise DomainError("moderation_forbidden")
    path = line_path(chat.municipality_id, chat.house_id, line_id)
    stored = outside.store.get(path, ModerationLine)
    if stored is None:
        stored = _begin(wish, wish.tool, path, line_id, role, chat, house, outside)
    if stored.record.state is LineState.BEGUN:
        stored = _finish(stored, chat, house, outside)
    if stored.record.state is LineState.REFUSED:
        raise DomainError("tool_refused", vk_code=stored.record.vk_code)
    _tell_the_chat(stored.record, chat, outside)
    return stored.record


def _begin(
    wish: Wish, tool: Tool, path: str, line_id: str, role: Role, chat: Chat, house: House, outside: Moderation
) -> Stored[ModerationLine]:
    now = outside.clock.now()
    target = _look_at(wish.cmid, chat, outside) if tool.needs_message else _Target()
    _check_it_may_be_done(tool, target, role, chat, house, outside)
    line = ModerationLine(line_id, now, tool, wish.reason, role, wish.by, target.cmid, target.from_id, wish.seconds)
    line = replace(line, sort=sort_key(now, line_id))
    try:
        (revision,) = outside.store.commit([Create(path, line)])
    except AlreadyExists:
        there = outside.store.get(path, ModerationLine)
        assert there is not None
        return there
    return Stored(path, line, revision)


def _look_at(cmid: int, chat: Chat, outside: Moderation) -> _Target:
    peer = peer_id(chat.chat_id)
    found = outside.answers.call(
        chat.group_id, "messages.getByConversationMessageId", peer_id=peer, conversation_message_ids=str(cmid)
    )
    if not cmid or not found["items"] or found["items"][0].get("action"):
        raise DomainError("message_gone")
    shown = found["items"][0]
    return _Target(cmid, int(shown["from_id"]), datetime.fromtimestamp(int(shown["date"]), outside.clock.now().tzinfo))


def _check_it_may_be_done(
    tool: Tool, target: _Target, role: Role, chat: Chat, house: House, outside: Moderation
) -> None:
    """Raises the DomainError that says why not."""
    if tool in {Tool.PIN, Tool.UNPIN}:
        return
    is_of_community = target.from_id == -chat.group_id
    if tool is Tool.REMOVE:
        is_official = is_of_community or target.from_id in house.official_vk_ids
        if is_of_community or (is_official and role not in STAFF):
            raise DomainError("official_words_protected")
        if target.written_at and outside.clock.now() - target.written_at > _DELETABLE_FOR:
            raise DomainError("message_too_old")
    elif target.from_id < 0 or is_protected(house, chat.municipality_id, target.from_id, outside.rights):
        raise DomainError("person_protected")


def _finish(stored: Stored[ModerationLine], chat: Chat, house: House, outside: Moderation) -> Stored[ModerationLine]:
    line, also = stored.record, list[Write]()
    try:
        also = ACTS[line.tool](Act(line, chat, house, outside))
        after = replace(line, state=LineState.DONE)
    except VkError as error:
        if error.what_to_do not in {WhatToDo.GIVE_UP_ON_PEER, WhatToDo.OUR_MISTAKE} and error.code != _CANNOT_DELETE:
            raise
        after = replace(line, state=LineState.REFUSED, vk_code=error.code)
    (revision, *_) = outside.store.commit([Replace(stored.path, after, stored.revision), *also])
    log.info(
        "moderated",
        group_id=chat.group_id,
        municipality_id=chat.municipality_id,
        house_id=chat.house_id,
        tool=line.tool,
        state=after.state,
        vk_code=after.vk_code,
    )
    return Stored(stored.path, after, revision)


def _tell_the_chat(line: ModerationLine, chat: Chat, outside: Moderation) -> None:
    if not line.tool.is_against_somebody:
        return
    did = done_in_words(line.tool, line.seconds)
    text = f"🧹 {did[:1].upper()}{did[1:]}. Причина: {line.reason}.\nКто: {line.by_role.in_russian}."
    random_id = outside.answers.random_id(chat.group_id, f"moderation {line.id}")
    outside.answers.send(chat.group_id, peer_id(chat.chat_id), text, random_id, keyboard=RULES_KEYBOARD)

"""Somebody renamed a house's chat, or pinned or unpinned something in it with VK's own means.

Who may moderate may pin; what anybody else did is put right again, and so is the title: it is the house's address, and
changed by employees in the Mini App alone.
"""

from __future__ import annotations

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.outside import Outside
from lib.events.event import ActKind, ChatAct, Event, MessageWritten
from lib.gateways.firestore.store import Stored, Update
from lib.houses.house import Chat, House
from lib.moderation.moderators import moderator_role
from lib.upkeep.faults import expected_pin
from lib.upkeep.mending import pin_call

_GUARDED = frozenset({ActKind.RENAMED, ActKind.PINNED, ActKind.UNPINNED})


def _wants(event: Event) -> bool:
    if not isinstance(event, MessageWritten) or event.is_private or event.act is None:
        return False
    return event.act.kind in _GUARDED and event.from_id != -event.group_id


def _take(event: Event, outside: Outside) -> bool:
    assert isinstance(event, MessageWritten)
    assert event.act is not None
    found = outside.houses.house(event.group_id, event.chat_id)
    if found is None:
        return False
    chat, house = found
    if event.act.kind is ActKind.RENAMED:
        title = house.record.title
        outside.answers.call(event.group_id, "messages.editChat", chat_id=event.chat_id, title=title)
    else:
        _settle_pin(event, event.act, chat, house, outside)
    return True


def _settle_pin(event: MessageWritten, act: ChatAct, chat: Chat, house: Stored[House], outside: Outside) -> None:
    record = house.record
    role = moderator_role(record, chat.municipality_id, event.from_id, outside.moderation.rights)
    if role is not None and act.kind is ActKind.PINNED and act.cmid:
        if record.pinned_cmid != act.cmid:
            outside.store.commit([Update(house.path, {"pinned_cmid": act.cmid})])
        return
    if role is not None and record.pinned_cmid:
        # Unpinned by who may: the welcome comes back.
        outside.store.commit([Update(house.path, {"pinned_cmid": 0})])
    cmid = record.welcome_cmid if role is not None else expected_pin(record)
    if cmid:
        call = pin_call(record, cmid)
        outside.answers.call(event.group_id, call.method, **call.params)


GUARDING = Conversation("guarding", _wants, _take)

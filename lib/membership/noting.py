"""What a coming or going makes of the records: a movement, and a gathering that looks at the chat."""

from __future__ import annotations

import contextlib
from datetime import timedelta

from lib.clock import Clock
from lib.events.event import ChatAct, MessageWritten
from lib.gateways.firestore.store import AlreadyExists, Create, Store
from lib.houses.house import Chat
from lib.membership.gathering import Gatherings
from lib.membership.movement import Movement, movement_path

# Statistics are made of them each night; two months are kept for a month's report.
_KEPT_FOR = timedelta(days=62)


def note_movement(
    event: MessageWritten, act: ChatAct, chat: Chat, *, gatherings: Gatherings, store: Store, clock: Clock
) -> None:
    """Notes who came or went; it may be told any number of times."""
    movement = Movement(
        chat.group_id,
        chat.chat_id,
        chat.house_id,
        act.member_id,
        event.cmid,
        act.kind.is_arrival,
        event.written_at,
        clock.now() + _KEPT_FOR,
        is_waiting=True,
    )
    # Told before: perhaps whoever was told died before the last line.
    with contextlib.suppress(AlreadyExists):
        store.commit([Create(movement_path(chat.municipality_id, chat.house_id, event.cmid), movement)])
    gatherings.begin(chat)

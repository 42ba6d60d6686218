"""«Ознакомлен»: a button under a broadcast; counted by house, each person once."""

from __future__ import annotations

import json
from datetime import datetime

from msgspec import Struct

from lib.broadcasts.batch import broadcast_path
from lib.broadcasts.broadcast import Broadcast
from lib.gateways.firestore.store import AlreadyExists, Create, Store
from lib.houses.house import Chat, chat_path

ACKNOWLEDGE = "acknowledge"
LABEL = "Ознакомлен(а)"

_THANKS = "Спасибо, отметили."
_ALREADY = "Вы уже отметились, спасибо."
_OVER = "Это сообщение больше не ждёт отметки."


class Acknowledgement(Struct, frozen=True):
    """That somebody has read it."""

    house_id: str
    at: datetime


def acknowledgement_keyboard(broadcast_id: str) -> dict[str, object]:
    """VK's inline keyboard with the one button."""
    payload = json.dumps({"do": ACKNOWLEDGE, "broadcast": broadcast_id})
    button = {"action": {"type": "callback", "label": LABEL, "payload": payload}, "color": "positive"}
    return {"inline": True, "one_time": False, "buttons": [[button]]}


def acknowledgements_path(municipality_id: str, broadcast_id: str) -> str:
    """The collection of a broadcast's acknowledgements."""
    return f"{broadcast_path(municipality_id, broadcast_id)}/acknowledgements"


def acknowledge(group_id: int, chat_id: int, vk_id: int, broadcast_id: str, now: datetime, *, store: Store) -> str:
    """Counts a person who pressed the button in a chat, once; returns what to tell them.

    A payload can be forged: whose chat it is stands in our records, and a broadcast of another municipality is not
    found.
    """
    chat = store.get(chat_path(group_id, chat_id), Chat)
    if chat is None or not broadcast_id.isalnum():
        return _OVER
    municipality_id, house_id = chat.record.municipality_id, chat.record.house_id
    broadcast = store.get(broadcast_path(municipality_id, broadcast_id), Broadcast)
    if broadcast is None or not broadcast.record.content.asks_acknowledgement:
        return _OVER
    path = f"{acknowledgements_path(municipality_id, broadcast_id)}/{house_id}-{vk_id}"
    try:
        store.commit([Create(path, Acknowledgement(house_id, now))])
    except AlreadyExists:
        return _ALREADY
    return _THANKS

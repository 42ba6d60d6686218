"""From a chat to the house it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from lib.gateways.firestore.store import Store
from lib.houses.house import Chat, ChatKind, House, chat_path, house_path


@dataclass(frozen=True, slots=True)
class HouseOfChat:
    """A house and the municipality that it lies in."""

    municipality_id: str
    house: House


def house_of_chat(group_id: int, chat_id: int, *, store: Store) -> HouseOfChat | None:
    """The house whose chat it is; None for other chats of the community."""
    chat = store.get(chat_path(group_id, chat_id), Chat)
    if chat is None or chat.record.kind is not ChatKind.HOUSE:
        return None
    house = store.get(house_path(chat.record.municipality_id, chat.record.house_id), House)
    return HouseOfChat(chat.record.municipality_id, house.record) if house else None

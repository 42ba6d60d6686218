"""Letters about discussions: into the houses' chats and the temporary one, to the official, to those who come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from lib.coordination.chat import load_coordination
from lib.discussions.calendar_file import FILENAME, calendar_file
from lib.discussions.discussion import Discussion, coming_path
from lib.discussions.texts import house_keyboard
from lib.gateways.firestore.store import Store
from lib.gateways.vk.limits import PEERS_A_SEND
from lib.houses.house import HouseState, peer_id
from lib.membership.texts import mention
from lib.outbox.message import Instead, Letter, Phone, keyboard_json
from lib.pages import pages
from lib.questions.texts import quoted

# Whoever else said that they come reads it in the chats.
_MOST_REMINDED = 1_000


class Coming(Struct, frozen=True):
    """Somebody who said that they come; deleted when the chat is closed."""

    vk_id: int
    at: datetime


def to_houses(discussion: Discussion, text: str, bold: int = 0) -> list[Letter]:
    """The same into the chat of each house."""
    return [Letter((peer_id(place.chat_id),), text, bold=bold) for place in discussion.places]


def announcements(discussion: Discussion, text: str) -> list[tuple[str, Letter]]:
    """What is pinned in the houses' chats, under names by which the pins are found again."""
    keyboard = keyboard_json(house_keyboard(discussion))
    return [
        (announcement_name(discussion, number), Letter((peer_id(place.chat_id),), text, keyboard=keyboard, pins=True))
        for number, place in enumerate(discussion.places)
    ]


def announcement_name(discussion: Discussion, number: int) -> str:
    """The name of the announcement in the house of that number; a moved discussion is announced anew."""
    return f"place{number}m{discussion.moves}"


def to_chat(
    discussion: Discussion,
    text: str,
    *,
    bold: int = 0,
    keyboard: Mapping[str, object] | None = None,
    pins: bool = False,
) -> Letter:
    """Into the temporary chat."""
    packed = keyboard_json(keyboard) if keyboard else ""
    return Letter((peer_id(discussion.chat_id),), text, bold=bold, keyboard=packed, mentions=True, pins=pins)


def to_official(
    discussion: Discussion,
    text: str,
    *,
    store: Store,
    keyboard: Mapping[str, object] | None = None,
    calendar_at: datetime | None = None,
) -> Letter:
    """To the official in private; `calendar_at`: with an invitation for their calendar. Whom the bot may not write to
    is named in the coordination chat.
    """
    return Letter(
        (discussion.official.vk_id,),
        text,
        keyboard=keyboard_json(keyboard) if keyboard else "",
        document=calendar_file(discussion, calendar_at) if calendar_at else "",
        document_name=FILENAME if calendar_at else "",
        instead=_instead(discussion, discussion.official.vk_id, discussion.official.name, store),
    )


def to_head(discussion: Discussion, vk_id: int, text: str, keyboard: Mapping[str, object], store: Store) -> Letter:
    """To the head of the official's organisation, by SMS where nothing else reaches them."""
    sms = "Ваш сотрудник не пришёл на обсуждение с жителями. Подробности в мини-приложении «Домовые чаты» ВКонтакте."
    instead = _instead(discussion, vk_id, "руководитель организации", store)
    return Letter((vk_id,), text, keyboard=keyboard_json(keyboard), instead=instead, sms=Phone(vk_id, sms))


def to_those_who_come(discussion: Discussion, text: str, *, store: Store) -> list[Letter]:
    """To everybody who pressed «Приду», a hundred a letter; who lets nobody write to them reads it in the chat."""
    found = store.query(coming_path(discussion), Coming, limit=_MOST_REMINDED)
    people = [stored.record.vk_id for stored in found]
    return [Letter(tuple(page), text) for page in pages(people, PEERS_A_SEND)]


def _instead(discussion: Discussion, vk_id: int, name: str, store: Store) -> Instead | None:
    chat = load_coordination(discussion.municipality_id, store=store)
    if chat is None or chat.state is not HouseState.LIVE:
        return None
    text = (
        f"{mention(vk_id, name)}, обсуждение с жителями ждёт вас: {quoted(discussion.topic)}\n"
        "Откройте мини-приложение, раздел «Обсуждения»."
    )
    return Instead(peer_id(chat.chat_id), text)

"""What people see in VK, as a list that two runs can be compared by: every message of ours, every pin, who is where,
each SMS.

What chance decides (links, ids, tokens) is left out of the words. Neighbours who come at about the same time are
greeted together or one by one, by how the work happened to fall; so a greeting counts once for each who is greeted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from fire.town import Town, labels
from local.vk.state import Chat, Message
from local.vk.world import Vk

_LINK = re.compile(r"https?://\S+")
_GREETING = re.compile(r"^👋 (?:К чату дома присоединил\w+ (?P<number>\d+)|(?P<names>.*), добро пожаловать)")
_MENTION = re.compile(r"\[id\d+\|")
# How many chats, people, flats or votes there were at that moment.
_MOMENTARY = re.compile(r"\d+ из \d+|Сейчас: \d+|(?<=Поддерживаю — )\d+|(?<=Не согласен — )\d+")
# The week's digest is about the moment at which it was written.
_DIGEST = re.compile(r"^(📋 .*: здоровье чатов)\n.*", re.DOTALL)
# A vote ends so many days after it began, to the minute.
_MINUTE = re.compile(r"(до \d+ \w+), \d\d:\d\d")


class Sight(Struct, frozen=True, order=True):
    """Something that somebody sees: where, what, its words."""

    place: str
    what: str
    words: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.what} «{self.words[:160]}»" if self.words else f"{self.place}: {self.what}"


Sights = Counter[Sight]


def sights_of(town: Town) -> Sights:
    """Everything that people of a town see."""
    vk = town.world.vk.vk
    seen: Sights = Counter()
    for chat in town.chats:
        seen.update(_of_chat(chat, vk))
    for vk_id, dialog in town.community.dialogs.items():
        name = vk.users[vk_id].first_name
        seen.update(sight for message in dialog.messages for sight in _of_message(name, message))
    seen.update(Sight(sms.to, "SMS", _lasting(sms.msg)) for sms in vk.sms.messages)
    return seen


def _of_chat(chat: Chat, vk: Vk) -> Iterator[Sight]:
    yield Sight(chat.title, "chat")
    for message in chat.messages:
        yield from _of_message(chat.title, message)
    pinned = chat.message(chat.pinned) if chat.pinned else None
    yield Sight(chat.title, "pinned", _lasting(pinned.text) if pinned else "")
    for member in chat.members:
        yield Sight(chat.title, "member", vk.users[member].first_name if member > 0 else "сообщество")


def _of_message(place: str, message: Message) -> Iterator[Sight]:
    if message.from_id > 0 or message.deleted or message.action is not None:
        return
    if greeting := _GREETING.match(message.text):
        number = int(greeting["number"] or 0) or len(_MENTION.findall(greeting["names"]))
        yield from [Sight(place, "greeted")] * number
        return
    files = ["📎"] * len(message.attachments)
    yield Sight(
        place, "message", " ".join([_lasting(message.text), *(f"[{label}]" for label in labels(message)), *files])
    )


def _lasting(text: str) -> str:
    without_links = _LINK.sub("ссылка", _DIGEST.sub(r"\1", text))
    return _MINUTE.sub(r"\1", _MOMENTARY.sub("N", without_links)).replace("\n", " ")

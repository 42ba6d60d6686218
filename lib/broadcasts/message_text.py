"""What a broadcast says: its length as VK counts it, its heading, its text for one house.

VK cuts a message at 4,096 characters (https://dev.vk.com/ru/method/messages.send). Whether a letter outside of the
Basic Multilingual Plane, as most emoji are, counts as one or as two is not written anywhere; it is counted as two here,
as VK's own clients see it, so that nothing is ever cut.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from lib.placeholders import filled, placeholders_in, unknown_placeholders
from lib.russian import counted, folded

LONGEST_MESSAGE = 4096
PLACEHOLDERS = ("адрес", "ук")
# A part of a template that has to be written before it is sent: `[[что именно]]`.
_BLANK = re.compile(r"\[\[([^\[\]]*)\]\]")


class BroadcastKind(StrEnum):
    """How pressing a broadcast is; each kind has its own sign."""

    ORDINARY = "ordinary"
    PLANNED_WORKS = "planned_works"
    EMERGENCY = "emergency"

    @property
    def in_russian(self) -> str:
        """The kind's name."""
        return _TITLES[self]

    @property
    def sign(self) -> str:
        """The first line of the message."""
        return _SIGNS[self]


_TITLES = {
    BroadcastKind.ORDINARY: "обычное",
    BroadcastKind.PLANNED_WORKS: "плановые работы",
    BroadcastKind.EMERGENCY: "авария",
}
_SIGNS = {
    BroadcastKind.ORDINARY: "📢 Официальное сообщение",
    BroadcastKind.PLANNED_WORKS: "🛠 Плановые работы",
    BroadcastKind.EMERGENCY: "🚨 Авария",
}


class Author(Struct, frozen=True):
    """Who speaks: an organisation, and the name and post of a person; each may be empty. `organization_id` is empty for
    the municipality itself too.
    """

    organization: str = ""
    name: str = ""
    post: str = ""
    organization_id: str = ""


class OfficialText(Struct, frozen=True):
    """A text under its heading, and how much of its beginning is bold."""

    text: str
    bold: int

    @property
    def format_data(self) -> dict[str, object]:
        """The style in VK's form."""
        return {"version": 1, "items": [{"type": "bold", "offset": 0, "length": self.bold}]}


def vk_length(text: str) -> int:
    """How many characters VK counts at most."""
    return len(text.encode("utf-16-le")) // 2


def official(text: str, kind: BroadcastKind, author: Author) -> OfficialText:
    """The text under the heading that shows who speaks: the kind's sign, the organisation, the name and the post."""
    return marked(text, kind.sign, author)


def marked(text: str, sign: str, author: Author) -> OfficialText:
    """The text marked as official under a sign: what every official message looks like."""
    bold = "\n".join(line for line in (sign, author.organization) if line)
    person = ", ".join(part for part in (author.name, author.post) if part)
    heading = "\n".join(line for line in (bold, person) if line)
    return OfficialText(f"{heading}\n\n{text}", vk_length(bold))


def is_personal(text: str) -> bool:
    """Whether the text differs by house."""
    return bool(placeholders_in(text) & set(PLACEHOLDERS))


def text_for_house(text: str, *, address: str, company: str) -> str:
    """The text of one house."""
    values: Mapping[str, str] = {"адрес": address, "ук": company}
    return filled(text, values) if is_personal(text) else text


def text_errors(text: str, kind: BroadcastKind, author: Author) -> list[str]:
    """What keeps the text from being sent, in words for the person who wrote it; empty where nothing does."""
    errors = blank_errors(text)
    errors += unknown_placeholders(text, PLACEHOLDERS)
    if not text.strip():
        errors.append("Текст сообщения пуст.")
    if (too_long := vk_length(official(text, kind, author).text) - LONGEST_MESSAGE) > 0:
        characters = counted(too_long, "символ", "символа", "символов")
        errors.append(
            f"Вместе с заголовком сообщение длиннее {LONGEST_MESSAGE} символов: сократите его на {characters}."
        )
    return errors


def blank_errors(text: str) -> list[str]:
    """The blanks of a template that nobody has filled, in words."""
    return [f"Заполните пропуск «{blank.strip()}»." for blank in _BLANK.findall(text)]


def text_fingerprint(text: str) -> str:
    """Equal for texts that say the same; nobody can read the text from it."""
    return hashlib.sha256(folded(text).encode()).hexdigest()[:32]

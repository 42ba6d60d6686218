"""What stands on a poster, and how many of them are wanted. docs/decisions/posters.md says why it looks as it does."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from msgspec import Struct

from lib.houses.address_parsing import AddressError, parse_address
from lib.houses.covering_text import STANDARD_COVERING, covering_text
from lib.houses.house import House
from lib.municipalities.municipality import Municipality
from lib.russian import folded

# Its lines end where its parts do.
HEADLINE = "Официальный\N{NO-BREAK SPACE}чат вашего\N{NO-BREAK SPACE}дома"
# Short enough for letters that are read from two metres.
POINTS = (
    "Первые новости об отключениях и ремонтах",
    "Ответы управляющей компании и властей",
    "Объявления, голосования и помощь соседей",
)
STEPS_TITLE = "Как вступить"
STEPS = (
    "Откройте камеру телефона",
    "Наведите её на код",
    "Перейдите по ссылке во ВКонтакте и вступите в чат",
)

# A house with more entrances is a mistake in a register more often than a house; more sheets can be printed by hand.
MOST_PAGES = 40

_SCHEME = re.compile(r"^https?://", re.IGNORECASE)


class PosterFormat(StrEnum):
    """The paper that a poster is made for."""

    A4 = "a4"  # one poster a sheet, for entrances
    A5 = "a5"  # two posters on a sheet of A4, to be cut, for lifts

    @property
    def in_russian(self) -> str:
        """The format as people write it."""
        return {"a4": "А4", "a5": "А5"}[self.value]


class Poster(Struct, frozen=True):
    """A poster of one house. `place` is the settlement, empty where the address names none; `paragraphs` the covering
    text without what stands on the poster in large letters anyway; `copies` how many posters are wanted. `short_link`
    is what people type where their phone reads no codes; empty where there is none.
    """

    place: str
    address: str
    municipality: str
    invite_link: str
    paragraphs: tuple[str, ...] = ()
    copies: int = 1
    short_link: str = ""

    @property
    def shown_link(self) -> str:
        """The link as people type it."""
        return _SCHEME.sub("", self.short_link or self.invite_link)


def poster_of(house: House, municipality: Municipality, *, each_entrance: bool = False) -> Poster:
    """The poster of a house whose chat has a link; a copy for each entrance if asked for."""
    place, address = address_lines(house.address)
    copies = min(max(house.entrances, 1), MOST_PAGES) if each_entrance else 1
    text = municipality.covering_template or STANDARD_COVERING
    paragraphs = poster_paragraphs(text, address=house.address, company=house.company)
    return Poster(place, address, municipality.name, house.invite_link, paragraphs, copies, house.short_link or "")


def address_lines(text: str) -> tuple[str, str]:
    """An address in two lines, the settlement and what is in it; all in the second where it has no settlement or is not
    understood. A village that has no streets stands beside the number.
    """
    try:
        address = parse_address(text)
    except AddressError:
        return "", printable_spaces(text)
    places = [str(named) for named in address.settlements]
    nearest = str(address.street) if address.street else places.pop() if places else ""
    number = address.house_number if address.street else f"дом {address.house_number}"
    within = ", ".join(filter(None, [nearest, number if address.house_number else ""]))
    return printable_spaces(", ".join(places)), printable_spaces(within or text)


def poster_paragraphs(template: str, *, address: str, company: str) -> tuple[str, ...]:
    """The paragraphs of a covering text that say something new on a poster: without those about the address and the
    link, which stand there in large letters. A text that is nothing else is taken whole.
    """
    told = [line for line in template.splitlines() if "{адрес}" not in line and "{ссылка}" not in line]
    kept = "\n".join(told) if any(line.strip() for line in told) else template.replace("{ссылка}", "по коду с плаката")
    filled = covering_text(kept, address=address, company=company, invite_link="") if kept.strip() else ""
    return tuple(line.strip() for line in filled.splitlines() if line.strip())


def printable_spaces(text: str) -> str:
    """The text in composed letters, without control characters, with single blanks."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(" " if unicodedata.category(each)[0] == "C" else each for each in composed).split())


def file_name(title: str, poster_format: PosterFormat) -> str:
    """What the file of a house is called: `Плакат А4, ул. Ленина, 5.pdf`, without what file systems refuse."""
    safe = re.sub(r'[\\/:*?"<>|]', "-", printable_spaces(title)).strip(" .")
    return f"Плакат {poster_format.in_russian}, {safe or 'дом'}.pdf"


def is_same_place(place: str, municipality: str) -> bool:
    """Whether a settlement is what the municipality is called by too."""
    return folded(place).endswith(folded(municipality))

"""The words of a Russian address that say what a part is: every spelling seen in real registers, and its short form.

The short forms follow the address register of the Federal Tax Service (ФИАС).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """What a part of an address is."""

    REGION = "region"
    DISTRICT = "district"
    SETTLEMENT = "settlement"
    STREET = "street"
    HOUSE = "house"
    BLOCK = "block"
    BUILDING = "building"
    LETTER = "letter"
    NOTE = "note"


_KINDS: dict[Role, dict[str, str]] = {
    Role.REGION: {"обл.": "обл область", "край": "край", "респ.": "респ республика", "АО": "ао автономный"},
    Role.DISTRICT: {
        "р-н": "р-н район рн м.р-н",
        "г.о.": "г.о го м.о мо",
        "округ": "округ",
        "с/с": "с/с сельсовет",
        "с/п": "с/п",
    },
    Role.SETTLEMENT: {
        "г.": "г город гор",
        "п.": "п пос поселок посёлок",
        "пгт": "пгт",
        "рп": "рп р.п",
        "с.": "с село",
        "дер.": "дер деревня",
        "ст-ца": "ст-ца станица",
        "х.": "х хутор",
        "нп": "нп",
        "снт": "снт днт сдт",
        "ст.": "ст станция ж/д_ст",
        "тер.": "тер территория",
        "о.": "о остров",
        "км": "км",
        "аул": "аул",
        "сл.": "сл слобода",
        "ж/д рзд": "рзд разъезд",
    },
    Role.STREET: {
        "ул.": "ул улица",
        "пр-кт": "пр-кт проспект просп пр-т пр",
        "пер.": "пер переулок",
        "б-р": "б-р бульвар бул бульв",
        "ш.": "ш шоссе",
        "наб.": "наб набережная",
        "пл.": "пл площадь",
        "проезд": "проезд пр-д",
        "туп.": "туп тупик",
        "тракт": "тракт",
        "аллея": "аллея",
        "линия": "линия",
        "мкр.": "мкр мкрн микрорайон м-н",
        "кв-л": "кв-л квартал",
        "сквер": "сквер",
        "спуск": "спуск",
        "городок": "городок",
        "в/г": "в/г",
        "в/ч": "в/ч",
    },
    Role.HOUSE: {"д.": "д дом двлд домовладение влд владение зд здание"},
    Role.BLOCK: {"к.": "к корп корпус"},
    Role.BUILDING: {"стр.": "стр строение сооружение соор"},
    Role.LETTER: {"лит.": "лит литер литера"},
    Role.NOTE: {"подъезд": "подъезд под", "секция": "секция", "кв.": "кв квартира", "пом.": "пом помещение"},
}

# Spelling → what it is, and its short form.
KINDS: dict[str, tuple[Role, str]] = {
    spelling: (role, short)
    for role, kinds in _KINDS.items()
    for short, spellings in kinds.items()
    for spelling in spellings.split()
}


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


# Words that may stand behind the name instead of before it: «Свердловская область», «Ленина ул.».
_MAY_FOLLOW = _any_of(
    word for word, (role, _) in KINDS.items() if len(word) > 1 and role not in (Role.HOUSE, Role.NOTE)
)
# «Екатеринбург г», «Исток п»: the state's own address register writes a settlement's letter behind its name.
_LETTERS_THAT_MAY_FOLLOW = "г|п|с|х"
_STREET_KINDS = _any_of(word for word, (role, _) in KINDS.items() if role is Role.STREET)

# A one-letter word needs its dot or a blank, so that «Крылова» is no «к.»; longer ones need either as well.
KIND_BEFORE = re.compile(rf"(?P<kind>{_any_of(KINDS)})(?:\.\s*|\s+|(?=[\d№]))(?P<name>.*)", re.IGNORECASE | re.DOTALL)
KIND_BEHIND = re.compile(rf"(?P<name>.*\S)\s+(?P<kind>{_MAY_FOLLOW})\.?", re.IGNORECASE | re.DOTALL)
LETTER_BEHIND = re.compile(rf"(?P<name>[^\W\d].*[^\s\d])\s+(?P<kind>{_LETTERS_THAT_MAY_FOLLOW})\.?", re.DOTALL)
# «1-й пер. Мира», «2-я улица Строителей»
KIND_AFTER_ORDINAL = re.compile(
    rf"(?P<ordinal>\d+-?[а-я]{{1,3}})\s+(?P<kind>{_STREET_KINDS})(?:\.\s*|\s+)(?P<name>.+)", re.IGNORECASE | re.DOTALL
)

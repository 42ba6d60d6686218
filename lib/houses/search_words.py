"""How a house is found and where it stands in lists: rules, without any I/O.

Firestore finds no parts of words, but it finds the beginning of a text that it has in order. So a house carries, for
every telling word of its address and title, a text that begins with that word and goes on with the house's place in
lists; it lies in a field named after the word's first letter. A search for «лен» is then a range of one field: already
in order, as many reads as it shows houses, and no index beyond the one that Firestore keeps for every field. The
house's number lies in a field of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from msgspec.structs import replace

from lib.houses.house import House
from lib.russian import folded

# The number of the house, and a number in the name of its street.
_NUMBER_FIELDS = ("n", "m")
# So many words of a house may begin with the same letter: in 14,588 real addresses no more do.
_WORDS_A_LETTER = 2
# Sorts behind every letter, so a range up to it holds all that begins alike.
_LAST = "\uf8ff"
_MOST_QUERY_WORDS = 8
_NUMBERS_PADDED_TO = 5

_WORD = re.compile(r"\d+[а-яa-z]?(?![а-яa-z])|\d+|[а-яa-z]+")
_NUMBER = re.compile(r"\d+")
# «5к2» and «5, корп. 2» are 5/2; «22 а» and «22-а» are 22а.
_BLOCK = re.compile(r"(?<=\d)\s*к(?:орп|орпус)?\.?\s*(?=\d)")
_APART = re.compile(r"(?<=\d)[\s-]+(?=[а-яa-z](?![а-яa-z]))")
_REGION = frozenset({"обл", "область", "край", "респ", "республика", "ао"})
# What parts of an address are called says nothing about which house it is.
# fmt: off
_NOISE = frozenset({
    "обл", "область", "край", "респ", "республика", "р", "н", "го", "г", "город", "д", "дом", "ул", "улица", "пер",
    "переулок", "пр", "кт", "проспект", "просп", "б", "бульвар", "ш", "шоссе", "наб", "набережная", "пл", "площадь",
    "проезд", "к", "корп", "корпус", "стр", "строение", "лит", "литера", "п", "пос", "поселок", "с", "село", "дер",
    "деревня", "мкр", "микрорайон", "кв", "л", "квартал",
})
# fmt: on


def words_of(text: str) -> tuple[str, ...]:
    """The words of an address or of a search, small, ё as е, a number and its letter together."""
    return tuple(_WORD.findall(_APART.sub("", _BLOCK.sub("/", folded(text)))))


def query_words(text: str) -> tuple[str, ...]:
    """The words that a person looks for, without those that say nothing, unless there are no others."""
    words = words_of(text)[:_MOST_QUERY_WORDS]
    return tuple(word for word in words if word not in _NOISE) or words


def anchor_of(words: Sequence[str], everywhere: Collection[str]) -> str | None:
    """The word that is likely to be in the fewest houses; `everywhere` are words that most houses have. None: there is
    no word by which it would be worth while to look.
    """
    telling = [word for word in words if not is_everywhere(word, everywhere)]
    letters = [word for word in telling if not _is_number(word) and word not in _NOISE]
    return max(letters or telling, key=len, default=None)


def is_everywhere(word: str, everywhere: Collection[str]) -> bool:
    """Whether most houses have the word, by the words that most houses have."""
    return any(common.startswith(word) for common in everywhere)


def fields_of(anchor: str) -> tuple[str, ...]:
    """The fields of `House.find` in which a word is looked for."""
    if _is_number(anchor):
        return _NUMBER_FIELDS
    # By the letter's number, since Firestore wants other names in quotes.
    return tuple(f"w{ord(anchor[0]):x}_{count}" for count in range(1, _WORDS_A_LETTER + 1))


def range_of(begins: str) -> tuple[str, str]:
    """From where (included) to where (not included) the texts lie that begin so."""
    return begins, begins + _LAST


def beginning_of(anchor: str) -> str:
    """What the texts begin with that a word finds."""
    return _padded(anchor)


def exact_beginning_of(anchor: str, words: Sequence[str]) -> str | None:
    """The same with the number of the house, where one follows the word: «ленина 5», but not «8 марта»."""
    number = next(filter(_is_number, words[words.index(anchor) + 1 :]), None)
    return f"{anchor} {_padded(number)}" if number and not _is_number(anchor) else None


def first_place(house: House, anchor: str, begins: str) -> str:
    """The first of the texts by which a house is found; it can be found by several, and is shown once."""
    return min(text for text in (house.find.get(name, "") for name in fields_of(anchor)) if text.startswith(begins))


def has_words(house: House, words: Sequence[str]) -> bool:
    """Whether a house has every word: numbers whole, with or without their letter; other words by their beginning."""
    here = words_of(f"{house.address} {house.title}")
    numbers = {form for word in here if (match := _NUMBER.match(word)) for form in (word, match[0])}
    return all(word in numbers if _is_number(word) else any(own.startswith(word) for own in here) for word in words)


def findable(house: House) -> House:
    """The house with `find`, `sort` and `twin_key` as its address and title say."""
    sort = _sort(house)
    place, _, number = house.address.rpartition("д. ")
    parts = [part for part in place.split(", ") if not _REGION & set(words_of(part))]
    # From the end, since the street tells more than the settlement.
    names = dict.fromkeys((*words_of(", ".join(parts))[::-1], *words_of(house.title)))
    of_street, number_words = set(words_of(house.street)), words_of(number)[:1]
    find = dict(zip(_NUMBER_FIELDS, (*number_words, *filter(_is_number, words_of(house.street))), strict=False))
    for name in names:
        if not _is_number(name) and name not in _NOISE and (free := [f for f in fields_of(name) if f not in find]):
            # Within a street by its numbers, so that «ленина 5» begins a text; within a settlement by its streets.
            find[free[0]] = " ".join((name, *(number_words if name in of_street else ())))
    found = {field: f"{_padded(text)} {sort}" for field, text in find.items()}
    return replace(house, sort=sort, find=found, twin_key=twin_key(house))


def twin_key(house: House) -> str:
    """Equal for spellings that may be one house though they are held apart when chats are created
    (lib/houses/address.py): whatever kind of street, with and without a district or a note behind the number.
    """
    place, _, number = house.address.rpartition("д. ")
    parts = place.split(", ")
    inside = parts[parts.index(house.settlement) :] if house.settlement in parts else parts
    words = sorted(word for part in inside for word in words_of(part) if word not in _NOISE)
    own = words_of(number.partition("(")[0])
    return f"{' '.join(words)}|{' '.join(own)}" if words and own else ""


def _is_number(word: str) -> bool:
    return word[0].isdigit()


def _sort(house: House) -> str:
    """Settlement, street, number as people order them: 2 before 10, whatever kind of street; unique by the id's end."""
    street = house.street.partition(" ")[2]
    number = house.address.rpartition("д. ")[2]
    return f"{_padded(folded(f'{house.settlement}, {street}, {house.street}, {number}'))} {house.id[:8]}"


def _padded(text: str) -> str:
    return _NUMBER.sub(lambda match: match[0].zfill(_NUMBERS_PADDED_TO), text)

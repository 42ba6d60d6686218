"""The text of an address, split into its parts: between commas, and before the words that begin a part without one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.russian import without_look_alikes

_POSTAL_CODE = re.compile(r"\d{6}")
_COUNTRY = frozenset({"россия", "рф", "российская федерация"})
_DOTTED = re.compile(r"^[.\s]+")
_WORD = re.compile(r"[^\W\d_]+")
_VOWELS = frozenset("АЕЁИОУЫЭЮЯ")

# What the state's own address register writes in full, in the short form that address_kinds.py knows.
_LONG_KINDS = (
    (re.compile(r"\b(?:городской|муниципальный)\s+округ\b", re.IGNORECASE), "г.о."),
    (re.compile(r"\bмуниципальн(?:ый|ое)\s+(?:район|образование)\b", re.IGNORECASE), "г.о."),
    (re.compile(r"\bпос[её]лок\s+городского\s+типа\b", re.IGNORECASE), "пгт"),
    (re.compile(r"\bрабочий\s+пос[её]лок\b", re.IGNORECASE), "рп"),
    (re.compile(r"\bсельское\s+поселение\b", re.IGNORECASE), "с/п"),
)
_NOT_IN_PARENTHESES = r"(?![^(]*\))"
_COMMAS = re.compile(rf"[,;]{_NOT_IN_PARENTHESES}")
# «Ленина 5 корп. 2 лит. А»: such a word before a number begins a part of its own, the long ones before a letter too;
# but not in «стр. литер А», where a register repeats what its column is.
_HOUSE_WORD = re.compile(
    r"(?<=[^\s,;(])(?<!\bд\.)(?<!\bк\.)(?<!стр\.)(?<!лит\.)(?<!корп\.)\s+(?="
    r"(?:д|дом|к|корп|корпус|стр|строение|лит|литера?)(?:\.\s*|\s+)(?:№\s*)?\d"
    r"|(?:корп|корпус|стр|строение|лит|литера?)(?:\.\s*|\s+)[А-ЯЁ]\b"
    rf"){_NOT_IN_PARENTHESES}",
    re.IGNORECASE,
)
# «обл. Свердловская г. Екатеринбург ул. Ленина»: a small letter with a dot before a name. A capital one is an initial.
_DOTTED_KIND = re.compile(
    r"(?<=[^\s,;(/])(?<!\bд\.)(?<!\d-[яйе])\s+(?=(?:г|п|с|пос|пгт|рп|р-н|ул|пер|пр|пр-кт|просп|б-р|ш|наб|пл|мкр)\.\s*[А-ЯЁ\d])"
    rf"{_NOT_IN_PARENTHESES}"
)
# «г Екатеринбург ул Ленина д 5»: these split names as well, so they are tried only where nothing else did.
_ANY_KIND = re.compile(
    r"(?<=\S)\s+(?=(?:г|пос|мкр|ул|пер|пр-кт|пр|б-р|ш|наб|пл|улица|переулок|проспект|бульвар|шоссе)\.?\s)",
    re.IGNORECASE,
)


def address_parts(text: str, *, split_before_any_kind: bool = False) -> Iterator[str]:
    """The parts in their order, without the postal code and the country."""
    plain = without_look_alikes(text)
    if plain.isupper():
        plain = _WORD.sub(_calm, plain)
    for long, short in _LONG_KINDS:
        plain = long.sub(short, plain)
    if split_before_any_kind:
        plain = _ANY_KIND.sub(", ", plain)
    for part in _COMMAS.split(_DOTTED_KIND.sub(", ", _HOUSE_WORD.sub(", ", plain))):
        cleaned = _DOTTED.sub("", " ".join(part.split()))
        if cleaned and not _POSTAL_CODE.fullmatch(cleaned) and cleaned.casefold() not in _COUNTRY:
            yield cleaned


def _calm(word: re.Match[str]) -> str:
    """A word of a register that shouts as people write it: «УЛ.» «Ленина», but «ВЛКСМ»; a letter alone stays."""
    text = word[0]
    return text.capitalize() if len(text) > 1 and _VOWELS & set(text) else text

"""Small pieces of Russian: plurals, and letters that only look Russian."""

from __future__ import annotations

import re

# Latin letters, capital and small, that look like a Cyrillic one; people mix them without noticing.
_LOOK_ALIKES = str.maketrans("ABCEHKMOPTXYaceopxyk", "АВСЕНКМОРТХУасеорхук")
_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_WORD = re.compile(r"\w+")
_LATIN_WORD = re.compile(r"[A-Za-z]+")


def plural(number: int, one: str, few: str, many: str) -> str:
    """The form that goes with a number: 1 дом, 2 дома, 5 домов."""
    if number % 10 == 1 and number % 100 != 11:
        return one
    return few if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else many


def grouped(number: int) -> str:
    """The number with its thousands set apart: `1 343`."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


def counted(number: int, one: str, few: str, many: str) -> str:
    """The number and the form that goes with it: `21 дом`."""
    return f"{grouped(number)} {plural(number, one, few, many)}"


def without_look_alikes(text: str) -> str:
    """The text with Latin letters made Cyrillic in every word that has both."""
    return _WORD.sub(_cyrillic_if_mixed, text) if _LATIN.search(text) else text


def all_cyrillic(text: str) -> str:
    """The text with words of Latin look-alikes alone made Cyrillic too: for house numbers, where `22A` is `22А`."""
    return _LATIN_WORD.sub(_cyrillic_if_it_can_be, text)


def _cyrillic_if_mixed(word: re.Match[str]) -> str:
    return word[0].translate(_LOOK_ALIKES) if _LATIN.search(word[0]) and _CYRILLIC.search(word[0]) else word[0]


def _cyrillic_if_it_can_be(word: re.Match[str]) -> str:
    cyrillic = word[0].translate(_LOOK_ALIKES)
    return cyrillic if not _LATIN.search(cyrillic) else word[0]


def folded(text: str) -> str:
    """For comparison: small letters, ё as е, single blanks."""
    return " ".join(text.casefold().replace("ё", "е").split())

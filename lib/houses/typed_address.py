"""What people do when they type an address by hand and registers do not: no commas, no capital letters."""

from __future__ import annotations

import re

from msgspec.structs import replace

from lib.houses.address import Address, Named
from lib.russian import folded

# Stand small inside of a street's name: «ул. 50 лет Октября», «ул. Минина и Пожарского».
_SMALL_WORDS = frozenset({"лет", "и", "на", "в", "имени", "им", "го", "й", "я", "ая", "ый", "ой"})
_KINDS = frozenset({"г", "г.", "город"})
_WORD = re.compile(r"[а-яё]+")


def apart_from_settlement(text: str, home_settlement: str) -> str:
    """The text with a comma behind the municipality's own settlement, if it begins with that: «екатеринбург ленина 5»
    is «г. Екатеринбург, ленина 5».
    """
    name = home_settlement.partition(" ")[2]
    words, count = text.split(), len(name.split())
    # With its kind first: «город Город» is one settlement, not two.
    for kind in (1, 0):
        named = " ".join(words[kind : kind + count]).rstrip(",")
        if name and folded(named) == folded(name) and (not kind or words[0].casefold() in _KINDS):
            return f"{home_settlement}, {' '.join(words[kind + count :])}"
    return text


def with_capitals(address: Address) -> Address:
    """The address with its street's name in capitals where it was typed without any."""
    street = address.street
    if street is None or street.name != street.name.lower():
        return address
    return replace(address, street=Named(street.kind, _WORD.sub(_capital, street.name)))


def _capital(match: re.Match[str]) -> str:
    word = match[0]
    return word if word in _SMALL_WORDS else word.capitalize()

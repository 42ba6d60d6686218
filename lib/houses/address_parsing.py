"""Taking an address apart: from one cell, or from a cell for each part.

Parts stand between commas (not inside parentheses), each with its kind before the name («ул. Ленина») or behind it
(«Ленина ул.»), or with none, as people write: «Екатеринбург, Ленина 5».
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct, field

from lib.houses.address import Address, Named
from lib.houses.address_kinds import KIND_AFTER_ORDINAL, KIND_BEFORE, KIND_BEHIND, KINDS, LETTER_BEHIND, Role
from lib.houses.address_text import address_parts
from lib.houses.house_number import HouseNumber, parse_house_number

# The longest in real registers has 130 characters. Longer texts are no addresses, and could be made to take long.
LONGEST_ADDRESS = 300

# «8 Марта 5», «2-я Промышленная 43»: the last number is the house, unless it is an ordinal or a part of the name.
_STREET_AND_HOUSE = re.compile(
    r"(?P<street>[\d\s/-]*[^\d\s/-].*?)\s+(?:№\s*)?"
    r"(?P<house>\d+(?!\d|-?(?:ая|ый|ой|ий|ое|ья)\b|-(?:я|й|е|го)\b)\s?\S*(?:\s\S{1,2})?)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\b(\d+)\s*-?\s*(?:(?:а|о|ь)?(я|й|е)|(го))\b\.?", re.IGNORECASE)
_DOT = re.compile(r"^\.\s*")
# «8 Марта», «40 лет Октября»: a number with a word is no house's.
_NAME = re.compile(r"[^\W\d_]{3,}")
_INITIAL = re.compile(r"[А-ЯЁ]\.")
_DIGIT = re.compile(r"\d")
_PARENTHESES = re.compile(r"\(.*?(?:\)|$)")


class AddressError(ValueError):
    """An address that cannot be used; `code` says why: `no_house`, `no_place` or `address_too_long`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Parts(Struct):
    """What has been found so far."""

    region: str = ""
    district: str = ""
    settlements: list[Named] = field(default_factory=list)
    street: Named | None = None
    number: HouseNumber | None = None
    unnamed: list[str] = field(default_factory=list)


def parse_address(text: str) -> Address:
    """The address in a cell.

    Raises:
        AddressError: `no_house` where there is no number, `no_place` where there is neither a street nor a settlement,
            `address_too_long`.
    """
    if len(text) > LONGEST_ADDRESS:
        raise AddressError("address_too_long")
    parts = _taken_apart(address_parts(text))
    if parts.number is None or parts.street is None:
        parts = _taken_apart(address_parts(text, split_before_any_kind=True))
    return _address(parts)


def parse_columns(
    *, region: str = "", settlement: str = "", street: str = "", house: str = "", block: str = ""
) -> Address:
    """The address from a sheet that has a column for each part; a name without its kind is what its column says.

    Raises:
        AddressError: as `parse_address`.
    """
    parts = _Parts()
    for text, role, kind in (
        (region, Role.REGION, ""),
        (settlement, Role.SETTLEMENT, "г."),
        (house, Role.HOUSE, "д."),
        (block, Role.BLOCK, "к."),
        (street, Role.STREET, "ул."),
    ):
        for part in address_parts(text):
            # «С. Разина» in the column of streets is no village.
            if _kind_and_name(part) is None or (role is Role.STREET and _INITIAL.match(part)):
                _put(role, kind, part, parts)
            else:
                _take(part, parts)
    _place_unnamed(parts)
    return _address(parts)


def parse_settlements(text: str) -> tuple[Named, ...]:
    """The settlements in a cell, from the large to the small; a name alone is a city's."""
    found = [_kind_and_name(part) or (Role.SETTLEMENT, "г.", part) for part in address_parts(text)]
    return tuple(Named(kind, name) for role, kind, name in found if role is Role.SETTLEMENT)


def _taken_apart(texts: Iterable[str]) -> _Parts:
    parts = _Parts()
    for part in texts:
        _take(part, parts)
    _place_unnamed(parts)
    return parts


def _address(parts: _Parts) -> Address:
    number = parts.number
    if number is None or not any(letter.isdigit() for letter in number.house + number.building):
        raise AddressError("no_house")
    if not parts.settlements and parts.street is None:
        raise AddressError("no_place")
    return Address(
        region=parts.region,
        district=parts.district,
        settlements=tuple(parts.settlements),
        street=parts.street,
        house=number.house,
        letter=number.letter,
        block=number.block,
        building=number.building,
        note=number.note,
    )


def _take(part: str, parts: _Parts) -> None:
    found = _kind_and_name(part)
    if found is None or _is_an_initial(part, found, parts):
        _take_unnamed(part, parts)
        return
    role, kind, name = found
    if not name.strip(" .-№"):
        # «к. .»: a column that had to be filled.
        return
    if role is Role.HOUSE and (inner := _kind_and_name(name)) and inner[0] in (Role.SETTLEMENT, Role.STREET):
        # «д. г. Екатеринбург»: a register put the house's mark before the whole address.
        role, kind, name = inner
    if role is Role.HOUSE and parts.number is None and not any(letter.isdigit() for letter in name):
        # «д. Ивановка» is a village.
        role, kind = Role.SETTLEMENT, "дер."
    _put(role, kind, name, parts)


def _is_an_initial(part: str, found: tuple[Role, str, str], parts: _Parts) -> bool:
    """Whether «К. Маркса», «Екатеринбург, С. Разина» begin with somebody's name and not with a kind."""
    role, _, name = found
    if not _INITIAL.match(part) or not _NAME.match(name):
        return False
    return role is Role.BLOCK or (role is Role.SETTLEMENT and bool(parts.settlements or parts.unnamed))


def _put(role: Role, kind: str, name: str, parts: _Parts) -> None:
    number = parts.number or HouseNumber()
    match role:
        case Role.REGION:
            parts.region = f"{kind} {name}" if kind == "респ." else f"{name} {kind}".strip()
        case Role.DISTRICT:
            parts.district = f"{name} {kind}"
        case Role.SETTLEMENT:
            parts.settlements.append(Named(kind, name))
        case Role.STREET:
            _put_street(kind, name, parts)
        case Role.HOUSE:
            parts.number = parse_house_number(name) if parts.number is None else number.with_note(name)
        case Role.BLOCK:
            parts.number = number.with_block(name)
        case Role.BUILDING:
            parts.number = number.with_building(name)
        case Role.LETTER:
            parts.number = number.with_letter(name)
        case Role.NOTE:
            parts.number = number.with_note(f"{kind} {name}")


def _put_street(kind: str, name: str, parts: _Parts) -> None:
    if parts.street is not None and parts.number is not None:
        # «д. 54, ул. Мира, 20»: the other street of a corner.
        parts.number = parts.number.with_note(f"{kind} {name}")
        return
    if parts.street is not None:
        # «мкр. Ботанический, ул. Мира»: what holds a street is a place.
        parts.settlements.append(parts.street)
    if parts.number is None and (both := _street_and_house(name)):
        name, parts.number = both
    parts.street = Named(kind, _street_name(name))


def _street_and_house(text: str) -> tuple[str, HouseNumber] | None:
    match = _DIGIT.search(text) and _STREET_AND_HOUSE.fullmatch(_PARENTHESES.sub("", text).strip())
    if not match:
        return None
    remarks = " ".join(_PARENTHESES.findall(text))
    return match["street"], parse_house_number(f"{match['house']} {remarks}")


def _take_unnamed(part: str, parts: _Parts) -> None:
    is_name = parts.street is None and bool(_NAME.search(_PARENTHESES.sub("", part)))
    if parts.number is not None:
        # «к. 3,4,5»: the comma was inside of the part before.
        parts.number = parts.number.with_note(part)
    elif is_name and _street_and_house(part):
        _put_street("ул.", part, parts)
    elif part[0].isdigit() and not is_name and (parts.street or parts.settlements or parts.unnamed):
        parts.number = parse_house_number(part)
    else:
        parts.unnamed.append(part)


def _place_unnamed(parts: _Parts) -> None:
    """Names without a kind, in the order in which people write them: a settlement, then a street."""
    if parts.unnamed and parts.street is None:
        _put_street("ул.", parts.unnamed.pop(), parts)
    if parts.unnamed and not parts.settlements:
        parts.settlements.append(Named("г.", parts.unnamed.pop(0)))
    if parts.unnamed:
        parts.district = " ".join([parts.district, *parts.unnamed]).strip()
    if parts.number is None and parts.street is None and parts.settlements:
        # «п. Перегон 1»
        last = parts.settlements[-1]
        if both := _street_and_house(last.name):
            parts.settlements[-1] = Named(last.kind, both[0])
            parts.number = both[1]


def _kind_and_name(part: str) -> tuple[Role, str, str] | None:
    if match := KIND_AFTER_ORDINAL.fullmatch(part):
        return Role.STREET, KINDS[match["kind"].casefold()][1], f"{match['ordinal']} {match['name']}"
    for pattern in (KIND_BEFORE, KIND_BEHIND, LETTER_BEHIND):
        if match := pattern.fullmatch(part):
            role, short = KINDS[match["kind"].casefold()]
            return role, short, _DOT.sub("", match["name"]).strip()
    return None


def _street_name(name: str) -> str:
    """The name with its ordinal before it and written alike: «Промышленная 2-ая» → «2-я Промышленная»."""
    match = _ORDINAL.search(name)
    if match is None:
        return name.rstrip(" .")
    rest = f"{name[: match.start()]} {name[match.end() :]}".split()
    return " ".join([f"{int(match[1])}-{(match[2] or match[3]).lower()}", *rest]).rstrip(" .")

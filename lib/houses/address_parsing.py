"""Taking an address apart: from one cell, or from a cell for each part.

Parts stand between commas (not inside parentheses), each with its kind before the name («ул. Ленина») or behind it
(«Ленина ул.»), or with none, as people write: «Екатеринбург, Ленина 5».
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lib.houses.address import Address, Named
from lib.houses.address_kinds import KIND_BEFORE, KIND_BEHIND, KINDS, Role
from lib.houses.house_number import HouseNumber, parse_house_number
from lib.russian import without_look_alikes

_COMMAS = re.compile(r"[,;](?![^(]*\))")
_POSTAL_CODE = re.compile(r"\d{6}")
_COUNTRY = frozenset({"россия", "рф", "российская федерация"})
_STREET_AND_HOUSE = re.compile(r"(?P<street>.*?[^\d\s/-].*?)\s+(?:д(?:ом)?\.?\s*)?(?P<house>\d+\s?\S*(?:\s\S{1,2})?)")
_ORDINAL = re.compile(r"\b(\d+)\s*-?\s*(?:(?:а|о|ь)?(я|й|е)|(го))\b\.?", re.IGNORECASE)
_KIND_INSIDE = re.compile(
    r"(?<=\S)\s+((?:ул|пер|пр-кт|пр|б-р|ш|наб|пл|мкр|д|к|корп|стр|лит|улица|переулок|проспект|бульвар|шоссе|дом|корпус)\.?\s)",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"^\.\s*")


class AddressError(ValueError):
    """An address that cannot be used; `code` says why: `no_house` or `no_place`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class _Parts:
    """What has been found so far."""

    region: str = ""
    district: str = ""
    settlements: list[Named] = field(default_factory=list)
    street: Named | None = None
    number: HouseNumber | None = None
    last: Role | None = None
    unnamed: list[str] = field(default_factory=list)


def parse_address(text: str) -> Address:
    """The address in a cell.

    Raises:
        AddressError: `no_house` where there is no number, `no_place` where there is neither a street nor a settlement.
    """
    parts = _taken_apart(text)
    if parts.number is None:
        # «г. Екатеринбург ул. Ленина д. 5»: the words that say what a part is stand in for the commas.
        parts = _taken_apart(_KIND_INSIDE.sub(r", \1", text))
    if parts.number is None or not (parts.number.house or parts.number.building):
        raise AddressError("no_house")
    if not parts.settlements and parts.street is None:
        raise AddressError("no_place")
    number = parts.number
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


def join_columns(*, region: str = "", settlement: str = "", street: str = "", house: str = "", block: str = "") -> str:
    """One address from a sheet that has a column for each part."""
    parts = [region, settlement, _with_kind(street, "ул."), _with_kind(house, "д."), _with_kind(block, "к.")]
    return ", ".join(filter(None, (part.strip() for part in parts)))


def _taken_apart(text: str) -> _Parts:
    parts = _Parts()
    for part in _parts(text):
        _take(part, parts)
    _place_unnamed(parts)
    return parts


def _with_kind(name: str, kind: str) -> str:
    return f"{kind} {name}" if name.strip() and _kind_and_name(name.strip()) is None else name


def parse_settlement(text: str) -> Named:
    """A settlement with its kind; a name alone is a city's."""
    found = _kind_and_name(text)
    return Named(found[1], found[2]) if found and found[0] is Role.SETTLEMENT else Named("г.", text)


def _parts(text: str) -> Iterator[str]:
    for part in _COMMAS.split(without_look_alikes(text.replace("\N{NO-BREAK SPACE}", " "))):
        cleaned = _DOTTED.sub("", " ".join(part.split()))
        if cleaned and not _POSTAL_CODE.fullmatch(cleaned) and cleaned.casefold() not in _COUNTRY:
            yield cleaned


def _take(part: str, parts: _Parts) -> None:
    found = _kind_and_name(part)
    if found is None:
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
    parts.last = role


def _put(role: Role, kind: str, name: str, parts: _Parts) -> None:
    number = parts.number or HouseNumber()
    match role:
        case Role.REGION:
            parts.region = f"{kind} {name}" if kind == "респ." else f"{name} {kind}"
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
    if parts.street is not None and kind == "ул." and parts.street.kind in ("мкр.", "кв-л", "городок"):
        # A street inside of a district of the town: the district is a place then.
        parts.settlements.append(parts.street)
    if parts.number is None and (match := _STREET_AND_HOUSE.fullmatch(name)) and not _ORDINAL.fullmatch(match["house"]):
        name, parts.number = match["street"], parse_house_number(match["house"])
    parts.street = Named(kind, _street_name(name))


def _take_unnamed(part: str, parts: _Parts) -> None:
    if part[0].isdigit() and parts.number is None and (parts.street or parts.settlements or parts.unnamed):
        parts.number, parts.last = parse_house_number(part), Role.HOUSE
    elif parts.number is not None:
        # «к. 3,4,5»: the comma was inside of the part before.
        parts.number = parts.number.with_note(part)
    else:
        parts.unnamed.append(part)


def _place_unnamed(parts: _Parts) -> None:
    """Names without a kind, in the order in which people write them: a settlement, then a street, perhaps with the
    house.
    """
    if parts.unnamed and parts.street is None:
        _put_street("ул.", parts.unnamed.pop(), parts)
    if parts.unnamed and not parts.settlements:
        parts.settlements.append(Named("г.", parts.unnamed.pop(0)))
    if parts.unnamed:
        parts.district = " ".join([parts.district, *parts.unnamed]).strip()


def _kind_and_name(part: str) -> tuple[Role, str, str] | None:
    for pattern in (KIND_BEFORE, KIND_BEHIND):
        if match := pattern.fullmatch(part):
            role, short = KINDS[match["kind"].casefold()]
            return role, short, _DOTTED.sub("", match["name"]).strip()
    return None


def _street_name(name: str) -> str:
    """The name with its ordinal before it and written alike: «Промышленная 2-ая» → «2-я Промышленная»."""
    match = _ORDINAL.search(name)
    if match is None:
        return name.rstrip(" .")
    rest = f"{name[: match.start()]} {name[match.end() :]}".split()
    return " ".join([f"{int(match[1])}-{(match[2] or match[3]).lower()}", *rest]).rstrip(" .")

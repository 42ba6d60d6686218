"""Checking a sheet: first its columns, then every row, each error in its cell.

A checked sheet says which rows go ahead, which have errors, and which repeat another row or a house that is there
already. Nothing is created or stored here; people and existing houses are asked for in bulk, through what the caller
hands in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import chain, count

from msgspec import Struct
from msgspec.structs import replace

from lib.houses.address import Address
from lib.houses.address_parsing import parse_settlements
from lib.houses.checked_row import CheckedRow, RowReader
from lib.houses.columns import Column, find_header
from lib.houses.sheet_errors import CellError, SheetError
from lib.houses.sheet_row import Row
from lib.houses.sheet_totals import totals_text
from lib.russian import folded

# A settlement of more than half of the rows is at home: its name says nothing in the title of a chat.
_HOME_SHARE = 0.5

# What the first row of a house leaves empty is taken from its repeats, each of these together: a phone of one person
# does not go with the name of another.
_TAKEN_FROM_REPEATS: tuple[tuple[str, ...], ...] = (
    ("company", "company_key"),
    ("entrances",),
    ("apartments",),
    ("administrator_name", "administrator_phone", "administrator_vk_id"),
    ("official_vk_ids",),
    ("service_bot_group_ids",),
)


class Found(Struct, frozen=True):
    """Who is behind a VK reference: a person (positive id) or a community (negative id), and the name."""

    vk_id: int
    name: str = ""


class ExistingHouse(Struct, frozen=True):
    """A house that is there already, as far as a repeat has to name it."""

    title: str


# VK references (`123`, `durov`, `club1`) → who is behind each; the unknown are left out.
ResolveReferences = Callable[[Sequence[str]], Mapping[str, Found]]
# Address keys → the houses that are there already.
FindExisting = Callable[[Sequence[str]], Mapping[str, ExistingHouse]]


class Repeat(Struct, frozen=True):
    """A row whose house stands in an earlier row (`of_row`), or is there already (`of_house`, its title).

    `key` is the address key of that house, `cells` are the row's own.
    """

    number: int
    key: str
    of_row: int = 0
    of_house: str = ""
    cells: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What the person reads."""
        if self.of_house:
            return f"Повтор: чат этого дома уже есть — «{self.of_house}»"
        return f"Повтор: тот же дом в строке {self.of_row}"


class CheckedSheet(Struct, frozen=True):
    """What a sheet would do: `good` rows become houses, `bad` ones have errors, `repeats` are left out."""

    header: tuple[str, ...]
    good: tuple[CheckedRow, ...]
    bad: tuple[CheckedRow, ...]
    repeats: tuple[Repeat, ...]
    unknown_columns: tuple[str, ...]
    home_settlement: str

    @property
    def totals(self) -> str:
        """What there is to do, in one sentence; empty where there is nothing."""
        return totals_text(self.bad, len(self.repeats))


def check_sheet(
    rows: Sequence[Row],
    *,
    resolve_references: ResolveReferences,
    find_existing: FindExisting,
    home_settlement: str = "",
) -> CheckedSheet:
    """Checks all rows; `home_settlement` (`г. Екатеринбург`) is taken from the sheet itself where it is empty.

    Raises:
        SheetError: the sheet's columns cannot be used, or there is nothing under them.
    """
    header = find_header([row.cells for row in rows])
    body = rows[header.position + 1 :]
    if not body:
        raise SheetError("no_rows")
    reader = RowReader(header, rows[header.position].cells)
    understood = [reader.read(row) for row in body]
    home = home_settlement or _home_settlement(understood)
    at_home = [_at_home(row, home) for row in understood]
    resolved = _with_people(at_home, reader, resolve_references)
    unique, repeats = _without_repeats(resolved, home, find_existing)
    titled = _with_unique_titles(unique, reader, home)
    return CheckedSheet(
        header=rows[header.position].cells,
        good=tuple(row for row in titled if not row.errors),
        bad=tuple(row for row in titled if row.errors),
        repeats=tuple(repeats),
        unknown_columns=header.unknown,
        home_settlement=home,
    )


def _home_settlement(rows: Sequence[CheckedRow]) -> str:
    counts = Counter(row.address.settlement for row in rows if row.address and row.address.settlement)
    spellings = Counter(map(folded, counts.elements()))
    if not spellings:
        return ""
    home, number = spellings.most_common(1)[0]
    if number <= _HOME_SHARE * spellings.total():
        return ""
    return next(name for name, _ in counts.most_common() if folded(name) == home)


def _at_home(row: CheckedRow, home: str) -> CheckedRow:
    """A row that names no settlement is at home, so that its house is the same in a sheet that does name it."""
    if row.address is None or row.address.settlements or not home:
        return row
    return replace(row, address=replace(row.address, settlements=parse_settlements(home)))


def _with_people(rows: Sequence[CheckedRow], reader: RowReader, resolve: ResolveReferences) -> list[CheckedRow]:
    wanted = dict.fromkeys(name for row in rows for names in row.references.values() for name in names)
    found = resolve(list(wanted)) if wanted else {}
    return [_with_its_people(row, reader, found) if row.references else row for row in rows]


def _with_its_people(row: CheckedRow, reader: RowReader, found: Mapping[str, Found]) -> CheckedRow:
    errors: list[CellError] = []
    ids: dict[Column, list[int]] = {column: [] for column in row.references}
    for column, names in row.references.items():
        for name in names:
            error = _wrong_kind(column, found.get(name))
            if error:
                errors.append(reader.error(column, error, name=f"id{name}" if name.isdigit() else name))
            else:
                ids[column].append(abs(found[name].vk_id))
    administrator = ids.get(Column.ADMINISTRATOR) or [0]
    return replace(
        row,
        administrator_vk_id=administrator[0],
        official_vk_ids=tuple(dict.fromkeys(ids.get(Column.OFFICIALS, ()))),
        service_bot_group_ids=tuple(dict.fromkeys(ids.get(Column.SERVICE_BOTS, ()))),
        errors=(*row.errors, *errors),
    )


def _wrong_kind(column: Column, found: Found | None) -> str:
    """The code of what is wrong with who was found for a cell of the column; empty where nothing is."""
    if column is Column.SERVICE_BOTS:
        if found is None:
            return "community_unknown"
        return "" if found.vk_id < 0 else "community_is_a_person"
    if found is None:
        return "person_unknown"
    return "person_is_a_community" if found.vk_id < 0 else ""


def _without_repeats(
    rows: Sequence[CheckedRow], home: str, find_existing: FindExisting
) -> tuple[list[CheckedRow], list[Repeat]]:
    keys = {row.number: _keys(row.address, home) for row in rows if row.address}
    existing = find_existing(list(dict.fromkeys(chain.from_iterable(keys.values()))))
    unique: list[CheckedRow] = []
    repeats: list[Repeat] = []
    positions: dict[str, int] = {}
    for row in rows:
        own, *others = keys.get(row.number, ("",))
        there = next((key for key in (own, *others) if key in existing), "")
        if there:
            repeats.append(Repeat(row.number, there, of_house=existing[there].title, cells=row.cells))
        elif own and own in positions:
            first = unique[positions[own]]
            repeats.append(Repeat(row.number, own, of_row=first.number, cells=row.cells))
            unique[positions[own]] = _completed(first, row)
        else:
            positions[own] = len(unique)
            unique.append(row)
    return unique, repeats


def _keys(address: Address, home: str) -> tuple[str, ...]:
    """The key of a house and, at home, the one that it got if it came in before anybody knew what home is."""
    if folded(address.settlement) != folded(home) or len(address.settlements) > 1:
        return (address.key,)
    return address.key, replace(address, settlements=()).key


def _completed(first: CheckedRow, repeat: CheckedRow) -> CheckedRow:
    """The first row of a house with what it leaves empty taken from its repeat: registers spread a house over rows."""
    if repeat.errors:
        return first
    empty = [names for names in _TAKEN_FROM_REPEATS if not any(getattr(first, name) for name in names)]
    return replace(first, **{name: getattr(repeat, name) for name in chain.from_iterable(empty)})


def _with_unique_titles(rows: Sequence[CheckedRow], reader: RowReader, home: str) -> list[CheckedRow]:
    own = {folded(row.title): row.number for row in reversed(rows) if row.has_own_title}
    taken: set[str] = set(own)
    titled = []
    for row in rows:
        if row.has_own_title:
            first = own[folded(row.title)]
            error = reader.error(Column.CHAT_NAME, "chat_name_repeats", row=first)
            titled.append(row if first == row.number else replace(row, errors=(*row.errors, error)))
        elif row.address:
            title = _free_title(row.address, home, taken)
            taken.add(folded(title))
            titled.append(replace(row, title=title))
        else:
            titled.append(row)
    return titled


def _free_title(address: Address, home: str, taken: set[str]) -> str:
    short, long = address.title(home), address.title("")
    numbered = (f"{long} ({number})" for number in count(2))
    return next(title for title in chain((short, long), numbered) if folded(title) not in taken)

"""Lists of houses pasted from a sheet: addresses understood, houses found, their ids kept in order.

A list can be longer than a document, so it lies in chunks, each a run of ids in order. Lists are taken up by the
broadcast that they were pasted for; Firestore deletes them some time after `expires_at` (TTL).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from lib.audit.line import AuditAction, Subject, SubjectKind
from lib.audit.record import Doing, Planned, record_change
from lib.broadcasts.audience import may_broadcast_to
from lib.gateways.firestore.store import Put, Store
from lib.houses.address_parsing import AddressError, parse_address
from lib.houses.creating import AddressNotUnderstood, understand_address
from lib.houses.house import House, house_id, house_path
from lib.municipalities.municipality import Municipality
from lib.pages import pages
from lib.people.permissions import Rights
from lib.russian import counted

_IDS_A_CHUNK = 2000
# As many as the largest sheet of houses holds.
MOST_LINES = 20_000
# A schedule names its list for as long as it runs; a year covers every schedule that somebody still looks at.
_KEPT_FOR = timedelta(days=400)

# The address stands among the first columns of any sheet.
_MOST_CELLS = 20

_NOT_FOUND = "Дома с таким адресом нет"


class UnusableLine(Struct, frozen=True):
    """A line that names no house: its number, what it says, and why it cannot be used."""

    number: int
    text: str
    reason: str


class HouseList(Struct, frozen=True):
    """A list as it was understood."""

    id: str
    houses: int
    repeats: int
    unusable: tuple[UnusableLine, ...]


class ListChunk(Struct, frozen=True):
    """Ids in order; `last` is the last of them."""

    last: str
    house_ids: tuple[str, ...]
    expires_at: datetime


def keep_list(text: str, municipality: Municipality, rights: Rights, doing: Doing, *, store: Store) -> HouseList:
    """Understands pasted lines, a house each, and keeps the houses that the person may write to.

    A line may hold more cells than the address, divided by tabs or semicolons.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    keys = {number: list(_address_keys(line, municipality)) for number, line in lines[:MOST_LINES]}
    houses = _houses_at({key for candidates in keys.values() for key in candidates}, municipality.id, store)
    found: list[str] = []
    unusable: list[UnusableLine] = []
    for number, line in lines[:MOST_LINES]:
        house = next((houses[key] for key in keys[number] if key in houses), None)
        if house is None:
            reason = _NOT_FOUND if keys[number] else _why_not_understood(line, municipality)
            unusable.append(UnusableLine(number, line, reason))
        elif not may_broadcast_to(house, rights):
            unusable.append(UnusableLine(number, line, _NOT_FOUND))
        else:
            found.append(house.id)
    ids = sorted(set(found))
    expires_at = doing.now + _KEPT_FOR
    chunks = [ListChunk(page[-1], tuple(page), expires_at) for page in pages(ids, _IDS_A_CHUNK)]
    for chunk in chunks:
        store.commit([Put(f"{_chunks_path(municipality.id, doing.request_id)}/{chunk.last}", chunk)])
    title = counted(len(ids), "дом", "дома", "домов")
    told = doing.line(AuditAction.HOUSE_LIST_PASTED, Subject(SubjectKind.HOUSE_LIST, doing.request_id, title))
    record_change(doing, lambda: Planned([], [told]), store)
    return HouseList(doing.request_id, len(ids), len(found) - len(ids), tuple(unusable))


def ids_of_list_after(municipality_id: str, list_id: str, after: str, limit: int, *, store: Store) -> Sequence[str]:
    """The next ids of a list; empty at its end, or where there is no such list."""
    path = _chunks_path(municipality_id, list_id)
    found = store.query(path, ListChunk, [("last", ">", after)], ["last"], limit=1)
    if not found:
        return ()
    return [id_ for id_ in found[0].record.house_ids if id_ > after][:limit]


def _chunks_path(municipality_id: str, list_id: str) -> str:
    return f"municipalities/{municipality_id}/house_lists/{list_id}/chunks"


def _address_keys(line: str, municipality: Municipality) -> Iterator[str]:
    """The keys under which the line's house may be known: of the line whole, then of each cell."""
    cells = [cell.strip() for cell in line.replace(";", "\t").split("\t") if cell.strip()][:_MOST_CELLS]
    for text in dict.fromkeys([", ".join(cells), *cells]):
        for understand in (lambda text: understand_address(text, municipality), parse_address):
            try:
                yield understand(text).key
            except (AddressError, AddressNotUnderstood):
                continue


def _why_not_understood(line: str, municipality: Municipality) -> str:
    try:
        understand_address(line, municipality)
    except AddressNotUnderstood as error:
        return error.words.rstrip(".")
    return _NOT_FOUND


def _houses_at(keys: set[str], municipality_id: str, store: Store) -> dict[str, House]:
    paths = {house_path(municipality_id, house_id(key)): key for key in keys}
    return {paths[path]: stored.record for path, stored in store.get_many(paths, House).items()}

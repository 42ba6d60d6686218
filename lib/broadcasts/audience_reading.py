"""Reading an audience page by page, in the order of the houses' ids.

An id never changes and follows from the address alone, so a walk over all of an audience meets every house at most
once, whatever is edited meanwhile and however its parts overlap. What a person may not write to is not in the audience:
the queries ask for no more, and every house is held against the rights once more.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Protocol

from msgspec import Struct

from lib.broadcasts.audience import Audience, AudiencePart, may_broadcast_to, parts_are_all
from lib.broadcasts.house_groups import expanded
from lib.broadcasts.house_lists import ids_of_list_after
from lib.gateways.firestore.store import Condition, Store
from lib.houses.house import House, house_path, houses_path
from lib.houses.listing import reaches
from lib.people.permissions import Rights

# What a broadcast asks of a house; without the words by which it is found, reading is twice as fast.
_FIELDS = tuple(
    field for field in House.__struct_fields__ if field not in {"find", "sort", "invite_link", "administrator_phone"}
)
# Where many sets of houses are merged, each is read so many at a time.
_READ_AT_ONCE = 100


class AudiencePage(Struct, frozen=True):
    """Houses in the order of their ids, and the id after which the next page begins; None at the end."""

    houses: tuple[House, ...]
    after: str | None


def read_audience(audience: Audience, rights: Rights, after: str, limit: int, *, store: Store) -> AudiencePage:
    """The next houses of an audience to which the person may write."""
    sources = list(_sources(audience, rights, after, limit, store))
    houses: list[House] = []
    while len(houses) < limit and (source := _first(sources)) is not None:
        house = source.waiting.popleft()
        if house.id != after and may_broadcast_to(house, rights):
            houses.append(house)
        after = house.id
    is_end = all(source.is_read_out and not source.waiting for source in sources)
    return AudiencePage(tuple(houses), None if is_end else after)


def walk_audience(audience: Audience, rights: Rights, *, store: Store, most: int) -> Iterator[House]:
    """The first `most` houses of an audience."""
    after: str | None = ""
    read = 0
    while after is not None and read < most:
        page = read_audience(audience, rights, after, min(most - read, 1000), store=store)
        yield from page.houses
        read, after = read + len(page.houses), page.after


def conditions_of(part: AudiencePart, reach: Sequence[Condition]) -> list[Condition]:
    """The part of a part that Firestore can answer within one set of houses that a person may see."""
    wanted: list[tuple[str, object]] = [
        ("settlement", part.settlement),
        ("street", part.street),
        ("company_key", part.company_key),
        ("state", part.state),
        ("administrator_state", part.administrator),
    ]
    if part.nobody_joined:
        wanted.append(("members_count", 0))
    conditions: list[Condition] = [(field, "==", value) for field, value in wanted if value not in ("", None)]
    # Firestore takes one `array_contains` a query; the other is looked for in what is read.
    if part.tag and not any(operator == "array_contains" for _, operator, _ in reach):
        conditions.append(("tags", "array_contains", part.tag))
    return [*conditions, *reach]


class _Source(Protocol):
    """Houses in the order of their ids, read as they are needed."""

    waiting: deque[House]
    is_read_out: bool

    def read_on(self) -> None:
        """Reads the next houses."""


class _Query:
    """The houses that meet a part within one reach."""

    def __init__(
        self, part: AudiencePart, reach: Sequence[Condition], municipality_id: str, after: str, size: int, store: Store
    ) -> None:
        self._part, self._conditions = part, conditions_of(part, reach)
        self._path, self._after, self._size, self._store = houses_path(municipality_id), after, size, store
        self.waiting: deque[House] = deque()
        self.is_read_out = False

    def read_on(self) -> None:
        where = [self._after] if self._after else None
        found = self._store.query(self._path, House, self._conditions, ["__name__"], self._size, where, select=_FIELDS)
        self.waiting.extend(stored.record for stored in found if self._part.matches(stored.record))
        self.is_read_out = len(found) < self._size
        if found:
            self._after = found[-1].record.id


class _Named:
    """Houses that are named one by one, be it here or in a list."""

    def __init__(self, part: AudiencePart, municipality_id: str, after: str, size: int, store: Store) -> None:
        self._part, self._own = part, sorted(part.house_ids)
        self._municipality_id, self._after, self._size, self._store = municipality_id, after, size, store
        self.waiting: deque[House] = deque()
        self.is_read_out = False

    def read_on(self) -> None:
        ids = self._next_ids()
        paths = [house_path(self._municipality_id, id_) for id_ in ids]
        found = self._store.get_many(paths, House)
        houses = [found[path].record for path in paths if path in found]
        self.waiting.extend(house for house in houses if self._part.matches(house))
        self.is_read_out = not ids
        if ids:
            self._after = ids[-1]

    def _next_ids(self) -> Sequence[str]:
        if self._part.list_id:
            return ids_of_list_after(
                self._municipality_id, self._part.list_id, self._after, self._size, store=self._store
            )
        begin = bisect_right(self._own, self._after)
        return self._own[begin : begin + self._size]


def _sources(audience: Audience, rights: Rights, after: str, limit: int, store: Store) -> Iterator[_Source]:
    parts = expanded(audience.parts, rights.municipality_id, store=store)
    if parts_are_all(parts):
        parts = (AudiencePart(),)
    sets = list(reaches(rights))
    queries = [(part, reach) for part in parts if not part.names_houses for reach in sets]
    # One more, which says whether there is a page after this one.
    size = limit + 1 if len(queries) == 1 else min(limit, _READ_AT_ONCE)
    for part, reach in queries:
        yield _Query(part, reach, rights.municipality_id, after, size, store)
    for part in parts:
        if part.names_houses:
            yield _Named(part, rights.municipality_id, after, size, store)


def _first(sources: Sequence[_Source]) -> _Source | None:
    """The source whose next house comes first; None where all are at their end."""
    for source in sources:
        while not source.waiting and not source.is_read_out:
            source.read_on()
    waiting = [source for source in sources if source.waiting]
    return min(waiting, key=lambda source: source.waiting[0].id, default=None)

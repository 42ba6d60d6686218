"""Lists of houses: found by words, narrowed by filters, within what a person may see, page by page.

Every page costs reads in proportion to the page and not to the municipality. Without words, or with words that most
houses have, the list is read in its order under Firestore's own filters; with a telling word, the houses that have it
are read, and whatever else was asked for is looked for in them. Should that be so rare that a page cannot be filled
within `_READS_A_PAGE`, the page is handed out as it is, and its `after` leads on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial

from msgspec import Struct

from lib.gateways.firestore.at_once import at_once
from lib.gateways.firestore.paging import Page
from lib.gateways.firestore.store import Condition, Store
from lib.houses.house import AdministratorState, House, HouseState, OnboardingState, houses_path
from lib.houses.search_words import (
    anchor_of,
    beginning_of,
    exact_beginning_of,
    fields_of,
    first_place,
    has_words,
    is_everywhere,
    query_words,
    range_of,
    words_of,
)
from lib.municipalities.municipality import Municipality
from lib.people.permissions import Action, Rights
from lib.people.roles import Role

_READS_A_PAGE = 400
# What has to be looked for in what is read is read so many at a time.
_READ_AT_ONCE = 200
# A municipality has some dozens of settlements; each costs one read.
_MOST_SETTLEMENTS = 300


class HouseFilter(Struct, frozen=True, dict=True):
    """What narrows a list; whatever is empty does not."""

    search: str = ""
    state: HouseState | None = None
    company_key: str = ""
    administrator: AdministratorState | None = None
    onboarding: OnboardingState | None = None
    nobody_joined: bool = False
    settlement: str = ""
    street: str = ""
    is_silent: bool | None = None
    import_id: str = ""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words that are looked for."""
        return query_words(self.search)

    @cached_property
    def conditions(self) -> list[Condition]:
        """All of it but the words, as Firestore takes it."""
        wanted: list[tuple[str, object]] = [
            ("state", self.state),
            ("company_key", self.company_key),
            ("administrator_state", self.administrator),
            ("onboarding", self.onboarding),
            ("settlement", self.settlement),
            ("street", self.street),
            ("is_silent", self.is_silent),
            ("import_id", self.import_id),
        ]
        if self.nobody_joined:
            wanted = [*wanted, ("members_count", 0), ("state", HouseState.LIVE)]
        return [(field, "==", value) for field, value in wanted if value not in (None, "")]

    def matches(self, house: House) -> bool:
        """Whether a house meets all of it, the words too."""
        met = all(getattr(house, field) == value for field, _, value in self.conditions)
        return met and (not self.words or has_words(house, self.words))


def list_houses(
    rights: Rights, municipality: Municipality, wanted: HouseFilter, after: str, limit: int, *, store: Store
) -> Page[House]:
    """A page of the houses that a person may see and that meet the filter, by address."""
    words = wanted.words
    if wanted.search.strip() and not words:
        return Page((), None)
    everywhere = words_of(f"{municipality.home_settlement} {municipality.region}")
    anchor = anchor_of(words, everywhere)
    if anchor is None:
        return _in_order(rights, wanted, words, after, limit, store)
    narrows = bool(wanted.conditions) or any(word != anchor and not is_everywhere(word, everywhere) for word in words)
    size = _READ_AT_ONCE if narrows else limit + 1
    # «ленина 5» is house 5 in Lenina; only where there is none, any house that has both words.
    exact = exact_beginning_of(anchor, words)
    if exact and (not after or after.startswith(exact)):
        page = _anchored(rights, wanted, (anchor, exact), after, size, limit, store)
        if page.items or after:
            return page
    return _anchored(rights, wanted, (anchor, beginning_of(anchor)), after, size, limit, store)


def count_houses(municipality_id: str, wanted: HouseFilter, *, store: Store) -> dict[HouseState, int]:
    """How many houses in each state meet the filter, but for its words."""

    def count(state: HouseState) -> int:
        if wanted.state not in (None, state):
            return 0
        return store.totals(houses_path(municipality_id), [*wanted.conditions, ("state", "==", state)])[0]

    counts = at_once([partial(count, state) for state in HouseState])
    return dict(zip(HouseState, counts, strict=True))


def list_settlements(municipality_id: str, *, store: Store) -> list[str]:
    """The settlements in which the municipality has houses, one read each."""
    found: list[str] = []
    while len(found) < _MOST_SETTLEMENTS:
        where: list[Condition] = [("settlement", ">", found[-1] if found else "")]
        following = store.query(houses_path(municipality_id), House, where, order_by=["settlement"], limit=1)
        if not following:
            break
        found.append(following[0].record.settlement)
    return found


def list_streets(municipality_id: str, settlement: str, *, store: Store) -> list[str]:
    """The streets of a settlement on which the municipality has houses, one read each."""
    found: list[str] = []
    while len(found) < _MOST_SETTLEMENTS:
        where: list[Condition] = [("settlement", "==", settlement), ("street", ">", found[-1] if found else "")]
        following = store.query(houses_path(municipality_id), House, where, order_by=["street"], limit=1)
        if not following:
            break
        found.append(following[0].record.street)
    return found


def _anchored(
    rights: Rights, wanted: HouseFilter, anchor: tuple[str, str], after: str, size: int, limit: int, store: Store
) -> Page[House]:
    """A page of the houses that have a word, given with what its texts begin with; first `size` of them are read."""
    word, begins = anchor
    path, (first, last) = houses_path(rights.municipality_id), range_of(begins)

    def source(field: str) -> _Source:
        return _Source(path, [(field, ">=", first), (field, "<", last)], field, after, size, store)

    def is_wanted(place: str, house: House) -> bool:
        return place == first_place(house, word, begins) and _may_be_shown(house, rights, wanted)

    return _page([source(f"find.{name}") for name in fields_of(word)], is_wanted, after, limit)


def _in_order(
    rights: Rights, wanted: HouseFilter, words: Sequence[str], after: str, limit: int, store: Store
) -> Page[House]:
    """A page of the houses in their order, under Firestore's own filters."""
    path, size = houses_path(rights.municipality_id), _READ_AT_ONCE if words else limit + 1
    sources = [_Source(path, [*wanted.conditions, *reach], "sort", after, size, store) for reach in reaches(rights)]
    return _page(sources, lambda _, house: _may_be_shown(house, rights, wanted), after, limit)


def reaches(rights: Rights) -> Iterator[Sequence[Condition]]:
    """The conditions of each set of houses that together are all that a person may see."""
    if rights.works_with_all_houses:
        yield ()
        return
    if Role.REPRESENTATIVE in rights.roles:
        for key in rights.company_keys:
            yield [("company_key", "==", key)]
        yield [("official_vk_ids", "array_contains", rights.vk_id)]
    if Role.CHAT_ADMINISTRATOR in rights.roles:
        yield [("administrator_vk_id", "==", rights.vk_id)]


def _may_be_shown(house: House, rights: Rights, wanted: HouseFilter) -> bool:
    return wanted.matches(house) and rights.may_with(house, Action.SEE_HOUSES)


class _Source:
    """Houses in the order of one field, read as they are needed. A house's place is its value there."""

    def __init__(
        self, path: str, conditions: Sequence[Condition], field: str, after: str, size: int, store: Store
    ) -> None:
        self._path, self._conditions, self._field, self._store = path, conditions, field, store
        self._after, self._size = after, size
        self.waiting: deque[tuple[str, House]] = deque()
        self.is_read_out = False
        self.reads = 0

    def read_on(self) -> None:
        """Reads the next houses."""
        where = [self._after] if self._after else None
        found = self._store.query(self._path, House, self._conditions, [self._field], self._size, where)
        self.waiting.extend((self._place(stored.record), stored.record) for stored in found)
        self.reads += len(found)
        if len(found) < self._size:
            self.is_read_out = True
        else:
            self._after, self._size = self.waiting[-1][0], _READ_AT_ONCE

    def _place(self, house: House) -> str:
        return house.sort if self._field == "sort" else house.find[self._field.removeprefix("find.")]


def _page(sources: Sequence[_Source], is_wanted: Callable[[str, House], bool], after: str, limit: int) -> Page[House]:
    """The next houses of all sources that are wanted, in the order of their places."""
    shown: list[House] = []
    if len(sources) > 1:
        at_once([source.read_on for source in sources])
    while (source := _first(sources, may_read=len(shown) < limit)) is not None:
        place, house = source.waiting[0]
        # Sets of houses overlap: what stands at the place of the last one is the same house.
        if place != after and is_wanted(place, house):
            if len(shown) == limit:
                return Page(tuple(shown), after)
            shown.append(house)
        after = place
        source.waiting.popleft()
    is_end = all(each.is_read_out and not each.waiting for each in sources)
    return Page(tuple(shown), None if is_end else after)


def _first(sources: Sequence[_Source], *, may_read: bool) -> _Source | None:
    """The source whose next house comes first; None where there is none, or where a source would have to be read on and
    that may not be.
    """
    for source in sources:
        while not source.waiting and not source.is_read_out:
            if not may_read or sum(each.reads for each in sources) >= _READS_A_PAGE:
                return None
            source.read_on()
    waiting = [source for source in sources if source.waiting]
    return min(waiting, key=lambda source: source.waiting[0][0], default=None)

"""Indexes of the database in memory, as Firestore has them: the documents of a collection by the fields that a query
wants equal, then by those that order it, then by their names. Each is made at the first query that needs it, and
brought up to date when it is next asked.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from fire.memory_values import END, MISSING, Key, key_of, plain, value_at
from lib.gateways.firestore.store import Condition

NAME = "__name__"
# Where more than one entry in so many changed, sorting all anew is faster than finding the place of each.
_SORTED_ANEW_FROM = 64
_UNEQUAL = frozenset({"<", "<=", ">", ">="})

Documents = Mapping[str, tuple[Mapping[str, Any], object]]
Order = Sequence[tuple[str, bool]]


class Span(Struct, frozen=True):
    """A query as an index answers it: which index, from where (included) to where (not included), and whether its order
    goes downwards.
    """

    equal: tuple[str, ...]
    order: tuple[str, ...]
    begins: tuple[Key, ...]
    ends: tuple[Key, ...]
    is_down: bool


def span_of(where: Sequence[Condition], order: Order, after: tuple[Key, ...] | None) -> Span | None:
    """Where a query's documents lie; `after` are the values behind which it begins. None where its order goes in two
    directions.
    """
    if len({is_down for _, is_down in order}) > 1:
        return None
    first, is_down = order[0]
    equal = {field: key_of(plain(value)) for field, operator, value in where if operator == "=="}
    values = tuple(equal[field] for field in sorted(equal))
    begins, ends = values, (*values, END)
    for field, operator, value in where:
        if field == first and operator in _UNEQUAL:
            key = key_of(plain(value))
            rank = key[0]
            # An inequality is about values of its own type alone.
            least, most = (key, (rank + 1,)) if operator in {">", ">="} else ((rank,), key)
            begins = max(begins, (*values, least))
            ends = min(ends, (*values, most, END) if most is key else (*values, most))
    if after is not None and is_down:
        ends = min(ends, (*values, *after))
    elif after is not None:
        begins = max(begins, (*values, *after, END))
    return Span(tuple(sorted(equal)), tuple(name for name, _ in order), begins, ends, is_down)


class Index:
    """The paths of documents in the order of their keys."""

    def __init__(self, equal: Sequence[str], order: Sequence[str], documents: Documents, paths: Iterable[str]) -> None:
        self._fields = (*equal, *order)
        self._documents = documents
        self._entries: list[tuple[Key, ...]] = []
        self._keys: dict[str, tuple[Key, ...]] = {}
        self._changed = dict.fromkeys(paths)

    def note(self, path: str) -> None:
        """A document was written or removed."""
        self._changed[path] = None

    def paths(self, span: Span) -> Iterator[str]:
        """The documents of a span in the order of its query: those that the query wants are among them."""
        self._bring_up_to_date()
        begin, end = bisect_left(self._entries, span.begins), bisect_left(self._entries, span.ends)
        places = range(end - 1, begin - 1, -1) if span.is_down else range(begin, end)
        return (self._entries[place][-1][-1] for place in places)

    def _bring_up_to_date(self) -> None:
        made = {path: self._key(path) for path in self._changed}
        self._changed.clear()
        differing = {path: key for path, key in made.items() if key != self._keys.get(path)}
        gone = [key for path in differing if (key := self._keys.pop(path, None)) is not None]
        new = {path: key for path, key in differing.items() if key is not None}
        self._keys |= new
        if len(differing) * _SORTED_ANEW_FROM > len(self._entries):
            out = set(gone)
            self._entries = [each for each in self._entries if each not in out] if out else self._entries
            self._entries += new.values()
            self._entries.sort()
            return
        for key in gone:
            del self._entries[bisect_left(self._entries, key)]
        for key in new.values():
            insort(self._entries, key)

    def _key(self, path: str) -> tuple[Key, ...] | None:
        """The place of a document; None where it lacks a field, or is not there."""
        found = self._documents.get(path)
        if found is None:
            return None
        key = []
        for field in self._fields:
            value = path if field == NAME else value_at(found[0], field)
            if value is MISSING:
                return None
            key.append(key_of(value))
        return tuple(key)


class Source:
    """The documents of a collection, or of all collections of one name."""

    def __init__(self, name: str, large: int) -> None:
        self.name = name
        self.paths: dict[str, None] = {}
        self._large = large
        self._indexes: dict[tuple[tuple[str, ...], tuple[str, ...]], Index] = {}

    @property
    def is_large(self) -> bool:
        """Whether an index is worth its keep."""
        return len(self.paths) >= self._large

    def index(self, span: Span, documents: Documents) -> Index:
        """The index that a query needs, made where there is none."""
        shape = (span.equal, span.order)
        if shape not in self._indexes:
            self._indexes[shape] = Index(*shape, documents, self.paths)
        return self._indexes[shape]

    def note(self, path: str, *, is_there: bool) -> None:
        """A document was written, or removed."""
        if is_there:
            self.paths[path] = None
        else:
            self.paths.pop(path, None)
        for index in self._indexes.values():
            index.note(path)

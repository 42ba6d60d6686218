"""Firestore in memory, for runs in which the system lives through weeks: the same answers as the emulator's, a thousand
times as fast. tests/fire/test_memory_store.py asks both the same and holds the answers equal.

Revisions are the world's own time with a step of a microsecond for each commit, so a run is repeated exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cmp_to_key, partial
from typing import Any, TypeVar

import msgspec

from lib.gateways.firestore.store import (
    WRITES_A_COMMIT,
    AlreadyExists,
    Condition,
    Create,
    Delete,
    Put,
    RawRecord,
    Replace,
    StaleRecord,
    Store,
    Stored,
    Update,
    Write,
)

Record = TypeVar("Record")
Fields = dict[str, Any]

_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
# https://firebase.google.com/docs/firestore/quotas: a document has at most 1 MiB.
_MOST_BYTES = 2**20
_NAME = "__name__"


class Refused(Exception):
    """Firestore would not take this at all."""


class Database:
    """The documents of one database; stores are windows on it."""

    def __init__(self) -> None:
        self.documents: dict[str, tuple[Fields, datetime]] = {}
        self.collections: dict[str, dict[str, str]] = {}
        self.groups: dict[str, dict[str, None]] = {}
        self._commits = 0

    def read(self, path: str) -> tuple[Fields, datetime] | None:
        """The document, if it is there."""
        return self.documents.get(path)

    def commit(self, writes: Sequence[Write]) -> list[datetime]:
        """All or nothing; raises as `Store.commit`."""
        if len(writes) > WRITES_A_COMMIT:
            raise Refused(f"{len(writes)} writes in a commit")
        for write in writes:
            self._check(write)
        self._commits += 1
        revision = _EPOCH + timedelta(microseconds=self._commits)
        return [self._write(write, revision) for write in writes]

    def _check(self, write: Write) -> None:
        there = self.documents.get(write.path)
        match write:
            case Create() if there is not None:
                raise AlreadyExists(write.path)
            case Replace(revision=revision) if there is None or there[1] != revision:
                raise StaleRecord(write.path)
            case Update(revision=revision) if there is None or (revision is not None and there[1] != revision):
                raise StaleRecord(write.path)

    def _write(self, write: Write, revision: datetime) -> datetime:
        match write:
            case Delete():
                self._remove(write.path)
                return revision
            case Create(record=record) | Put(record=record):
                fields = _fields(record)
            case Replace(record=record):
                fields = self.documents[write.path][0] | _fields(record)
            case Update(fields=changed):
                fields = self.documents[write.path][0] | _fields(changed)
        before = self.documents.get(write.path)
        if before is not None and before[0] == fields:
            # As in the service: what changes nothing keeps its update time.
            return before[1]
        self._keep(write.path, fields, revision)
        return revision

    def _keep(self, path: str, fields: Fields, revision: datetime) -> None:
        collection, _, name = path.rpartition("/")
        self.documents[path] = (fields, revision)
        self.collections.setdefault(collection, {})[name] = path
        self.groups.setdefault(collection.rpartition("/")[2], {})[path] = None

    def _remove(self, path: str) -> None:
        if self.documents.pop(path, None) is None:
            return
        collection, _, name = path.rpartition("/")
        del self.collections[collection][name]
        del self.groups[collection.rpartition("/")[2]][path]


class MemoryStore(Store):
    """A store on a database in memory."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def get(self, path: str, kind: type[Record]) -> Stored[Record] | None:
        found = self.database.read(path)
        return None if found is None else _stored(path, found, kind)

    def get_many(self, paths: Iterable[str], kind: type[Record]) -> dict[str, Stored[Record]]:
        found = ((path, self.database.read(path)) for path in paths)
        return {path: _stored(path, document, kind) for path, document in found if document is not None}

    def commit(self, writes: Sequence[Write]) -> list[datetime]:
        return self.database.commit(writes)

    def query(
        self,
        collection: str,
        kind: type[Record],
        where: Sequence[Condition] = (),
        order_by: Sequence[str] = (),
        limit: int | None = None,
        start_after: Sequence[object] | None = None,
        select: Sequence[str] | None = None,
    ) -> list[Stored[Record]]:
        paths = self.database.collections.get(collection, {}).values()
        found = self._found(paths, where, order_by, limit, start_after)
        if select is not None:
            found = [(path, {name: fields[name] for name in select if name in fields}) for path, fields in found]
        return [self._as_stored(path, fields, kind) for path, fields in found]

    def query_group(
        self, group: str, kind: type[Record], where: Sequence[Condition], order_by: Sequence[str] = (), limit: int = 100
    ) -> list[Stored[Record]]:
        found = self._found(self.database.groups.get(group, {}), where, order_by, limit, None)
        return [self._as_stored(path, fields, kind) for path, fields in found]

    def totals(
        self, collection: str, where: Sequence[Condition] = (), sums: Sequence[str] = ()
    ) -> tuple[int, dict[str, int]]:
        found = [fields for _, fields in self._meeting(self._in(collection), where)]
        return len(found), {name: sum(map(_number, (fields.get(name) for fields in found))) for name in sums}

    def sums(self, collection: str, where: Sequence[Condition], fields: Sequence[str]) -> dict[str, int]:
        found = [each for _, each in self._meeting(self._in(collection), where) if all(name in each for name in fields)]
        return {name: sum(_number(each[name]) for each in found) for name in fields}

    def everything(self) -> Iterator[RawRecord]:
        for path, (fields, revision) in sorted(self.database.documents.items()):
            yield RawRecord(path, fields, revision)

    def raw(self, path: str) -> RawRecord | None:
        found = self.database.read(path)
        return None if found is None else RawRecord(path, *found)

    def _in(self, collection: str) -> Iterable[str]:
        return self.database.collections.get(collection, {}).values()

    def _as_stored(self, path: str, fields: Fields, kind: type[Record]) -> Stored[Record]:
        return _stored(path, (fields, self.database.documents[path][1]), kind)

    def _meeting(self, paths: Iterable[str], where: Sequence[Condition]) -> Iterator[tuple[str, Fields]]:
        tests = [(field, _test(operator, value)) for field, operator, value in where]
        documents = self.database.documents
        for path in paths:
            fields = documents[path][0]
            if all(field in fields and test(fields[field]) for field, test in tests):
                yield path, fields

    def _found(
        self,
        paths: Iterable[str],
        where: Sequence[Condition],
        order_by: Sequence[str],
        limit: int | None,
        start_after: Sequence[object] | None,
    ) -> list[tuple[str, Fields]]:
        order = [(field.removeprefix("-"), field.startswith("-")) for field in order_by]
        found = [
            each for each in self._meeting(paths, where) if all(name == _NAME or name in each[1] for name, _ in order)
        ]
        full = _full_order(order, where)
        found.sort(key=cmp_to_key(partial(_by, full)))
        if start_after is not None:
            found = [each for each in found if _is_after(each, order, start_after)]
        return found if limit is None else found[:limit]


def _full_order(order: Sequence[tuple[str, bool]], where: Sequence[Condition]) -> list[tuple[str, bool]]:
    """What was asked for, then the fields of inequalities, then the name, in the direction of the last."""
    full = list(order)
    last = full[-1][1] if full else False
    named = {name for name, _ in full}
    unequal = sorted({field for field, operator, _ in where if operator in {"<", "<=", ">", ">="}} - named)
    full += [(field, last) for field in unequal]
    if _NAME not in named:
        full.append((_NAME, last))
    return full


def _by(order: Sequence[tuple[str, bool]], one: tuple[str, Fields], other: tuple[str, Fields]) -> int:
    for name, is_down in order:
        compared = _compared(one[0], other[0]) if name == _NAME else _compared(one[1][name], other[1][name])
        if compared:
            return -compared if is_down else compared
    return 0


def _is_after(each: tuple[str, Fields], order: Sequence[tuple[str, bool]], place: Sequence[object]) -> bool:
    for (name, is_down), value in zip(order, place, strict=True):
        mine = each[0].rpartition("/")[2] if name == _NAME else each[1][name]
        compared = _compared(mine, value)
        if compared:
            return (compared < 0) if is_down else (compared > 0)
    return False


# https://firebase.google.com/docs/firestore/manage-data/data-types: the order of types.
def _rank(value: object) -> int:
    match value:
        case None:
            return 0
        case bool():
            return 1
        case int() | float():
            return 2
        case datetime():
            return 3
        case str():
            return 4
        case bytes():
            return 5
        case list() | tuple():
            return 6
        case _:
            return 7


def _compared(one: Any, other: Any) -> int:
    ranks = _rank(one), _rank(other)
    if ranks[0] != ranks[1]:
        return -1 if ranks[0] < ranks[1] else 1
    if ranks[0] == 4:
        # By the bytes of UTF-8.
        one, other = one.encode(), other.encode()
    if one == other:
        return 0
    return -1 if one < other else 1


def _test(operator: str, value: Any) -> Callable[[Any], bool]:
    value = msgspec.to_builtins(value, builtin_types=(datetime, bytes))
    rank = _rank(value)

    def same_kind(mine: Any) -> bool:
        return _rank(mine) == rank and mine is not None

    match operator:
        case "==":
            return lambda mine: bool(_rank(mine) == rank and mine == value)
        case "<":
            return lambda mine: same_kind(mine) and _compared(mine, value) < 0
        case "<=":
            return lambda mine: same_kind(mine) and _compared(mine, value) <= 0
        case ">":
            return lambda mine: same_kind(mine) and _compared(mine, value) > 0
        case ">=":
            return lambda mine: same_kind(mine) and _compared(mine, value) >= 0
        case "in":
            return lambda mine: mine in value
        case "array_contains":
            return lambda mine: isinstance(mine, list | tuple) and value in mine
        case "array_contains_any":
            return lambda mine: isinstance(mine, list | tuple) and any(each in mine for each in value)
        case _:
            raise Refused(operator)


def _number(value: object) -> int:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0


def _fields(record: object) -> Fields:
    fields: Fields = msgspec.to_builtins(record, builtin_types=(datetime, bytes))
    size = sum(_checked_size(name, value) for name, value in fields.items())
    if size > _MOST_BYTES:
        raise Refused(f"a document of {size} bytes")
    return fields


def _checked_size(name: str, value: Any, *, in_list: bool = False) -> int:
    match value:
        case str():
            return len(name) + len(value.encode()) + 1
        case bytes():
            return len(name) + len(value)
        case int() if not -(2**63) <= value < 2**63:
            raise Refused(f"{name} is no int64")
        case list() | tuple():
            if in_list:
                raise Refused(f"{name} holds a list within a list")
            return len(name) + sum(_checked_size("", item, in_list=True) for item in value)
        case Mapping():
            return len(name) + sum(_checked_size(str(key), item) for key, item in value.items())
        case _:
            return len(name) + 8


def _stored(path: str, found: tuple[Fields, datetime], kind: type[Record]) -> Stored[Record]:
    record = msgspec.convert(found[0], kind, builtin_types=(datetime, bytes))
    return Stored(path, record, found[1])

"""Firestore in memory, for runs in which the system lives through weeks: the same answers as the emulator's, a thousand
times as fast. tests/fire/test_memory_store.py asks both the same and holds the answers equal.

Revisions are the world's own time with a step of a microsecond for each commit, so a run is repeated exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

import msgspec

from fire.memory_index import NAME, Source, span_of
from fire.memory_values import MISSING, Key, Refused, asks, key_of, plain, value_at
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
# From here on a collection is not looked through for each query.
_LARGE = 200


class Database:
    """The documents of one database; stores are windows on it. What holds `large` documents gets indexes."""

    def __init__(self, large: int = _LARGE) -> None:
        self.documents: dict[str, tuple[Fields, datetime]] = {}
        self._large = large
        self._collections: dict[str, Source] = {}
        self._groups: dict[str, Source] = {}
        self._commits = 0

    def collection(self, name: str) -> Source:
        """The documents of a collection."""
        return self._collections.get(name) or self._collections.setdefault(name, Source(name, self._large))

    def group(self, name: str) -> Source:
        """The documents of all collections with a name."""
        return self._groups.get(name) or self._groups.setdefault(name, Source(name, self._large))

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
        self.documents[path] = (fields, revision)
        self._note(path, is_there=True)

    def _remove(self, path: str) -> None:
        if self.documents.pop(path, None) is not None:
            self._note(path, is_there=False)

    def _note(self, path: str, *, is_there: bool) -> None:
        name = path.rpartition("/")[0]
        self.collection(name).note(path, is_there=is_there)
        self.group(name.rpartition("/")[2]).note(path, is_there=is_there)


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
        found = self._found(self.database.collection(collection), where, order_by, limit, start_after)
        if select is not None:
            found = [(path, {name: fields[name] for name in select if name in fields}) for path, fields in found]
        return [self._as_stored(path, fields, kind) for path, fields in found]

    def query_group(
        self, group: str, kind: type[Record], where: Sequence[Condition], order_by: Sequence[str] = (), limit: int = 100
    ) -> list[Stored[Record]]:
        found = self._found(self.database.group(group), where, order_by, limit, None)
        return [self._as_stored(path, fields, kind) for path, fields in found]

    def totals(
        self, collection: str, where: Sequence[Condition] = (), sums: Sequence[str] = ()
    ) -> tuple[int, dict[str, int]]:
        found = [fields for _, fields in self._found(self.database.collection(collection), where, (), None, None)]
        return len(found), {name: sum(map(_number, (fields.get(name) for fields in found))) for name in sums}

    def sums(self, collection: str, where: Sequence[Condition], fields: Sequence[str]) -> dict[str, int]:
        meeting = self._found(self.database.collection(collection), where, (), None, None)
        found = [each for _, each in meeting if all(name in each for name in fields)]
        return {name: sum(_number(each[name]) for each in found) for name in fields}

    def everything(self) -> Iterator[RawRecord]:
        for path, (fields, revision) in sorted(self.database.documents.items()):
            yield RawRecord(path, fields, revision)

    def raw(self, path: str) -> RawRecord | None:
        found = self.database.read(path)
        return None if found is None else RawRecord(path, *found)

    def _as_stored(self, path: str, fields: Fields, kind: type[Record]) -> Stored[Record]:
        return _stored(path, (fields, self.database.documents[path][1]), kind)

    def _meeting(self, paths: Iterable[str], where: Sequence[Condition]) -> Iterator[tuple[str, Fields]]:
        tests = [(field, asks(operator, value)) for field, operator, value in where]
        documents = self.database.documents
        for path in paths:
            fields = documents[path][0]
            if all((value := value_at(fields, field)) is not MISSING and test(value) for field, test in tests):
                yield path, fields

    def _found(
        self,
        source: Source,
        where: Sequence[Condition],
        order_by: Sequence[str],
        limit: int | None,
        start_after: Sequence[object] | None,
    ) -> list[tuple[str, Fields]]:
        order = [(field.removeprefix("-"), field.startswith("-")) for field in order_by]
        full = _full_order(order, where)
        after = None
        if start_after is not None:
            # A name is given within its collection.
            after = tuple(
                key_of(f"{source.name}/{value}" if name == NAME else plain(value))
                for (name, _), value in zip(order, start_after, strict=True)
            )
        if source.is_large and (span := span_of(where, full, after)) is not None:
            found = self._meeting(source.index(span, self.database.documents).paths(span), where)
            return list(islice(found, limit))
        return self._sorted(source, where, full, order, after)[:limit]

    def _sorted(
        self,
        source: Source,
        where: Sequence[Condition],
        full: Sequence[tuple[str, bool]],
        order: Sequence[tuple[str, bool]],
        after: Sequence[Key] | None,
    ) -> list[tuple[str, Fields]]:
        """The same without an index: all are looked through."""
        found = [
            (path, fields)
            for path, fields in self._meeting(source.paths, where)
            if all(name == NAME or value_at(fields, name) is not MISSING for name, _ in order)
            and (after is None or _is_after(path, fields, order, after))
        ]
        for name, is_down in reversed(full):
            found.sort(key=lambda each: _key(each[0], each[1], name), reverse=is_down)
        return found


def _full_order(order: Sequence[tuple[str, bool]], where: Sequence[Condition]) -> list[tuple[str, bool]]:
    """What was asked for, then the fields of inequalities, then the name, in the direction of the last."""
    full = list(order)
    last = full[-1][1] if full else False
    named = {name for name, _ in full}
    unequal = sorted({field for field, operator, _ in where if operator in {"<", "<=", ">", ">="}} - named)
    full += [(field, last) for field in unequal]
    if NAME not in named:
        full.append((NAME, last))
    return full


def _key(path: str, fields: Fields, name: str) -> Key:
    return key_of(path if name == NAME else value_at(fields, name))


def _is_after(path: str, fields: Fields, order: Sequence[tuple[str, bool]], place: Sequence[Key]) -> bool:
    for (name, is_down), key in zip(order, place, strict=True):
        mine = _key(path, fields, name)
        if mine != key:
            return (mine < key) if is_down else (mine > key)
    return False


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

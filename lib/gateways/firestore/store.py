"""Typed records in Firestore: read them, and commit writes that all happen or none.

Three ways of being sure are offered, and no others (docs/decisions/firestore.md says why): `Create` claims a document
that must not exist yet, `Replace` and `Update` with a revision are compare-and-set on the document's update time, and a
commit is atomic. Records are frozen structs; outside this module nobody sees Firestore's own types.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec
from google.api_core import exceptions as google_errors
from google.api_core.retry import Retry, if_exception_type
from google.cloud import firestore
from google.cloud.firestore_v1 import _helpers, types
from google.cloud.firestore_v1.base_query import FieldFilter
from msgspec import Struct

from lib.pages import pages

Record = TypeVar("Record")

# The emulator takes gRPC messages of 4 MiB; the service counts at most 500 writes a commit as one cheap batch.
WRITES_A_COMMIT = 500
_RECORDS_A_PAGE = 300


class AlreadyExists(Exception):
    """A `Create` in the commit found its document there; nothing of the commit was written."""


class StaleRecord(Exception):
    """A record changed (or went) since its revision was read; nothing of the commit was written."""


class Stored(Struct, Generic[Record], frozen=True):
    """A record as it was read: where it lies, and the revision that compare-and-set needs."""

    path: str
    record: Record
    revision: datetime


class RawRecord(Struct, frozen=True):
    """A record of whatever type, with its fields as Firestore has them."""

    path: str
    fields: Mapping[str, Any]
    revision: datetime


class Create(Struct, frozen=True):
    """Writes a document that must not exist."""

    path: str
    record: object


class Put(Struct, frozen=True):
    """Writes a document whole, whatever was there."""

    path: str
    record: object


class Replace(Struct, frozen=True):
    """Writes a document whole if it still is the one that was read at `revision`."""

    path: str
    record: object
    revision: datetime


class Update(Struct, frozen=True):
    """Changes the named fields of a document that exists; with a revision, only if it is the one that was read."""

    path: str
    fields: Mapping[str, object]
    revision: datetime | None = None


class Delete(Struct, frozen=True):
    """Removes a document; one that is gone already is no error."""

    path: str


Write = Create | Put | Replace | Update | Delete
Condition = tuple[str, str, object]


class Store:
    """Firestore, seen as typed records under slash-separated paths such as `municipalities/m1/houses/h1`."""

    def __init__(self, client: firestore.Client, patience_s: float | None = None) -> None:
        """`patience_s` is how long reading one record and committing may take, Google's own repetitions included; they
        go on for a minute unless it is given.
        """
        self._client = client
        self._patience = _patience(patience_s) if patience_s else {}

    def get(self, path: str, kind: type[Record]) -> Stored[Record] | None:
        """The record at `path`; None where there is none."""
        return _stored(self._client.document(path).get(**self._patience), kind)

    def get_many(self, paths: Iterable[str], kind: type[Record]) -> dict[str, Stored[Record]]:
        """The records that exist among `paths`, by path; one round trip for up to 500 of them."""
        found: dict[str, Stored[Record]] = {}
        for page in pages(list(paths), WRITES_A_COMMIT):
            documents = [self._client.document(path) for path in page]
            for snapshot in self._client.get_all(documents, **self._patience):
                if stored := _stored(snapshot, kind):
                    found[stored.path] = stored
        return found

    def commit(self, writes: Sequence[Write]) -> list[datetime]:
        """Writes all or nothing; returns the revision of each written document, in order.

        Raises:
            AlreadyExists: a `Create` came too late.
            StaleRecord: a revision is no longer the document's.

        A lost answer is retried by the client, so either error can also mean that this very commit went through:
        callers read again and decide by what they find.
        """
        batch = self._client.batch()
        for write in writes:
            self._add(batch, write)
        try:
            return [result.update_time for result in batch.commit(**self._patience)]
        except google_errors.AlreadyExists as error:
            raise AlreadyExists(error.message) from error
        except (google_errors.FailedPrecondition, google_errors.NotFound) as error:
            raise StaleRecord(error.message) from error

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
        """Records of a collection that meet all conditions; a field after `-` in `order_by` is read downwards,
        `__name__` is the document's id. With `select`, fields that are not named have their defaults.
        """
        query = self._query(self._client.collection(collection), where, order_by)
        if select is not None:
            query = query.select(select)
        return list(self._read(query, kind, limit, start_after, order_by))

    def query_group(
        self, group: str, kind: type[Record], where: Sequence[Condition], order_by: Sequence[str] = (), limit: int = 100
    ) -> list[Stored[Record]]:
        """The same over every collection named `group`, whoever's document it lies under: for sweeps, never for
        people.
        """
        query = self._query(self._client.collection_group(group), where, order_by)
        return list(self._read(query, kind, limit, None, order_by))

    def totals(
        self, collection: str, where: Sequence[Condition] = (), sums: Sequence[str] = ()
    ) -> tuple[int, dict[str, int]]:
        """How many documents meet the conditions, and the sums of their numeric fields: one read per 1,000 entries."""
        aggregation = self._query(self._client.collection(collection), where, ()).count(alias="documents")
        for field in sums:
            aggregation.sum(field, alias=field)
        values = {value.alias: int(value.value or 0) for row in aggregation.get() for value in row}
        return values["documents"], {field: values[field] for field in sums}

    def sums(self, collection: str, where: Sequence[Condition], fields: Sequence[str]) -> dict[str, int]:
        """The sums of numeric fields over the documents that meet the conditions, all as of one moment.

        At most five: Firestore takes no more aggregations in one query. A document that lacks one of the fields counts
        for none of them (the emulator is kinder): firebase.google.com/docs/firestore/query-data/aggregation-queries
        """
        query = self._query(self._client.collection(collection), where, ())
        aliases = {f"sum{number}": field for number, field in enumerate(fields)}
        aggregation = None
        for alias, field in aliases.items():
            aggregation = (aggregation or query).sum(field, alias=alias)
        assert aggregation is not None
        return {aliases[value.alias]: int(value.value or 0) for row in aggregation.get() for value in row}

    def everything(self) -> Iterator[RawRecord]:
        """Every record of the database, of whatever type: one read each, so only for what people ask for by law."""
        # A selector without a name means all collections; Google's client has no method for it, only its inner parts.
        root = f"{self._client._database_string}/documents"
        after = ""
        while True:
            query = _everything_after(after)
            found = self._client._firestore_api.run_query(
                request={"parent": root, "structured_query": query}, metadata=self._client._rpc_metadata
            )
            documents = [answer.document for answer in found if answer.document.name]
            for document in documents:
                fields = _helpers.decode_dict(document.fields, self._client)
                yield RawRecord(document.name.removeprefix(f"{root}/"), _plain(fields), document.update_time)
            if len(documents) < _RECORDS_A_PAGE:
                return
            after = documents[-1].name

    def raw(self, path: str) -> RawRecord | None:
        """One record as it is; None where there is none."""
        snapshot = self._client.document(path).get(**self._patience)
        if not snapshot.exists:
            return None
        return RawRecord(path, _plain(snapshot.to_dict()), snapshot.update_time)

    def _query(self, source: Any, where: Sequence[Condition], order_by: Sequence[str]) -> Any:
        for field, operator, value in where:
            source = source.where(filter=FieldFilter(field, operator, value))
        for field in order_by:
            direction = firestore.Query.DESCENDING if field.startswith("-") else firestore.Query.ASCENDING
            source = source.order_by(field.removeprefix("-"), direction=direction)
        return source

    def _read(
        self,
        query: Any,
        kind: type[Record],
        limit: int | None,
        start_after: Sequence[object] | None,
        order_by: Sequence[str],
    ) -> Iterator[Stored[Record]]:
        if start_after is not None:
            fields = [field.removeprefix("-") for field in order_by]
            query = query.start_after(dict(zip(fields, start_after, strict=True)))
        if limit is not None:
            query = query.limit(limit)
        for snapshot in query.stream():
            if stored := _stored(snapshot, kind):
                yield stored

    def _add(self, batch: Any, write: Write) -> None:
        document = self._client.document(write.path)
        match write:
            case Create(record=record):
                batch.create(document, _fields(record))
            case Put(record=record):
                batch.set(document, _fields(record))
            case Replace(record=record, revision=revision):
                # A precondition can stand on an update only: the same top-level fields, so the whole record is written.
                batch.update(document, _fields(record), option=self._client.write_option(last_update_time=revision))
            case Update(fields=fields, revision=revision):
                option = self._client.write_option(last_update_time=revision) if revision else None
                batch.update(document, _fields(fields), option=option)
            case Delete():
                batch.delete(document)


def _everything_after(name: str) -> Any:
    """A page of all records by their names, after the one of that name."""
    order = types.StructuredQuery.Order(field={"field_path": "__name__"}, direction="ASCENDING")
    cursor = types.Cursor(values=[{"reference_value": name}], before=False) if name else None
    source = types.StructuredQuery.CollectionSelector(all_descendants=True)
    return types.StructuredQuery(from_=[source], order_by=[order], start_at=cursor, limit=_RECORDS_A_PAGE)


def _patience(seconds: float) -> dict[str, Any]:
    repeatable = if_exception_type(
        google_errors.ServiceUnavailable, google_errors.DeadlineExceeded, google_errors.ResourceExhausted
    )
    return {"retry": Retry(predicate=repeatable, initial=0.1, maximum=1, timeout=seconds), "timeout": seconds}


def _fields(record: object) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(record, builtin_types=(datetime, bytes))
    return fields


def _stored(snapshot: Any, kind: type[Record]) -> Stored[Record] | None:
    if not snapshot.exists:
        return None
    # `to_dict` would copy deeply what is built anew here: a third of the time that reading a thousand houses takes.
    record = msgspec.convert(_plain(snapshot._data), kind, builtin_types=(datetime, bytes))
    return Stored(snapshot.reference.path, record, snapshot.update_time)


def _plain(value: Any) -> Any:
    """Firestore's values with its own kind of datetime made an ordinary one, which is the only kind msgspec takes."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return datetime.combine(value.date(), value.timetz())
    return value

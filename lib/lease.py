"""Holding a piece of work: one attempt at a time, and an attempt whose lease is gone records nothing.

A lease is the record's `due_at`, moved ahead of any request's time-out and guarded by compare-and-set on the record's
revision. Every write renews it. No clock has to agree with another: a late attempt loses because the revision is no
longer its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from msgspec import Struct

from lib.gateways.firestore.store import Condition, StaleRecord, Store, Stored, Update, Write

Record = TypeVar("Record")

# Where communities are at work at once, these are the first seconds of a lease's length: some of each.
_MOST_LOOKED_AT = 200


class LeaseLost(Exception):
    """Somebody else holds the record, or the answer to our own write was lost; either way this attempt ends here."""


class Timing(Struct, frozen=True):
    """How long a request to VK may take, and what follows from it."""

    vk_timeout_s: float

    @property
    def lease(self) -> timedelta:
        """Longer than any request with the turn around it and the write after it."""
        return timedelta(seconds=4.5 * self.vk_timeout_s)

    @property
    def lost_request_settles(self) -> timedelta:
        """After this long a request whose answer was lost can no longer take effect at VK."""
        return timedelta(seconds=3 * self.vk_timeout_s)


class Held(Generic[Record]):
    """A record that an attempt holds: as last read or written, and replaced only while it still is that."""

    def __init__(self, stored: Stored[Record], store: Store) -> None:
        self._stored = stored
        self._store = store

    @property
    def record(self) -> Record:
        """The record as last written."""
        return self._stored.record

    def replace(self, record: Record, also: Sequence[Write] = ()) -> None:
        """Writes what is new in the record, and what belongs to it in the same commit.

        Raises:
            LeaseLost: nothing was written.
        """
        stored = self._stored
        fields = _changed(stored.record, record)
        try:
            revision, *_ = self._store.commit([Update(stored.path, fields, stored.revision), *also])
        except StaleRecord as error:
            raise LeaseLost(self._stored.path) from error
        self._stored = Stored(self._stored.path, record, revision)


def _changed(before: Any, after: Any) -> dict[str, object]:
    """The fields that differ: a batch's lease is a few bytes, its hundred houses are twenty kilobytes."""
    fields = {name: getattr(after, name) for name in after.__struct_fields__}
    return {name: value for name, value in fields.items() if value != getattr(before, name)} or fields


def communities_at_work(
    collection: str, kind: type[Any], now: datetime, timing: Timing, *, store: Store
) -> frozenset[int]:
    """The communities of which a record in collections of this name ended within the length of a lease. Their queues
    move, so whatever else of theirs is due waits in good order, however long the queue is.

    What ended keeps the lease by which it was held.
    """
    ended: list[Condition] = [("is_open", "==", False), ("due_at", ">", now), ("due_at", "<=", now + timing.lease)]
    return frozenset(
        stored.record.group_id for stored in store.query_group(collection, kind, ended, ["due_at"], _MOST_LOOKED_AT)
    )


def note_as_enqueued(stored: Stored[Any], now: datetime, store: Store) -> bool:
    """Notes on an overdue record that it was just enqueued, so that the next sweeps leave it alone; False where it
    moves by itself.
    """
    try:
        store.commit([Update(stored.path, {"due_at": now}, stored.revision)])
    except StaleRecord:
        return False
    return True

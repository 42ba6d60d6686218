"""A store that counts what passes as the service would bill it; benchmarks/firestore_counter.py does so for gRPC.

https://firebase.google.com/docs/firestore/pricing: a document read is a read, a missing one and an empty query too, an
aggregation one for each 1,000 entries; a written document is a write.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from fire.memory_store import MemoryStore
from lib.gateways.firestore.store import Condition, RawRecord, Stored, Write

Record = TypeVar("Record")
_ENTRIES_A_READ = 1_000


class BilledStore(MemoryStore):
    """A store on a database in memory, and its bill so far. Deletes are among the writes."""

    reads = 0
    writes = 0

    def get(self, path: str, kind: type[Record]) -> Stored[Record] | None:
        self.reads += 1
        return super().get(path, kind)

    def get_many(self, paths: Iterable[str], kind: type[Record]) -> dict[str, Stored[Record]]:
        wanted = list(paths)
        self.reads += len(set(wanted))
        return super().get_many(wanted, kind)

    def commit(self, writes: Sequence[Write]) -> list[datetime]:
        revisions = super().commit(writes)
        self.writes += len(writes)
        return revisions

    def query(self, *given: Any, **named: Any) -> list[Stored[Any]]:
        found = super().query(*given, **named)
        self.reads += max(len(found), 1)
        return found

    def query_group(self, *given: Any, **named: Any) -> list[Stored[Any]]:
        found = super().query_group(*given, **named)
        self.reads += max(len(found), 1)
        return found

    def totals(
        self, collection: str, where: Sequence[Condition] = (), sums: Sequence[str] = ()
    ) -> tuple[int, dict[str, int]]:
        found = super().totals(collection, where, sums)
        self.reads += max(-(-found[0] // _ENTRIES_A_READ), 1)
        return found

    def sums(self, collection: str, where: Sequence[Condition], fields: Sequence[str]) -> dict[str, int]:
        # As many entries as a count of the same documents has.
        self.totals(collection, where)
        return super().sums(collection, where, fields)

    def raw(self, path: str) -> RawRecord | None:
        self.reads += 1
        return super().raw(path)

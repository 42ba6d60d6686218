"""How far the houses of a municipality have come: counted over their records, kept in no counter."""

from __future__ import annotations

from functools import partial

from msgspec import Struct

from lib.gateways.firestore.at_once import at_once
from lib.gateways.firestore.store import Condition, Store
from lib.houses.house import HouseState, houses_path
from lib.provisioning.imports import chunks_path
from lib.provisioning.wave import waves_path


class Progress(Struct, frozen=True):
    """Houses by state."""

    waiting: int
    live: int
    failed: int

    @property
    def houses(self) -> int:
        """All of them."""
        return self.waiting + self.live + self.failed


def count_progress(municipality_id: str, *, store: Store, import_id: str = "") -> Progress:
    """The houses of a municipality, or of one of its imports, by state."""

    def count(state: HouseState) -> int:
        conditions: list[Condition] = [("state", "==", state)]
        if import_id:
            conditions.append(("import_id", "==", import_id))
        return store.totals(houses_path(municipality_id), conditions)[0]

    return Progress(
        *at_once([partial(count, state) for state in (HouseState.WAITING, HouseState.LIVE, HouseState.FAILED)])
    )


def count_open_waves(municipality_id: str, *, store: Store) -> int:
    """Waves that are not at their end."""
    return store.totals(waves_path(municipality_id), [("is_open", "==", True)])[0]


def count_open_chunks(municipality_id: str, import_id: str, *, store: Store) -> int:
    """Chunks of an import that are not planned yet."""
    return store.totals(chunks_path(municipality_id, import_id), [("is_open", "==", True)])[0]

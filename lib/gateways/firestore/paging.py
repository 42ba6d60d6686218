"""Pages of a collection that is ordered by one field whose values are unique.

A page begins after a value and not after a number of records, so that what is added or removed meanwhile neither
repeats nor hides the others, and a page costs as many reads as it has records.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from msgspec import Struct

from lib.gateways.firestore.store import Condition, Store

Record = TypeVar("Record")
Item = TypeVar("Item")


class Page(Struct, Generic[Item], frozen=True):
    """Records in order, and the value after which the next page begins; None at the end."""

    items: tuple[Item, ...]
    after: str | None


def read_page(
    collection: str,
    kind: type[Record],
    *,
    order: str,
    after: str,
    limit: int,
    store: Store,
    where: Sequence[Condition] = (),
) -> Page[Record]:
    """A page of the records that meet the conditions, in the order of a field (`-` before it: downwards) that is unique
    among them; from the beginning where `after` is empty.
    """
    found = store.query(
        collection, kind, where, order_by=[order], limit=limit + 1, start_after=[after] if after else None
    )
    items = tuple(stored.record for stored in found[:limit])
    if len(found) <= limit:
        return Page(items, None)
    return Page(items, str(getattr(items[-1], order.removeprefix("-"))))

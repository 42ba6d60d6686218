"""A broadcast house by house: read from its batches, page by page, for the screen and for the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from lib.broadcasts.acknowledging import Acknowledgement, acknowledgements_path
from lib.broadcasts.batch import Batch, Does, batches_path
from lib.broadcasts.broadcast import Broadcast
from lib.broadcasts.delivery import BatchHouse, Delivery
from lib.errors import ERRORS, Explanation
from lib.gateways.firestore.paging import Page
from lib.gateways.firestore.store import Condition, Store
from lib.municipalities.local_time import zone_of
from lib.tables import Columns, table_csv, table_xlsx

_BATCHES_AT_ONCE = 20
_ACKNOWLEDGEMENTS_AT_ONCE = 1_000
# What a person can still open as a sheet.
MOST_REPORTED = 100_000

STATE_TITLES = {
    Delivery.WAITING: "ждёт отправки",
    Delivery.DONE: "доставлено",
    Delivery.FAILED: "не доставлено",
    Delivery.UNKNOWN: "неизвестно",
    Delivery.CANCELLED: "отменено",
}
_COLUMNS = Columns(
    "Рассылка",
    ("Адрес", "Состояние", "Когда", "Причина", "Что делать"),
    (60, 18, 22, 50, 70),
)
_WITH_ACKNOWLEDGEMENTS = Columns(
    _COLUMNS.sheet,
    (*_COLUMNS.names, "Ознакомились, человек"),
    (*_COLUMNS.widths, 24),
)


def list_deliveries(
    broadcast: Broadcast, does: Does, state: Delivery | None, after: str, limit: int, *, store: Store
) -> Page[BatchHouse]:
    """A page of the houses by what became of them. A place is the id of a batch and how many of its houses were
    shown; the houses of a batch are in the order in which it was made.
    """
    batch_id, _, shown = after.partition(" ")
    skip = int(shown or 0)
    items: list[BatchHouse] = []
    for batch in _batches_from(broadcast, does, state, batch_id, store):
        houses = _shown(batch, state)
        fitting = houses[skip : skip + limit - len(items)]
        items += fitting
        if len(items) == limit:
            return Page(tuple(items), f"{batch.id} {skip + len(fitting)}")
        skip = 0
    return Page(tuple(items), None)


def all_deliveries(broadcast: Broadcast, *, store: Store) -> Iterator[BatchHouse]:
    """The houses of a broadcast that was sent; the first `MOST_REPORTED` of them."""
    count = 0
    for batch in _batches_from(broadcast, Does.SEND, None, "", store):
        for house in _shown(batch, None):
            yield house
            count += 1
            if count >= MOST_REPORTED:
                return


def explanation_of(house: BatchHouse) -> Explanation | None:
    """Why the message is not in a house's chat, and what mends it; None where there is nothing to explain."""
    if house.state is Delivery.UNKNOWN:
        return ERRORS["broadcast_outcome_unknown"]
    return ERRORS.get(house.failure) if house.state is Delivery.FAILED else None


def count_acknowledgements(broadcast: Broadcast, house_id: str = "", *, store: Store) -> int:
    """How many people have acknowledged it, in all chats or in a house's."""
    path = acknowledgements_path(broadcast.municipality_id, broadcast.id)
    return store.totals(path, [("house_id", "==", house_id)] if house_id else [])[0]


def report_xlsx(broadcast: Broadcast, *, store: Store) -> bytes:
    """The report as .xlsx."""
    return table_xlsx(_columns(broadcast), _rows(broadcast, store))


def report_csv(broadcast: Broadcast, *, store: Store) -> bytes:
    """The report as .csv."""
    return table_csv(_columns(broadcast), _rows(broadcast, store))


def _columns(broadcast: Broadcast) -> Columns:
    return _WITH_ACKNOWLEDGEMENTS if broadcast.content.asks_acknowledgement else _COLUMNS


def _rows(broadcast: Broadcast, store: Store) -> Iterator[tuple[str, ...]]:
    zone = zone_of(broadcast.municipality_id, store=store)
    asks = broadcast.content.asks_acknowledgement
    acknowledged = _acknowledgements_by_house(broadcast, store) if asks else {}
    for house in all_deliveries(broadcast, store=store):
        cells = _cells(house, zone)
        yield (*cells, str(acknowledged.get(house.house_id, 0))) if asks else cells


def _acknowledgements_by_house(broadcast: Broadcast, store: Store) -> Counter[str]:
    path, counted, after = acknowledgements_path(broadcast.municipality_id, broadcast.id), Counter[str](), ""
    while True:
        start = [after] if after else None
        found = store.query(path, Acknowledgement, [], ["__name__"], _ACKNOWLEDGEMENTS_AT_ONCE, start)
        counted.update(stored.record.house_id for stored in found)
        if len(found) < _ACKNOWLEDGEMENTS_AT_ONCE:
            return counted
        after = found[-1].path.rpartition("/")[2]


def _batches_from(
    broadcast: Broadcast, does: Does, state: Delivery | None, first: str, store: Store
) -> Iterator[Batch]:
    """The batches in the order of their ids, `first` included."""
    path = batches_path(broadcast.municipality_id, broadcast.id)
    where: list[Condition] = [("does", "==", does)]
    if state is not None:
        where.append(("has", "array_contains", state))
    if first:
        begin = store.get(f"{path}/{first}", Batch)
        if begin is not None:
            yield begin.record
    after = first
    while True:
        found = store.query(path, Batch, where, ["__name__"], _BATCHES_AT_ONCE, [after] if after else None)
        yield from (stored.record for stored in found)
        if len(found) < _BATCHES_AT_ONCE:
            return
        after = found[-1].record.id


def _shown(batch: Batch, state: Delivery | None) -> list[BatchHouse]:
    return [house for house in batch.houses if house.state is not Delivery.MOVED and state in (None, house.state)]


def _cells(house: BatchHouse, zone: ZoneInfo) -> tuple[str, ...]:
    explanation = explanation_of(house)
    return (
        house.address,
        STATE_TITLES[house.state],
        house.at.astimezone(zone).strftime("%d.%m.%Y %H:%M:%S") if house.at else "",
        explanation.title if explanation else "",
        explanation.action if explanation else "",
    )

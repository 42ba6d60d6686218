"""Walks over the batches of a broadcast that send: resuming, cancelling, trying the failed again."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from lib.broadcasts.audience import may_broadcast_to, reason_not_ready
from lib.broadcasts.batch import Batch, Does, batches_path, with_houses
from lib.broadcasts.broadcast import Broadcast
from lib.broadcasts.delivery import BatchHouse, Delivery, moved_on
from lib.broadcasts.follow_ups import OF_THE_CHAT, again_waiting, batch_like, batches_for
from lib.broadcasts.outside import Broadcasting, batch_task
from lib.broadcasts.plan import WalkedPage
from lib.broadcasts.walk import Walk
from lib.gateways.firestore.store import Condition, Replace, StaleRecord, Stored, Write
from lib.houses.house import House, house_path
from lib.people.permissions import Rights
from lib.people.rights import load_workplace

# A batch of a hundred houses has some 20 KB.
BATCHES_A_PAGE = 20
_TRIED_AGAIN = frozenset({Delivery.FAILED, Delivery.UNKNOWN})


def sending_batches(walk: Walk, outside: Broadcasting, *, only_open: bool = False) -> tuple[list[Stored[Batch]], Walk]:
    """The next page of the batches that send, and the walk after it."""
    where: list[Condition] = [("does", "==", Does.SEND)]
    if only_open:
        where.append(("is_open", "==", True))
    path = batches_path(walk.municipality_id, walk.broadcast_id)
    start = [walk.after] if walk.after else None
    found = outside.store.query(path, Batch, where, ["__name__"], BATCHES_A_PAGE, start)
    after = found[-1].record.id if found else walk.after
    return found, replace(walk, after=after, is_open=len(found) == BATCHES_A_PAGE)


def resume_page(walk: Walk, broadcast: Broadcast, outside: Broadcasting) -> WalkedPage:  # noqa: ARG001 — as all pages
    """Enqueues what is open."""
    found, after = sending_batches(walk, outside, only_open=True)
    for stored in found:
        outside.queue.enqueue(batch_task(stored.record))
    return WalkedPage(after)


def cancel_page(walk: Walk, broadcast: Broadcast, outside: Broadcasting) -> WalkedPage:  # noqa: ARG001 — as all pages
    """Ends what has not left. A batch whose request is under way ends by its own worker."""
    found, after = sending_batches(walk, outside, only_open=True)
    for stored in found:
        batch, now = stored.record, outside.clock.now()
        if batch.asked_at is not None or batch.must_look(now):
            outside.queue.enqueue(batch_task(batch, max(batch.due_at, now)))
            continue
        houses = [
            moved_on(house, Delivery.CANCELLED, now) if house.state is Delivery.WAITING else house
            for house in batch.houses
        ]
        try:
            outside.store.commit([Replace(stored.path, with_houses(batch, houses), stored.revision)])
        except StaleRecord:
            # Somebody took it at this very moment; they see that the broadcast is cancelled, or have sent it.
            continue
    return WalkedPage(after)


def retry_page(walk: Walk, broadcast: Broadcast, outside: Broadcasting) -> WalkedPage:
    """Moves what failed into new batches, with the chats as they are now and within the rights of whoever asked."""
    found, after = sending_batches(walk, outside)
    place = load_workplace(walk.municipality_id, walk.vk_id, store=outside.store)
    if place is None or not broadcast.may_leave:
        return WalkedPage(replace(after, is_open=False))
    old = [stored for stored in found if stored.record.walk_id != walk.id]
    chats = _chats_now(walk.municipality_id, old, place.rights, outside)
    batches: list[Batch] = []
    for group_id in sorted({house.group_id for house in chats.values()}):
        plain: list[BatchHouse] = []
        for stored in old:
            retried = [house for house in _failed_in(stored.record) if _is_in(house, chats, group_id)]
            fresh = [_as_now(house, chats[house.house_id]) for house in retried]
            plain += [house for house in fresh if not house.look_for]
            if looked := [house for house in fresh if house.look_for]:
                batches += batches_for(_empty(stored.record, walk, group_id, outside), looked, outside)
        if plain:
            empty = replace(_empty(old[0].record, walk, group_id, outside), asked_at=None, last_asked_at=None)
            batches += batches_for(empty, plain, outside)
    changed = [stored for stored in old if chats.keys() & {house.house_id for house in _failed_in(stored.record)}]
    return WalkedPage(after, tuple(batches), tuple(_moved(stored, chats, outside) for stored in changed))


def _failed_in(batch: Batch) -> list[BatchHouse]:
    return [house for house in batch.houses if house.state in _TRIED_AGAIN]


def _chats_now(
    municipality_id: str, batches: Sequence[Stored[Batch]], rights: Rights, outside: Broadcasting
) -> dict[str, House]:
    """The houses that failed and can be tried again, as they are now."""
    paths = [house_path(municipality_id, each.house_id) for stored in batches for each in _failed_in(stored.record)]
    houses = [stored.record for stored in outside.store.get_many(paths, House).values()]
    return {house.id: house for house in houses if not reason_not_ready(house) and may_broadcast_to(house, rights)}


def _is_in(house: BatchHouse, chats: dict[str, House], group_id: int) -> bool:
    return house.house_id in chats and chats[house.house_id].group_id == group_id


def _as_now(house: BatchHouse, now: House) -> BatchHouse:
    (fresh,) = again_waiting([house])
    return replace(
        fresh,
        chat_id=now.chat_id,
        welcome_cmid=now.welcome_cmid,
        look_for=house.look_for if house.state is Delivery.UNKNOWN else 0,
        was_unreachable=house.was_unreachable or house.failure in OF_THE_CHAT,
    )


def _empty(batch: Batch, walk: Walk, group_id: int, outside: Broadcasting) -> Batch:
    empty = batch_like(batch, outside.clock.now())
    return replace(
        empty, group_id=group_id, walk_id=walk.id, asked_at=batch.asked_at, last_asked_at=batch.last_asked_at
    )


def _moved(stored: Stored[Batch], chats: dict[str, House], outside: Broadcasting) -> Write:
    now = outside.clock.now()
    retried = {house.house_id for house in _failed_in(stored.record)} & chats.keys()
    houses = [
        moved_on(house, Delivery.MOVED, now) if house.house_id in retried else house for house in stored.record.houses
    ]
    return Replace(stored.path, with_houses(stored.record, houses), stored.revision)

"""Delivering a batch: from the task that says so to the outcome in its record.

Each chat sees a message at most once and nothing is silently lost, though this may be called any number of times, at
once and in any order, and may die between any two lines; docs/decisions/broadcasts.md goes through the crashes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from lib import log
from lib.broadcasts.batch import Batch, Does, batch_path
from lib.broadcasts.broadcast import Broadcast, BroadcastState
from lib.broadcasts.holding import HeldBatch
from lib.broadcasts.outside import Broadcasting, batch_task
from lib.broadcasts.registry import begin_sending
from lib.communities.breaks import load_community
from lib.errors import DomainError
from lib.gateways.firestore.store import Stored
from lib.lease import LeaseLost

# A batch whose community is stopped is looked at again by the sweep once ops have resumed it.
_STOPPED_LOOKS_AGAIN = timedelta(minutes=5)


def deliver_batch(municipality_id: str, broadcast_id: str, batch_id: str, outside: Broadcasting) -> None:
    """Makes the batch's request if its time has come and it may; what is left comes again as a task with a time.

    Raises:
        DomainError: `batch_unknown`, `broadcast_unknown`, `community_unknown`.
    """
    stored = outside.store.get(batch_path(municipality_id, broadcast_id, batch_id), Batch)
    if stored is None:
        raise DomainError("batch_unknown", municipality_id=municipality_id, batch_id=batch_id)
    batch, now = stored.record, outside.clock.now()
    if not batch.is_open:
        _enqueue_next_again(batch, outside)
        return
    if now < batch.due_at:
        _come_again(batch, batch.due_at, outside)
        return
    broadcast = begin_sending(municipality_id, broadcast_id, outside)
    if batch.does is Does.SEND and broadcast.state is BroadcastState.PAUSED:
        # Whoever resumes it enqueues what is open.
        return
    if broadcast.state is BroadcastState.SCHEDULED:
        _come_again(batch, broadcast.send_at or now, outside)
        return
    try:
        _deliver(stored, broadcast, outside)
    except LeaseLost:
        log.warning("batch_lease_lost", municipality_id=municipality_id, batch_id=batch_id)
        _come_again(batch, now + outside.timing.lease, outside)


def _deliver(stored: Stored[Batch], broadcast: Broadcast, outside: Broadcasting) -> None:
    batch, now = stored.record, outside.clock.now()
    held = HeldBatch(stored, broadcast, outside)
    sends = batch.does is Does.SEND
    is_cancelled = sends and broadcast.state is BroadcastState.CANCELLED
    may_be_there = batch.asked_at is not None or batch.must_look(now)
    if is_cancelled and not may_be_there:
        held.close_as_cancelled()
        return
    if (later := _when_community_may_send(batch.group_id, now, outside)) is not None:
        _come_again(batch, later, outside)
        return
    if not sends or not (is_cancelled or batch.must_look(now)):
        held.ask()
    elif now < (settles_at := _settles_at(batch, outside)):
        _come_again(batch, settles_at, outside)
    else:
        held.look(is_cancelled=is_cancelled)


def _when_community_may_send(group_id: int, now: datetime, outside: Broadcasting) -> datetime | None:
    community = load_community(group_id, store=outside.store)
    if community.may_send(now):
        return None
    return community.paused_until if community.is_paused(now) else now + _STOPPED_LOOKS_AGAIN


def _settles_at(batch: Batch, outside: Broadcasting) -> datetime:
    """When a request whose answer was lost can no longer take effect."""
    asked = batch.last_asked_at or batch.due_at
    return asked + outside.timing.lost_request_settles


def _enqueue_next_again(batch: Batch, outside: Broadcasting) -> None:
    """The worker that closed the batch may have died before it enqueued what follows."""
    paths = [batch_path(batch.municipality_id, batch.broadcast_id, id_) for id_ in batch.next_batch_ids]
    for stored in outside.store.get_many(paths, Batch).values():
        if stored.record.is_open:
            _come_again(stored.record, stored.record.due_at, outside)


def _come_again(batch: Batch, at: datetime, outside: Broadcasting) -> None:
    outside.queue.enqueue(batch_task(batch, at))

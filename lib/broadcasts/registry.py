"""Broadcasts as records: found, listed, and moved from state to state by compare-and-set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from lib import log
from lib.broadcasts.batch import broadcast_path, broadcasts_path
from lib.broadcasts.broadcast import LEFT, Broadcast, BroadcastState, in_state
from lib.broadcasts.outside import Broadcasting
from lib.errors import DomainError
from lib.gateways.firestore.paging import Page, read_page
from lib.gateways.firestore.store import Condition, Replace, StaleRecord, Store, Stored
from lib.people.permissions import Rights

# Workers that begin, pause or end a broadcast at the same moment write at the same moment; one of them wins.
_TRIES = 8


def find_broadcast(municipality_id: str, broadcast_id: str, *, store: Store) -> Stored[Broadcast]:
    """A broadcast as stored.

    Raises:
        DomainError: `broadcast_unknown`.
    """
    found = store.get(broadcast_path(municipality_id, broadcast_id), Broadcast)
    if found is None:
        raise DomainError("broadcast_unknown", municipality_id=municipality_id, broadcast_id=broadcast_id)
    return found


def broadcast_for(rights: Rights, broadcast_id: str, *, store: Store) -> Stored[Broadcast]:
    """A broadcast that a person may look at and act on: staff every one, a representative their own.

    Raises:
        DomainError: `broadcast_unknown`.
    """
    if not broadcast_id.isalnum():
        raise DomainError("broadcast_unknown")
    found = find_broadcast(rights.municipality_id, broadcast_id, store=store)
    if not rights.works_with_all_houses and found.record.created_by_vk_id != rights.vk_id:
        raise DomainError("broadcast_unknown")
    return found


def list_broadcasts(
    rights: Rights, state: BroadcastState | None, after: str, limit: int, *, store: Store, only_own: bool = False
) -> Page[Broadcast]:
    """A page of the broadcasts that a person may look at, or of those that they wrote, the newest first."""
    where: list[Condition] = [("state", "==", state)] if state else []
    if only_own or not rights.works_with_all_houses:
        where.append(("created_by_vk_id", "==", rights.vk_id))
    path = broadcasts_path(rights.municipality_id)
    return read_page(path, Broadcast, order="-sort", after=after, limit=limit, store=store, where=where)


def list_broadcasts_that_left(
    rights: Rights, span: tuple[datetime, datetime], after: str, limit: int, *, store: Store
) -> Page[Broadcast]:
    """A page of the broadcasts that left in a span of time and that a person may look at, the last one first."""
    where: list[Condition] = [("send_at", ">=", span[0]), ("send_at", "<", span[1]), ("state", "in", sorted(LEFT))]
    if not rights.works_with_all_houses:
        where.append(("created_by_vk_id", "==", rights.vk_id))
    moment, _, sort = after.partition(" ")
    place = [datetime.fromisoformat(moment), sort] if after else None
    path = broadcasts_path(rights.municipality_id)
    found = store.query(path, Broadcast, where, ["-send_at", "-sort"], limit + 1, place)
    items = tuple(stored.record for stored in found[:limit])
    last = items[-1] if len(found) > limit else None
    return Page(items, f"{last.send_at.isoformat()} {last.sort}" if last and last.send_at else None)


def begin_sending(municipality_id: str, broadcast_id: str, outside: Broadcasting) -> Broadcast:
    """The broadcast as it is when one of its batches is about to leave: a scheduled one whose time has come becomes
    `sending` here and nowhere else, so that taking it back wins or loses for all batches at once.
    """

    def begun(broadcast: Broadcast) -> Broadcast:
        now = outside.clock.now()
        is_due = broadcast.send_at is not None and now >= broadcast.send_at
        if broadcast.state is not BroadcastState.SCHEDULED or not is_due:
            return broadcast
        if leading_id := broadcast.leading_municipality_id:
            # One record decides for all municipalities of a region.
            leading = begin_sending(leading_id, broadcast_id, outside)
            if leading.state is BroadcastState.CANCELLED:
                return replace(in_state(broadcast, BroadcastState.CANCELLED), cancelled_by=leading.cancelled_by)
        return in_state(broadcast, BroadcastState.SENDING)

    return change_broadcast(municipality_id, broadcast_id, begun, store=outside.store)


def pause_by_itself(municipality_id: str, broadcast_id: str, reason: str, outside: Broadcasting) -> None:
    """Pauses a broadcast of which too much fails for one reason, unless somebody has gone on in spite of it."""
    paused = False

    def pause(broadcast: Broadcast) -> Broadcast:
        nonlocal paused
        paused = broadcast.state is BroadcastState.SENDING and reason not in broadcast.accepted_failures
        return replace(in_state(broadcast, BroadcastState.PAUSED), paused_by=reason) if paused else broadcast

    change_broadcast(municipality_id, broadcast_id, pause, store=outside.store)
    if paused:
        log.alert("broadcast_paused", municipality_id=municipality_id, broadcast_id=broadcast_id, reason=reason)


def change_broadcast(
    municipality_id: str, broadcast_id: str, change: Callable[[Broadcast], Broadcast], *, store: Store
) -> Broadcast:
    """The broadcast after a change of its record.

    Raises:
        DomainError: `broadcast_unknown`, and whatever `change` raises.
    """
    for _ in range(_TRIES):
        found = find_broadcast(municipality_id, broadcast_id, store=store)
        after = change(found.record)
        if after == found.record:
            return after
        try:
            store.commit([Replace(found.path, after, found.revision)])
        except StaleRecord:
            continue
        return after
    raise StaleRecord(broadcast_path(municipality_id, broadcast_id))

"""The sweep of coordination chats: those that are due are looked after, and those that nobody asked for are begun."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from lib.coordination.chat import CoordinationChat, coordination_path
from lib.coordination.coordinate import due_after
from lib.coordination.tasks import coordination_task
from lib.gateways.firestore.store import AlreadyExists, Create, StaleRecord, Update
from lib.municipalities.registry import load_municipality
from lib.people.member import Roster
from lib.provisioning.outside import Provisioning

_MOST_AT_ONCE = 200
_MOST_MUNICIPALITIES = 1_000
# Every municipality is asked about a few times an hour only.
_MISSED_ARE_LOOKED_FOR_EVERY = timedelta(minutes=15)


class Swept(Struct, frozen=True):
    """That a quarter of an hour has been looked at (Firestore deletes it some time after, TTL on `expires_at`)."""

    expires_at: datetime


def sweep_coordination(outside: Provisioning) -> int:
    """Enqueues what is due; returns how many."""
    now = outside.clock.now()
    due = outside.store.query_group(
        "coordination", CoordinationChat, [("due_at", "<=", now)], ["due_at"], _MOST_AT_ONCE
    )
    moved = 0
    for stored in due:
        try:
            outside.store.commit([Update(stored.path, {"due_at": due_after(stored.record, now)}, stored.revision)])
        except StaleRecord:
            continue
        outside.queue.enqueue(coordination_task(stored.record.group_id, stored.record.municipality_id))
        moved += 1
    return moved + _begin_missed(outside)


def _begin_missed(outside: Provisioning) -> int:
    """Municipalities with staff and without a chat: somebody died between naming the first employee and asking."""
    if not _is_time(outside):
        return 0
    rosters = outside.store.query_group("rosters", Roster, [], limit=_MOST_MUNICIPALITIES)
    ids = [stored.path.split("/")[1] for stored in rosters]
    begun = outside.store.get_many([coordination_path(id_) for id_ in ids], CoordinationChat)
    missed = [id_ for id_ in ids if coordination_path(id_) not in begun]
    for id_ in missed:
        municipality = load_municipality(id_, store=outside.store)
        outside.queue.enqueue(coordination_task(municipality.group_id, id_))
    return len(missed)


def _is_time(outside: Provisioning) -> bool:
    """Whether this sweep is the one that looks: the first of each quarter of an hour."""
    now = outside.clock.now()
    number = int(now.timestamp() // _MISSED_ARE_LOOKED_FOR_EVERY.total_seconds())
    try:
        outside.store.commit([Create(f"sweeps/coordination-{number}", Swept(now + timedelta(days=1)))])
    except AlreadyExists:
        return False
    return True

"""The sweep: walks and batches that should have moved and did not are set moving again, and broadcasts of which nothing
waits any more are written down as done.

Pins that are to end are batches too, so an unpin whose task was lost is found here as well.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from lib import log
from lib.broadcasts.batch import Batch
from lib.broadcasts.broadcast import Broadcast, BroadcastState, in_state
from lib.broadcasts.outside import Broadcasting, batch_task, walk_body, walk_task
from lib.broadcasts.progress import count_open
from lib.broadcasts.registry import change_broadcast
from lib.broadcasts.schedules import set_missing_jobs
from lib.broadcasts.walk import Walk
from lib.communities.breaks import communities_that_may_send
from lib.gateways.firestore.store import Condition, Stored
from lib.gateways.tasks.queue import Task
from lib.lease import communities_at_work, note_as_enqueued

# A batch at the end of a long queue waits in good order: 100,000 chats with one text take 125 s at the share of
# 8 requests a second. With a text by house they take 500 s: a batch waits as long as others of its community end.
OVERDUE_AFTER = timedelta(minutes=5)
MOST_AT_ONCE = 500


def sweep_broadcasts(outside: Broadcasting) -> int:
    """Enqueues again what is overdue in communities that may send; returns how many."""
    now = outside.clock.now()
    overdue: list[Condition] = [("is_open", "==", True), ("due_at", "<", now - OVERDUE_AFTER)]
    walks = outside.store.query_group("walks", Walk, overdue, ["due_at"], MOST_AT_ONCE)
    batches = outside.store.query_group("batches", Batch, overdue, ["due_at"], MOST_AT_ONCE)
    tasks: list[tuple[Stored[Any], Task]] = [(stored, _last_page_again(stored.record)) for stored in walks]
    tasks += [(stored, batch_task(stored.record)) for stored in batches]
    may_send = communities_that_may_send({task.group_id for _, task in tasks}, now, store=outside.store)
    if may_send:
        may_send -= communities_at_work("batches", Batch, now, outside.timing, store=outside.store)
    moved = 0
    for stored, task in tasks:
        if task.group_id in may_send and note_as_enqueued(stored, now, outside.store):
            outside.queue.enqueue(task)
            moved += 1
    if moved:
        log.alert("broadcasts_were_stuck", walks=len(walks), batches=len(batches), moved=moved)
    _finish(outside)
    return moved + set_missing_jobs(outside)


def _last_page_again(walk: Walk) -> Task:
    """The task of the page before: whoever made it may have died before they enqueued what it made."""
    task = walk_task(walk)
    page = max(walk.pages - 1, 0)
    return Task(task.group_id, task.purpose, task.path, walk_body(walk, page), None)


def _finish(outside: Broadcasting) -> None:
    where: list[Condition] = [("state", "==", BroadcastState.SENDING), ("is_planned", "==", True)]

    def finished(broadcast: Broadcast) -> Broadcast:
        return in_state(broadcast, BroadcastState.DONE) if broadcast.state is BroadcastState.SENDING else broadcast

    for stored in outside.store.query_group("broadcasts", Broadcast, where, limit=MOST_AT_ONCE):
        broadcast = stored.record
        if not count_open(broadcast.municipality_id, broadcast.id, store=outside.store):
            change_broadcast(broadcast.municipality_id, broadcast.id, finished, store=outside.store)

"""The sweep: what should have moved and did not is set moving again.

A task is lost where a process dies between a commit and the enqueueing after it, or where a queue was purged. Nothing
else notices, so once a minute the sweep looks for chunks and waves that are overdue. A task too many is harmless.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from lib import log
from lib.communities.breaks import communities_that_may_send
from lib.gateways.firestore.store import Condition, Stored
from lib.gateways.tasks.queue import Task
from lib.lease import communities_at_work, note_as_enqueued
from lib.provisioning.imports import ImportChunk
from lib.provisioning.outside import Provisioning, chunk_task, wave_task
from lib.provisioning.wave import Wave

# A wave at the end of a long queue waits this long in good order: 10,000 houses take 200 s at the share of 8 requests
# a second. In a longer queue it waits as long as others of its community end.
OVERDUE_AFTER = timedelta(minutes=10)
MOST_AT_ONCE = 500


def sweep_provisioning(outside: Provisioning) -> int:
    """Enqueues again what is overdue in communities that may send; returns how many."""
    now = outside.clock.now()
    overdue: list[Condition] = [("is_open", "==", True), ("due_at", "<", now - OVERDUE_AFTER)]
    chunks = outside.store.query_group("chunks", ImportChunk, overdue, ["due_at"], MOST_AT_ONCE)
    waves = outside.store.query_group("waves", Wave, overdue, ["due_at"], MOST_AT_ONCE)
    tasks: list[tuple[Stored[Any], Task]] = [(stored, _chunk_task(stored.record)) for stored in chunks]
    tasks += [(stored, wave_task(stored.record)) for stored in waves]
    may_send = communities_that_may_send({task.group_id for _, task in tasks}, now, store=outside.store)
    if may_send:
        may_send -= communities_at_work("waves", Wave, now, outside.timing, store=outside.store)
    moved = 0
    for stored, task in tasks:
        if task.group_id in may_send and note_as_enqueued(stored, now, outside.store):
            outside.queue.enqueue(task)
            moved += 1
    if moved:
        log.alert("provisioning_was_stuck", chunks=len(chunks), waves=len(waves), moved=moved)
    return moved


def _chunk_task(chunk: ImportChunk) -> Task:
    return chunk_task(chunk.group_id, chunk.municipality_id, chunk.import_id, chunk.number)

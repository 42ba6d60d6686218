"""What broadcasts need from outside, and the tasks by which their parts call each other."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from lib.broadcasts.batch import Batch
from lib.broadcasts.walk import Walk, walk_path
from lib.clock import Clock, Ids
from lib.gateways.firestore.store import Create, Store
from lib.gateways.scheduler.jobs import JobScheduler
from lib.gateways.tasks.queue import Task, TaskQueue
from lib.gateways.vk.connect import VkClients
from lib.gateways.vk.pace import Purpose
from lib.lease import Timing


class Broadcasting(Struct, frozen=True):
    """The outside world as broadcasts see it; built once an instance."""

    store: Store
    vk: VkClients
    queue: TaskQueue
    clock: Clock
    ids: Ids
    timing: Timing
    scheduler: JobScheduler


def batch_task(batch: Batch, at: datetime | None = None) -> Task:
    """The task that makes a worker deliver the batch."""
    body = {"municipality_id": batch.municipality_id, "broadcast_id": batch.broadcast_id, "batch_id": batch.id}
    return Task(batch.group_id, Purpose.BROADCAST, "batches", body, at)


def walk_task(walk: Walk, at: datetime | None = None) -> Task:
    """The task that makes a worker make the walk's next page."""
    return Task(walk.group_id, Purpose.BROADCAST, "walks", walk_body(walk, walk.pages), at)


def walk_body(walk: Walk, page: int) -> dict[str, object]:
    """The body of the task for one page of a walk."""
    return {
        "municipality_id": walk.municipality_id,
        "broadcast_id": walk.broadcast_id,
        "walk_id": walk.id,
        "page": page,
    }


def begin_walk(walk: Walk) -> Create:
    """The write with which a walk begins; its first task is enqueued after the commit."""
    return Create(walk_path(walk.municipality_id, walk.broadcast_id, walk.id), walk)

"""What provisioning needs from outside, and the tasks by which its parts call each other."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from lib.clock import Clock, Ids
from lib.gateways.firestore.store import Store
from lib.gateways.tasks.queue import Task, TaskQueue
from lib.gateways.vk.connect import VkClients
from lib.gateways.vk.pace import Purpose
from lib.lease import Timing
from lib.provisioning.wave import Wave


class Provisioning(Struct, frozen=True):
    """The outside world as provisioning sees it; built once an instance."""

    store: Store
    vk: VkClients
    queue: TaskQueue
    clock: Clock
    ids: Ids
    timing: Timing


def wave_task(wave: Wave, at: datetime | None = None) -> Task:
    """The task that makes a worker advance the wave."""
    body = {"municipality_id": wave.municipality_id, "wave_id": wave.id}
    return Task(wave.group_id, Purpose.PROVISION, "waves", body, at)


def chunk_task(group_id: int, municipality_id: str, import_id: str, number: int) -> Task:
    """The task that makes a worker turn a chunk of an import into houses and waves."""
    body = {"municipality_id": municipality_id, "import_id": import_id, "number": number}
    return Task(group_id, Purpose.PROVISION, "chunks", body)

"""Door of the worker that turns sheets into waves and waves of houses into live chats. Only Cloud Tasks may call it."""

from __future__ import annotations

from functools import cache
from typing import Any

from lib.cold_start import without_collecting

with without_collecting():
    import functions_framework
    from msgspec import Struct

    from lib.config import read_config
    from lib.gateways.tasks.worker import Work, answer_task
    from lib.provisioning.advance import advance_wave
    from lib.provisioning.connect import connect
    from lib.provisioning.outside import Provisioning
    from lib.provisioning.plan import plan_chunk


class WaveTask(Struct, frozen=True):
    """Body of a task for `/waves`."""

    municipality_id: str
    wave_id: str


class ChunkTask(Struct, frozen=True):
    """Body of a task for `/chunks`."""

    municipality_id: str
    import_id: str
    number: int


@cache
def _outside() -> Provisioning:
    return connect(read_config())


WORKS: dict[str, Work[Any]] = {
    "waves": Work(WaveTask, lambda task: advance_wave(task.municipality_id, task.wave_id, _outside())),
    "chunks": Work(ChunkTask, lambda task: plan_chunk(task.municipality_id, task.import_id, task.number, _outside())),
}


@functions_framework.http
def provision(request: Any) -> tuple[str, int]:
    """Does one task."""
    return answer_task(request, WORKS)

"""Door of the worker that plans broadcasts and delivers their batches. Only Cloud Tasks and Scheduler may call it."""

from __future__ import annotations

from functools import cache
from typing import Any

from lib.cold_start import without_collecting

with without_collecting():
    import functions_framework

    from functions.broadcast.bodies import BatchTask, OccurrenceTask, WalkTask
    from lib.broadcasts.connect import connect
    from lib.broadcasts.deliver import deliver_batch
    from lib.broadcasts.outside import Broadcasting
    from lib.broadcasts.schedules import begin_occurrence
    from lib.broadcasts.walking import walk_on
    from lib.config import read_config
    from lib.gateways.tasks.worker import Work, answer_task


@cache
def _outside() -> Broadcasting:
    return connect(read_config())


WORKS: dict[str, Work[Any]] = {
    "batches": Work(
        BatchTask, lambda task: deliver_batch(task.municipality_id, task.broadcast_id, task.batch_id, _outside())
    ),
    "walks": Work(
        WalkTask, lambda task: walk_on(task.municipality_id, task.broadcast_id, task.walk_id, task.page, _outside())
    ),
    "occurrences": Work(
        OccurrenceTask, lambda task: begin_occurrence(task.municipality_id, task.schedule_id, _outside())
    ),
}


@functions_framework.http
def broadcast(request: Any) -> tuple[str, int]:
    """Does one task."""
    return answer_task(request, WORKS)

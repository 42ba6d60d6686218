"""Bodies of the tasks that functions/broadcast does, by their paths."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BatchTask:
    """Body of a task for `/batches`."""

    municipality_id: str
    broadcast_id: str
    batch_id: str


@dataclass(frozen=True, slots=True)
class WalkTask:
    """Body of a task for `/walks`."""

    municipality_id: str
    broadcast_id: str
    walk_id: str
    page: int


@dataclass(frozen=True, slots=True)
class OccurrenceTask:
    """Body of Cloud Scheduler's request for `/occurrences`."""

    municipality_id: str
    schedule_id: str

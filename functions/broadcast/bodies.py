"""Bodies of the tasks that functions/broadcast does, by their paths."""

from __future__ import annotations

from msgspec import Struct


class BatchTask(Struct, frozen=True):
    """Body of a task for `/batches`."""

    municipality_id: str
    broadcast_id: str
    batch_id: str


class WalkTask(Struct, frozen=True):
    """Body of a task for `/walks`."""

    municipality_id: str
    broadcast_id: str
    walk_id: str
    page: int


class OccurrenceTask(Struct, frozen=True):
    """Body of Cloud Scheduler's request for `/occurrences`."""

    municipality_id: str
    schedule_id: str

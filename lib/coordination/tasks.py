"""The task that makes a worker look after a coordination chat."""

from __future__ import annotations

from datetime import datetime

from lib.gateways.tasks.queue import Task
from lib.gateways.vk.pace import Purpose


def coordination_task(group_id: int, municipality_id: str, at: datetime | None = None) -> Task:
    """Has the chat created, its link told, and those removed who do not belong; may come twice and for nothing."""
    return Task(group_id, Purpose.ANSWER, "coordination", {"municipality_id": municipality_id}, at)

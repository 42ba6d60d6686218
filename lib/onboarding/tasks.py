"""The tasks by which onboarding goes on, and which others enqueue to make it begin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lib.gateways.tasks.queue import Task
from lib.gateways.vk.pace import Purpose

# As many as one `execute` has room for.
HOUSES_A_TASK = 25


def onboarding_task(group_id: int, municipality_id: str, house_ids: Sequence[str], at: datetime | None = None) -> Task:
    """The task that makes a worker do what is due for these houses, beginning where nothing has begun. It may come
    twice, late, or for nothing.
    """
    body = {"municipality_id": municipality_id, "house_ids": list(house_ids)}
    return Task(group_id, Purpose.ANSWER, "onboardings", body, at)

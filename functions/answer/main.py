"""Door of the worker that answers people where the answer can wait for its turn. Only Cloud Tasks may call it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import functions_framework

from lib.config import read_config
from lib.gateways.tasks.worker import Work, answer_task
from lib.membership.welcoming import welcome_newcomers
from lib.provisioning.connect import connect
from lib.provisioning.outside import Provisioning


@cache
def _outside() -> Provisioning:
    return connect(read_config())


@dataclass(frozen=True, slots=True)
class GatheringTask:
    """Body of a task for `/gatherings`."""

    group_id: int


# A path of a task → its body's type and its use case.
WORKS: dict[str, Work[Any]] = {
    "gatherings": Work(GatheringTask, lambda task: welcome_newcomers(task.group_id, _outside())),
}


@functions_framework.http
def answer(request: Any) -> tuple[str, int]:
    """Does one task."""
    return answer_task(request, WORKS)

"""Door of the worker that answers people where the answer can wait for its turn. Only Cloud Tasks may call it."""

from __future__ import annotations

from functools import cache
from typing import Any

import functions_framework

from lib.config import read_config
from lib.gateways.tasks.worker import Work, answer_task
from lib.provisioning.connect import connect
from lib.provisioning.outside import Provisioning


@cache
def _outside() -> Provisioning:
    return connect(read_config())


# A path of a task → its body's type and its use case.
WORKS: dict[str, Work[Any]] = {}


@functions_framework.http
def answer(request: Any) -> tuple[str, int]:
    """Does one task."""
    return answer_task(request, WORKS)

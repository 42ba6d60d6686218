"""Door of the count of activity: Cloud Scheduler begins the night's (a POST of `/`), which becomes a task a community;
Cloud Tasks brings those, and what people asked for. Nobody else may call.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from lib.cold_start import without_collecting

with without_collecting():
    import functions_framework
    from msgspec import Struct

    from lib.activity.collect import collect_community
    from lib.activity.nightly import begin_night
    from lib.config import read_config
    from lib.gateways.tasks.worker import Work, answer_task
    from lib.provisioning.connect import connect
    from lib.provisioning.outside import Provisioning


class CommunityTask(Struct, frozen=True, forbid_unknown_fields=True):
    """A community to count; with `today`, the day that is not over too."""

    group_id: int
    today: bool = False


@cache
def _outside() -> Provisioning:
    return connect(read_config())


WORKS: dict[str, Work[Any]] = {
    "communities": Work(CommunityTask, lambda task: collect_community(task.group_id, _outside(), today=task.today)),
}


@functions_framework.http
def collect(request: Any) -> tuple[dict[str, int] | str, int]:
    """Begins a night, or does one task; a GET of `/` is a health check."""
    if request.method == "POST" and request.path == "/":
        return begin_night(_outside()), 200
    return answer_task(request, WORKS)

"""Cloud Tasks: work to be done soon, at VK's pace, at least once.

One queue a community and purpose (`provision-220000001`), so that no share waits for another. A task's body is JSON;
its trace travels in a header of our own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from google.api_core.exceptions import ServiceUnavailable
from google.api_core.retry import Retry, if_exception_type
from google.protobuf import duration_pb2, timestamp_pb2
from msgspec import Struct

from lib.gateways.vk.pace import Purpose
from lib.log import TRACE_HEADER, current_trace

# A task that was perhaps taken is put there once more: each may come twice anyway.
_WHILE_UNAVAILABLE = Retry(predicate=if_exception_type(ServiceUnavailable), initial=0.1, maximum=1, timeout=5)

# Longer than any task takes; Cloud Tasks allows 15 s to 30 min.
DISPATCH_DEADLINE_S = 300


class Task(Struct, frozen=True):
    """A piece of work: the queue that carries it, the path of the worker, its JSON body, and when it is due.

    Tasks have no names: a name would only be refused for a while after its task ended, which is a trap where work is
    handed back and a guarantee nowhere. What must not happen twice is guarded by the records.
    """

    group_id: int
    purpose: Purpose
    path: str
    body: Mapping[str, object]
    at: datetime | None = None


class TaskQueue:
    """Enqueues tasks for the workers at `urls`, by purpose."""

    def __init__(self, client: Any, location_path: str, urls: Mapping[Purpose, str], caller: str) -> None:
        self._client = client
        self._location_path = location_path
        self._urls = urls
        self._caller = caller

    def enqueue(self, task: Task) -> None:
        """Puts the task on its queue.

        Raises:
            google.api_core.exceptions.GoogleAPICallError: Cloud Tasks did not take it, nor for some seconds after,
                where it was unavailable.
        """
        parent = f"{self._location_path}/queues/{queue_name(task.purpose, task.group_id)}"
        self._client.create_task(request={"parent": parent, "task": self._message(task)}, retry=_WHILE_UNAVAILABLE)

    def _message(self, task: Task) -> dict[str, Any]:
        url = self._urls[task.purpose].rstrip("/")
        message: dict[str, Any] = {
            "http_request": {
                "http_method": "POST",
                "url": f"{url}/{task.path}",
                "headers": {"Content-Type": "application/json", TRACE_HEADER: current_trace()},
                "body": msgspec.json.encode(task.body),
                "oidc_token": {"service_account_email": self._caller, "audience": url},
            },
            "dispatch_deadline": duration_pb2.Duration(seconds=DISPATCH_DEADLINE_S),
        }
        if task.at is not None:
            message["schedule_time"] = timestamp_pb2.Timestamp(
                seconds=int(task.at.timestamp()), nanos=task.at.microsecond * 1000
            )
        return message


def queue_name(purpose: Purpose, group_id: int) -> str:
    """The name of a community's queue, the same in code, Terraform and on one machine."""
    return f"{purpose}-{group_id}"

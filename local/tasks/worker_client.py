"""A task on its way to its worker: Cloud Tasks' headers around the request that the task holds.

Headers: https://cloud.google.com/tasks/docs/creating-http-target-tasks#handler.
"""

from __future__ import annotations

from google.cloud import tasks_v2

from local.http_caller import Answer, HttpCaller
from local.tasks.state import StoredTask


class WorkerClient:
    """Delivers tasks by a caller that is entered."""

    def __init__(self, caller: HttpCaller) -> None:
        self._caller = caller

    async def deliver(self, stored: StoredTask, task: tasks_v2.Task) -> Answer:
        """Sends a task to its worker."""
        request = task.http_request
        method = tasks_v2.HttpMethod(request.http_method).name
        within_s = task.dispatch_deadline.total_seconds()
        return await self._caller.call(method, request.url, request, _headers(stored), within_s)


def _headers(stored: StoredTask) -> dict[str, str]:
    headers = {
        "X-CloudTasks-QueueName": stored.queue.rsplit("/", 1)[1],
        "X-CloudTasks-TaskName": stored.name.rsplit("/", 1)[1],
        "X-CloudTasks-TaskRetryCount": str(stored.dispatches - 1),
        "X-CloudTasks-TaskExecutionCount": str(stored.executions),
        "X-CloudTasks-TaskETA": f"{stored.due:.6f}",
    }
    if stored.dispatches > 1:
        # Google documents that there is a reason, not its words.
        reason = f"HTTP status code {stored.last_status}" if stored.last_status else "No response"
        headers["X-CloudTasks-TaskRetryReason"] = reason
    if stored.last_status:
        headers["X-CloudTasks-TaskPreviousResponse"] = str(stored.last_status)
    return headers

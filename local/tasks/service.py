"""The gRPC service `google.cloud.tasks.v2.CloudTasks`, as the real client calls it."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import grpc
from google.cloud import tasks_v2
from google.protobuf import empty_pb2, timestamp_pb2

from local.grpc_service import generic_handler, refuse
from local.tasks.dispatcher import Dispatcher
from local.tasks.settings import with_defaults
from local.tasks.state import NameTaken, StoredTask

# Limits of the service (https://cloud.google.com/tasks/docs/quotas, …/reference).
_LATEST_SCHEDULE = timedelta(days=30)
_LARGEST_TASK_BYTES = 1024 * 1024
_DEADLINES = (timedelta(seconds=15), timedelta(minutes=30))
_DEFAULT_DEADLINE = timedelta(minutes=10)
_PAGE = 1000

_QUEUE_NAME = re.compile(r"projects/[^/]+/locations/[^/]+/queues/[A-Za-z0-9-]{1,100}")
_TASK_NAME = re.compile(_QUEUE_NAME.pattern + r"/tasks/[A-Za-z0-9_-]{1,500}")

_SERVICE = "google.cloud.tasks.v2.CloudTasks"


class CloudTasks:
    """The service over a dispatcher."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self._state = dispatcher.state

    def handler(self) -> grpc.GenericRpcHandler:
        """All methods, for a gRPC server."""
        return generic_handler(_SERVICE, self._methods())

    def _methods(self) -> dict[str, tuple[Any, Callable[[Any], Any]]]:
        return {
            "ListQueues": (tasks_v2.ListQueuesRequest, self._list_queues),
            "GetQueue": (tasks_v2.GetQueueRequest, lambda request: self._queue(request.name)),
            "CreateQueue": (tasks_v2.CreateQueueRequest, self._create_queue),
            "UpdateQueue": (tasks_v2.UpdateQueueRequest, self._update_queue),
            "DeleteQueue": (tasks_v2.DeleteQueueRequest, self._delete_queue),
            "PurgeQueue": (tasks_v2.PurgeQueueRequest, self._purge_queue),
            "PauseQueue": (tasks_v2.PauseQueueRequest, self._pause_queue),
            "ResumeQueue": (tasks_v2.ResumeQueueRequest, self._resume_queue),
            "ListTasks": (tasks_v2.ListTasksRequest, self._list_tasks),
            "GetTask": (tasks_v2.GetTaskRequest, lambda request: _shown(self._task(request.name))),
            "CreateTask": (tasks_v2.CreateTaskRequest, self._create_task),
            "DeleteTask": (tasks_v2.DeleteTaskRequest, self._delete_task),
            "RunTask": (tasks_v2.RunTaskRequest, self._run_task),
        }

    def _list_queues(self, request: Any) -> Any:
        mine = [
            queue.config for name, queue in self._dispatcher.queues.items() if name.startswith(f"{request.parent}/")
        ]
        return tasks_v2.ListQueuesResponse(queues=mine)

    def _queue(self, name: str) -> tasks_v2.Queue:
        if name not in self._dispatcher.queues:
            refuse(grpc.StatusCode.NOT_FOUND, "Queue does not exist.")
        return self._dispatcher.queues[name].config

    def _create_queue(self, request: Any) -> tasks_v2.Queue:
        name = request.queue.name
        if not _QUEUE_NAME.fullmatch(name) or not name.startswith(f"{request.parent}/"):
            refuse(grpc.StatusCode.INVALID_ARGUMENT, "Queue name is malformed.")
        if name in self._dispatcher.queues:
            refuse(grpc.StatusCode.ALREADY_EXISTS, "Queue already exists.")
        return self._dispatcher.put_queue(with_defaults(request.queue))

    def _update_queue(self, request: Any) -> tasks_v2.Queue:
        changed = tasks_v2.Queue.deserialize(tasks_v2.Queue.serialize(self._queue(request.queue.name)))
        for path in request.update_mask.paths or ["rate_limits", "retry_config"]:
            *parents, field = path.split(".")
            source, target = request.queue, changed
            for parent in parents:
                source, target = getattr(source, parent), getattr(target, parent)
            setattr(target, field, getattr(source, field))
        return self._dispatcher.put_queue(with_defaults(changed))

    def _delete_queue(self, request: Any) -> empty_pb2.Empty:
        self._queue(request.name)
        self._dispatcher.delete_queue(request.name)
        return empty_pb2.Empty()

    def _purge_queue(self, request: Any) -> tasks_v2.Queue:
        queue = self._queue(request.name)
        self._state.purge(request.name)
        return queue

    def _pause_queue(self, request: Any) -> tasks_v2.Queue:
        return self._with_state(request.name, tasks_v2.Queue.State.PAUSED)

    def _resume_queue(self, request: Any) -> tasks_v2.Queue:
        return self._with_state(request.name, tasks_v2.Queue.State.RUNNING)

    def _with_state(self, name: str, state: tasks_v2.Queue.State) -> tasks_v2.Queue:
        queue = self._queue(name)
        queue.state = state
        return self._dispatcher.put_queue(queue)

    def _list_tasks(self, request: Any) -> Any:
        self._queue(request.parent)
        size = min(request.page_size or _PAGE, _PAGE)
        found = list(self._state.tasks(request.parent, request.page_token, size + 1))
        more = found[size - 1].name if len(found) > size else ""
        return tasks_v2.ListTasksResponse(tasks=[_shown(task) for task in found[:size]], next_page_token=more)

    def _task(self, name: str) -> StoredTask:
        found = self._state.get(name)
        if found is None:
            refuse(
                grpc.StatusCode.NOT_FOUND, "The task no longer exists, though a task with this name existed recently."
            )
        return found

    def _create_task(self, request: Any) -> tasks_v2.Task:
        self._queue(request.parent)
        task = _completed(request.task, request.parent)
        stored = StoredTask(task.name, request.parent, tasks_v2.Task.serialize(task), task.schedule_time.timestamp())
        if len(stored.body) > _LARGEST_TASK_BYTES:
            refuse(grpc.StatusCode.INVALID_ARGUMENT, "Task size too large.")
        try:
            self._state.add(stored)
        except NameTaken:
            refuse(grpc.StatusCode.ALREADY_EXISTS, "The task cannot be created because its name was used lately.")
        self._dispatcher.queues[request.parent].put(stored.name, stored.due)
        return task

    def _delete_task(self, request: Any) -> empty_pb2.Empty:
        self._task(request.name)
        self._state.remove(request.name)
        return empty_pb2.Empty()

    def _run_task(self, request: Any) -> tasks_v2.Task:
        task = self._task(request.name)
        self._dispatcher.queues[task.queue].put(task.name, time.time())
        return _shown(task)


def _completed(task: tasks_v2.Task, queue: str) -> tasks_v2.Task:
    """The task as the service keeps it: named, timed, with a deadline; refused where it breaks a limit."""
    now = timestamp_pb2.Timestamp()
    now.GetCurrentTime()
    if task.name:
        if not _TASK_NAME.fullmatch(task.name) or not task.name.startswith(f"{queue}/tasks/"):
            refuse(grpc.StatusCode.INVALID_ARGUMENT, "Task name is malformed.")
    else:
        task.name = f"{queue}/tasks/{secrets.randbelow(10**19)}"
    if not task.http_request.url.startswith(("http://", "https://")):
        refuse(grpc.StatusCode.INVALID_ARGUMENT, "HttpRequest.url must start with http:// or https://.")
    if not task.schedule_time:
        task.schedule_time = now
    if task.schedule_time.timestamp() > time.time() + _LATEST_SCHEDULE.total_seconds():
        refuse(grpc.StatusCode.INVALID_ARGUMENT, "Task.schedule_time is more than 30 days ahead.")
    deadline = task.dispatch_deadline or _DEFAULT_DEADLINE
    if not _DEADLINES[0] <= deadline <= _DEADLINES[1]:
        refuse(grpc.StatusCode.INVALID_ARGUMENT, "Task.dispatch_deadline is not between 15 s and 30 min.")
    task.dispatch_deadline = deadline
    task.create_time = now
    return task


def _shown(stored: StoredTask) -> tasks_v2.Task:
    task = tasks_v2.Task.deserialize(stored.body)
    task.dispatch_count, task.response_count = stored.dispatches, stored.responses
    return task

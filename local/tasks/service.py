"""The gRPC service `google.cloud.tasks.v2.CloudTasks`, as the real client calls it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import grpc
from google.cloud import tasks_v2
from google.protobuf import empty_pb2

from local.grpc_service import apply_mask, generic_handler, refuse
from local.tasks.batches import create_batch, delete_batch
from local.tasks.dispatcher import Dispatcher
from local.tasks.queue import Queue
from local.tasks.settings import with_defaults
from local.tasks.state import NameTaken, StoredTask
from local.tasks.task_checks import QUEUE_NAME, TASK_NAME, completed

_PAGE = 1000
_CHANGEABLE = frozenset({"rate_limits", "retry_config", "stackdriver_logging_config"})


class CloudTasks:
    """The service over a dispatcher."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self._state = dispatcher.state

    def handler(self) -> grpc.GenericRpcHandler:
        """All methods, for a gRPC server."""
        return generic_handler("google.cloud.tasks.v2.CloudTasks", {**self._queue_methods(), **self._task_methods()})

    def _queue_methods(self) -> dict[str, tuple[Any, Callable[[Any], Any]]]:
        return {
            "ListQueues": (tasks_v2.ListQueuesRequest, self._list_queues),
            "GetQueue": (tasks_v2.GetQueueRequest, lambda request: self._queue(request.name).config),
            "CreateQueue": (tasks_v2.CreateQueueRequest, self._create_queue),
            "UpdateQueue": (tasks_v2.UpdateQueueRequest, self._update_queue),
            "DeleteQueue": (tasks_v2.DeleteQueueRequest, self._delete_queue),
            "PurgeQueue": (tasks_v2.PurgeQueueRequest, self._purge_queue),
            "PauseQueue": (
                tasks_v2.PauseQueueRequest,
                lambda request: self._set_state(request.name, tasks_v2.Queue.State.PAUSED),
            ),
            "ResumeQueue": (
                tasks_v2.ResumeQueueRequest,
                lambda request: self._set_state(request.name, tasks_v2.Queue.State.RUNNING),
            ),
        }

    def _task_methods(self) -> dict[str, tuple[Any, Callable[[Any], Any]]]:
        return {
            "ListTasks": (tasks_v2.ListTasksRequest, self._list_tasks),
            "GetTask": (
                tasks_v2.GetTaskRequest,
                lambda request: _shown(self._task(request.name), request.response_view),
            ),
            "CreateTask": (tasks_v2.CreateTaskRequest, self._create_task),
            "BatchCreateTasks": (tasks_v2.BatchCreateTasksRequest, self._create_batch),
            "DeleteTask": (tasks_v2.DeleteTaskRequest, lambda request: self._delete_task(request.name)),
            "BatchDeleteTasks": (tasks_v2.BatchDeleteTasksRequest, self._delete_batch),
            "RunTask": (tasks_v2.RunTaskRequest, self._run_task),
        }

    def _list_queues(self, request: Any) -> tasks_v2.ListQueuesResponse:
        names = sorted(name for name in self._dispatcher.queues if name.startswith(f"{request.parent}/"))
        return tasks_v2.ListQueuesResponse(queues=[self._dispatcher.queues[name].config for name in names])

    def _queue(self, name: str) -> Queue:
        if not QUEUE_NAME.fullmatch(name):
            refuse(grpc.StatusCode.INVALID_ARGUMENT, "Queue name is malformed.")
        if name not in self._dispatcher.queues:
            refuse(grpc.StatusCode.NOT_FOUND, "Queue does not exist.")
        return self._dispatcher.queues[name]

    def _create_queue(self, request: Any) -> tasks_v2.Queue:
        name = request.queue.name
        if not QUEUE_NAME.fullmatch(name) or not name.startswith(f"{request.parent}/"):
            refuse(grpc.StatusCode.INVALID_ARGUMENT, "Queue name is malformed.")
        if name in self._dispatcher.queues:
            refuse(grpc.StatusCode.ALREADY_EXISTS, "Queue already exists.")
        return self._put_queue(request.queue, tasks_v2.Queue.State.RUNNING)

    def _update_queue(self, request: Any) -> tasks_v2.Queue:
        if request.queue.name not in self._dispatcher.queues and QUEUE_NAME.fullmatch(request.queue.name):
            # "This method creates the queue if it does not exist."
            return self._put_queue(request.queue, tasks_v2.Queue.State.RUNNING)
        kept = self._queue(request.queue.name).config
        changed = tasks_v2.Queue.deserialize(tasks_v2.Queue.serialize(kept))
        apply_mask(request.queue, changed, request.update_mask.paths or sorted(_CHANGEABLE), _CHANGEABLE)
        return self._put_queue(changed, kept.state)

    def _put_queue(self, queue: tasks_v2.Queue, state: Any) -> tasks_v2.Queue:
        queue.state = state
        try:
            return self._dispatcher.put_queue(with_defaults(queue))
        except ValueError as error:
            refuse(grpc.StatusCode.INVALID_ARGUMENT, str(error))

    def _delete_queue(self, request: Any) -> empty_pb2.Empty:
        self._queue(request.name)
        self._dispatcher.delete_queue(request.name)
        return empty_pb2.Empty()

    def _purge_queue(self, request: Any) -> tasks_v2.Queue:
        queue = self._queue(request.name)
        self._state.purge(request.name)
        queue.forget_all()
        return queue.config

    def _set_state(self, name: str, state: Any) -> tasks_v2.Queue:
        config = self._queue(name).config
        config.state = state
        return self._dispatcher.put_queue(config)

    def _list_tasks(self, request: Any) -> tasks_v2.ListTasksResponse:
        self._queue(request.parent)
        size = min(request.page_size or _PAGE, _PAGE)
        found = list(self._state.tasks(request.parent, request.page_token, size + 1))
        more = found[size - 1].name if len(found) > size else ""
        shown = [_shown(task, request.response_view) for task in found[:size]]
        return tasks_v2.ListTasksResponse(tasks=shown, next_page_token=more)

    def _task(self, name: str) -> StoredTask:
        if not TASK_NAME.fullmatch(name):
            refuse(grpc.StatusCode.INVALID_ARGUMENT, "Task name is malformed.")
        found = self._state.get(name)
        if found is None:
            refuse(grpc.StatusCode.NOT_FOUND, "The task does not exist.")
        return found

    def _create_task(self, request: Any) -> tasks_v2.Task:
        queue = self._queue(request.parent)
        task = completed(request.task, request.parent)
        stored = StoredTask(task.name, request.parent, tasks_v2.Task.serialize(task), task.schedule_time.timestamp())
        try:
            self._state.add(stored)
        except NameTaken:
            refuse(
                grpc.StatusCode.ALREADY_EXISTS,
                "The task cannot be created because a task with this name existed too recently.",
            )
        queue.put(stored.name, stored.due)
        return _shown(stored, request.response_view)

    def _create_batch(self, request: Any) -> Any:
        self._queue(request.parent)
        return create_batch(request, self._create_task, self._state)

    def _delete_task(self, name: str) -> empty_pb2.Empty:
        task = self._task(name)
        self._state.remove(name)
        self._dispatcher.queues[task.queue].forget(name)
        return empty_pb2.Empty()

    def _delete_batch(self, request: Any) -> Any:
        self._queue(request.parent)
        return delete_batch(request, self._delete_task, self._state)

    def _run_task(self, request: Any) -> tasks_v2.Task:
        task = self._task(request.name)
        self._dispatcher.queues[task.queue].force(task.name)
        return _shown(task, request.response_view)


def _shown(stored: StoredTask, view: Any) -> tasks_v2.Task:
    task = tasks_v2.Task.deserialize(stored.body)
    task.schedule_time = datetime.fromtimestamp(stored.due, UTC)
    task.dispatch_count, task.response_count = stored.dispatches, stored.responses
    if stored.first_dispatch:
        task.first_attempt = tasks_v2.Attempt(dispatch_time=datetime.fromtimestamp(stored.first_dispatch, UTC))
    task.view = view or tasks_v2.Task.View.BASIC
    if task.view == tasks_v2.Task.View.BASIC:
        task.http_request.body = b""
    return task

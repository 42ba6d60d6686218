"""A task as the service takes it: named, timed, with a deadline; refused where it breaks a limit.

https://cloud.google.com/tasks/docs/reference/rpc/google.cloud.tasks.v2#task, …/docs/quotas
"""

from __future__ import annotations

import re
import secrets
import time
from datetime import timedelta
from typing import NoReturn

import grpc
from google.cloud import tasks_v2
from google.protobuf import timestamp_pb2

from local.grpc_service import refuse
from local.tasks.settings import with_defaults

QUEUE_NAME = re.compile(r"projects/[^/]+/locations/[^/]+/queues/[A-Za-z0-9-]{1,100}")
TASK_NAME = re.compile(QUEUE_NAME.pattern + r"/tasks/[A-Za-z0-9_-]{1,500}")

_LATEST_SCHEDULE = timedelta(days=30)
_LARGEST_TASK_BYTES = 1024 * 1024
_LONGEST_URL = 2083
_LARGEST_HEADERS_BYTES = 80 * 1024
_DEADLINES = (timedelta(seconds=15), timedelta(minutes=30))
_DEFAULT_DEADLINE = timedelta(minutes=10)
_METHODS_WITH_A_BODY = frozenset({tasks_v2.HttpMethod.POST, tasks_v2.HttpMethod.PUT, tasks_v2.HttpMethod.PATCH})


def completed(task: tasks_v2.Task, queue: str) -> tasks_v2.Task:
    """The task of that queue (full name) with all that was left out.

    Raises:
        Refused: INVALID_ARGUMENT.
    """
    if not task.name:
        task.name = f"{queue}/tasks/{secrets.randbelow(10**19)}"
    elif not TASK_NAME.fullmatch(task.name) or not task.name.startswith(f"{queue}/tasks/"):
        _invalid(
            "Task.name must be 'projects/P/locations/L/queues/Q/tasks/T' of this queue, T of [A-Za-z0-9_-]{1,500}."
        )
    _check_request(task.http_request)
    _set_times(task)
    if "retry_config" in task:
        try:
            task.retry_config = with_defaults(tasks_v2.Queue(retry_config=task.retry_config)).retry_config
        except ValueError as error:
            _invalid(str(error))
    if len(tasks_v2.Task.serialize(task)) > _LARGEST_TASK_BYTES:
        _invalid("Task size too large.")
    return task


def _check_request(request: tasks_v2.HttpRequest) -> None:
    if not request.url.startswith(("http://", "https://")):
        _invalid("HttpRequest.url must start with 'http://' or 'https://'.")
    if len(request.url) > _LONGEST_URL:
        _invalid("HttpRequest.url is longer than 2083 characters.")
    request.http_method = request.http_method or tasks_v2.HttpMethod.POST
    if request.body and request.http_method not in _METHODS_WITH_A_BODY:
        _invalid("HttpRequest.body is allowed only for POST, PUT and PATCH.")
    if sum(len(name) + len(value) for name, value in request.headers.items()) > _LARGEST_HEADERS_BYTES:
        _invalid("HttpRequest.headers are larger than 80 KB.")
    if any(letter in text for pair in request.headers.items() for text in pair for letter in "\r\n\0"):
        _invalid("HttpRequest.headers hold a line break.")


def _set_times(task: tasks_v2.Task) -> None:
    now = timestamp_pb2.Timestamp()
    now.GetCurrentTime()
    task.create_time = now
    # "If schedule_time is not set or is in the past then Cloud Tasks will set it to the current time."
    if not task.schedule_time or task.schedule_time.timestamp() < time.time():
        task.schedule_time = now
    if task.schedule_time.timestamp() > time.time() + _LATEST_SCHEDULE.total_seconds():
        _invalid("Task.schedule_time is more than 30 days ahead.")
    task.dispatch_deadline = task.dispatch_deadline or _DEFAULT_DEADLINE
    if not _DEADLINES[0] <= task.dispatch_deadline <= _DEADLINES[1]:
        _invalid("Task.dispatch_deadline is not between 15 s and 30 min.")


def _invalid(why: str) -> NoReturn:
    refuse(grpc.StatusCode.INVALID_ARGUMENT, why)

"""BatchCreateTasks and BatchDeleteTasks: many calls in one, whose outcome is a long-running operation.

The service works a batch off later; here it is done when the call returns. As there, it is not atomic: what was
refused stands in `failed_requests`, by its place in the batch.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any

import grpc
from google.cloud import tasks_v2
from google.longrunning import operations_pb2  # type: ignore[import-untyped]
from google.protobuf import empty_pb2, timestamp_pb2
from google.rpc import status_pb2

from local.grpc_service import Refused, refuse
from local.tasks.state import State

_MOST_CREATED = 100
_MOST_DELETED = 1000


def create_batch(request: Any, create: Callable[[Any], tasks_v2.Task], state: State) -> operations_pb2.Operation:
    """Creates each task of a BatchCreateTasksRequest by `create`, all of them durable at once."""
    _check_size(request.requests, _MOST_CREATED)
    if any(one.parent not in ("", request.parent) for one in request.requests):
        refuse(grpc.StatusCode.INVALID_ARGUMENT, "All tasks of a batch must be for the same queue.")
    for one in request.requests:
        one.parent = request.parent
    metadata = tasks_v2.BatchCreateTasksMetadata(start_time=_now())
    tasks = _each(request.requests, create, metadata, state)
    return _finished(request.parent, metadata, _message(tasks_v2.BatchCreateTasksResponse(tasks=tasks)))


def delete_batch(request: Any, delete: Callable[[str], Any], state: State) -> operations_pb2.Operation:
    """Deletes each task of a BatchDeleteTasksRequest by `delete`."""
    _check_size(request.names, _MOST_DELETED)
    if not all(name.startswith(f"{request.parent}/tasks/") for name in request.names):
        refuse(grpc.StatusCode.INVALID_ARGUMENT, "All tasks of a batch must be of the same queue.")
    metadata = tasks_v2.BatchDeleteTasksMetadata(start_time=_now())
    _each(request.names, delete, metadata, state)
    return _finished(request.parent, metadata, empty_pb2.Empty())


def _check_size(items: Sequence[Any], most: int) -> None:
    if not 0 < len(items) <= most:
        refuse(grpc.StatusCode.INVALID_ARGUMENT, f"A batch holds 1 to {most} requests.")


def _each(items: Sequence[Any], do: Callable[[Any], Any], metadata: Any, state: State) -> list[Any]:
    done = []
    with state.together():
        for place, item in enumerate(items):
            try:
                done.append(do(item))
            except Refused as refused:
                code: int = refused.status.value[0]
                metadata.failed_requests[place] = status_pb2.Status(code=code, message=refused.why)
    states = type(metadata).State
    whole = states.SUCCEEDED if len(done) == len(items) else states.PARTIALLY_SUCCEEDED
    metadata.state = whole if done else states.FAILED
    metadata.end_time = _now()
    return done


def _finished(parent: str, metadata: Any, response: Any) -> operations_pb2.Operation:
    location = parent.rsplit("/queues/", 1)[0]
    operation = operations_pb2.Operation(name=f"{location}/operations/{secrets.token_hex(8)}", done=True)
    operation.metadata.Pack(_message(metadata))
    operation.response.Pack(response)
    return operation


def _message(wrapped: Any) -> Any:
    return type(wrapped).pb(wrapped)


def _now() -> timestamp_pb2.Timestamp:
    now = timestamp_pb2.Timestamp()
    now.GetCurrentTime()
    return now

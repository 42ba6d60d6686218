"""The worker's side of Cloud Tasks: a request becomes a typed task, an outcome becomes a status.

Cloud Tasks deletes a task on 2xx and repeats it on anything else. So a task that will never make sense is answered
with 200 and a line in the log, and only what may work later with 503: so is VK's silence, where the use case leaves
that to the queue. A bug is not caught: it ends in 500, is logged with its trace, and comes again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct

from lib import log
from lib.bodies import NOT_JSON
from lib.errors import DomainError
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown, WhatToDo

Body = TypeVar("Body")


class Work(Struct, Generic[Body], frozen=True):
    """What a path of a worker does: the type of its task's body, and the use case that takes it."""

    body: type[Body]
    do: Callable[[Body], None]


def answer_task(request: Any, works: Mapping[str, Work[Any]]) -> tuple[str, int]:
    """Does the work that the request (Flask's) asks for by its path; a GET of `/` is a health check."""
    path = request.path.strip("/")
    if request.method == "GET" and not path:
        return "ok", 200
    if request.method != "POST" or path not in works:
        return "not found", 404
    log.carry_trace(request.headers.get(log.TRACE_HEADER, ""))
    work = works[path]
    try:
        body = msgspec.json.decode(request.get_data(), type=work.body)
    except NOT_JSON:
        log.alert("task_malformed", path=path)
        return "dropped", 200
    return _done(path, lambda: work.do(body))


def _done(path: str, do: Callable[[], None]) -> tuple[str, int]:
    try:
        do()
    except DomainError as error:
        log.alert("task_refused", path=path, code=error.code, **error.fields)
        return (error.code, 503) if error.explanation.retryable else ("dropped", 200)
    except (VkError, VkOutcomeUnknown) as error:
        if isinstance(error, VkError) and error.what_to_do is not WhatToDo.TRY_AGAIN:
            raise
        log.warning("vk_did_not_answer", path=path)
        return "later", 503
    return "done", 200

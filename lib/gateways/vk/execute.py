"""Up to 25 API calls in one request: VK's `execute`.

VK runs a script and counts it as a single request. A call that fails stands as `false` in the answer, and its error in
`execute_errors` in the same order (https://dev.vk.com/ru/method/execute).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError
from lib.gateways.vk.limits import CALLS_AN_EXECUTE


class Call(Struct, frozen=True):
    """One call of a script: a method, and its parameters as JSON values."""

    method: str
    params: Mapping[str, object]


def execute(vk: VkClient, calls: Sequence[Call]) -> list[Any | VkError]:
    """Performs the calls in order in one request; returns for each its response, or the VkError that it met.

    Raises:
        ValueError: more than 25 calls, or none.
        VkError: the script as a whole was refused, so no call was performed.
        VkOutcomeUnknown: no usable answer: any of the calls may have been performed.
    """
    if not 1 <= len(calls) <= CALLS_AN_EXECUTE:
        raise ValueError(f"{len(calls)} calls in one execute")
    answer = vk.call_raw("execute", code=_script(calls))
    errors = iter(answer.get("execute_errors", []))
    return [
        # `0` and an empty list are good answers, so the test is for false itself.
        _error(next(errors, {}), call) if value is False else value
        for call, value in zip(calls, answer["response"], strict=True)
    ]


def execute_columns(
    vk: VkClient, calls: Sequence[Call], columns: Sequence[str]
) -> list[list[tuple[Any, ...]] | VkError]:
    """As `execute`, for calls that answer with `items`: of each item only these fields (`chat_settings.title`)
    leave VK, as one row; the rest, be it what people wrote, is never sent to us.

    Raises:
        ValueError, VkError, VkOutcomeUnknown: as `execute`.
    """
    if not 1 <= len(calls) <= CALLS_AN_EXECUTE:
        raise ValueError(f"{len(calls)} calls in one execute")
    answer = vk.call_raw("execute", code=_columns_script(calls, columns))
    errors = iter(answer.get("execute_errors", []))
    return [
        # What failed has no count.
        _error(next(errors, {}), call) if count is None else list(zip(*found, strict=True))
        for (count, *found), call in zip(answer["response"], calls, strict=True)
    ]


def _columns_script(calls: Sequence[Call], columns: Sequence[str]) -> str:
    # https://dev.vk.com/ru/method/execute: `@.` takes a field of each element of a list.
    asked = "".join(f"var a{n}=API.{call.method}({_literal(call.params)});" for n, call in enumerate(calls))
    fields = ["@.".join(("items", *column.split("."))) for column in columns]
    rows = (f"[a{n}.count,{','.join(f'a{n}.{field}' for field in fields)}]" for n in range(len(calls)))
    return f"{asked}return [{','.join(rows)}];"


def _script(calls: Sequence[Call]) -> str:
    return f"return [{','.join(f'API.{call.method}({_literal(call.params)})' for call in calls)}];"


def _literal(params: Mapping[str, object]) -> str:
    # Inside a script a parameter that is an object travels as JSON text, as it does in a form.
    flat = {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, Mapping) else value
        for name, value in params.items()
    }
    return json.dumps(flat, ensure_ascii=False, separators=(",", ":"))


def _error(entry: Mapping[str, Any], call: Call) -> VkError:
    return VkError(int(entry.get("error_code", 1)), call.method, str(entry.get("error_msg", "")))

"""`execute`: up to 25 calls by one script, counted as one request (https://dev.vk.com/ru/method/execute)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from local.vk.errors import ApiError, invalid
from local.vk.method import perform
from local.vk.method_schema import COMMON_PARAMS
from local.vk.parameters import wire_text
from local.vk.state import Community, Json
from local.vk.vkscript import VkScriptError, run
from local.vk.world import Vk

EXECUTE = "execute"

_CALL = re.compile(r"API\.(\w+\.\w+)")


def methods_of_request(name: str, fields: Mapping[str, str]) -> frozenset[str]:
    """The method of a request, and those that its script names."""
    return frozenset({name, *(_CALL.findall(fields.get("code", "")) if name == EXECUTE else ())})


def execute(vk: Vk, community: Community, fields: Mapping[str, str]) -> Json:
    """Runs the script; a call that fails stands as `false`, and its error in `execute_errors`, in the same order.

    Raises:
        ApiError: the script as a whole fails. Calls that it made before have taken effect.
    """
    errors: list[Json] = []
    calls = 0

    def call(method: str, params: Mapping[str, object]) -> object:
        nonlocal calls
        calls += 1
        texts = {name: wire_text(value) for name, value in params.items() if value is not None}
        try:
            response = perform(vk, community, method, texts, inside_execute=True)
        except ApiError as error:
            vk.traffic.called(community.id, method, error.code)
            errors.append(error.as_execute_error(method))
            return False
        vk.traffic.called(community.id, method, None)
        return response

    try:
        response = _run(vk, community, fields, call)
    except ApiError as error:
        vk.journal.call(community.id, EXECUTE, fields, error, calls=calls)
        raise
    vk.journal.call(community.id, EXECUTE, fields, response, calls=calls, failed=len(errors))
    return {"response": response} | ({"execute_errors": errors} if errors else {})


def _run(
    vk: Vk, community: Community, fields: Mapping[str, str], call: Callable[[str, Mapping[str, object]], object]
) -> object:
    if (fault := vk.faults.error(EXECUTE, community.id, inside_execute=False)) is not None:
        raise fault
    if not (code := fields.get("code", "")):
        raise invalid("code is required")
    args = {name: text for name, text in fields.items() if name not in COMMON_PARAMS | {"code"}}
    try:
        return run(code, call, args)
    except VkScriptError as error:
        raise ApiError(error.code, error.message) from None

"""Every call and callback, one JSON a line: `{"method", "params", "response" | "error"}` or `{"callback"}`.

`params` are the form's texts as they came, without the token; only `keyboard` and `forward` of messages.send stand as
the JSON that they are, since VK's schema describes them there as objects, and the keyboard as VK understood it. Secrets
never stand here. A call inside `execute` has a line of its own, with `"inside_execute": true`; the line of the
`execute` itself leaves the response out, which is theirs.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import msgspec

from local.vk.errors import ApiError
from local.vk.keyboards import keyboard_as_understood
from local.vk.method_schema import METHODS

Json = dict[str, Any]

HIDDEN = "***"

# Enough for a region's run; the oldest lines leave first.
MOST_LINES = 500_000

_SECRET_PARAMS = frozenset({"secret_key"})
_HIDE_IN_RESPONSE: dict[str, Callable[[Any], Any]] = {
    "groups.getCallbackServers": lambda answer: (
        answer | {"items": [server | {"secret_key": HIDDEN} for server in answer["items"]]}
    ),
    "groups.getCallbackConfirmationCode": lambda answer: answer | {"code": HIDDEN},
    "groups.getLongPollServer": lambda answer: answer | {"key": HIDDEN},
}


class Journal:
    """The lines so far, numbered from 1; appended to a file too where there is one."""

    def __init__(self, path: str | None = None) -> None:
        self._lines: deque[tuple[int, bytes]] = deque(maxlen=MOST_LINES)
        self._last_number = 0
        self._file: IO[bytes] | None = None
        if path:
            self._file = Path(path).open("ab", buffering=0)  # noqa: SIM115 — open as long as the server runs

    def call(
        self,
        group_id: int | None,
        method: str,
        fields: Mapping[str, str],
        outcome: object | ApiError,
        **extra: object,
    ) -> None:
        """Notes a call with its outcome: the response, or the error."""
        record: Json = {"group_id": group_id, "method": method, "params": _shown_params(method, fields)}
        if isinstance(outcome, ApiError):
            record["error"] = {"error_code": outcome.code, "error_msg": outcome.message}
        elif method != "execute":
            record["response"] = _HIDE_IN_RESPONSE.get(method, lambda answer: answer)(outcome)
        self._write(record | extra)

    def callback(self, event: Mapping[str, object], **extra: object) -> None:
        """Notes an attempt to deliver an event."""
        self._write({"callback": {key: event[key] for key in event if key != "secret"}} | extra)

    def since(self, number: int) -> Iterator[bytes]:
        """The lines above this number, oldest first."""
        return (line for line_number, line in list(self._lines) if line_number > number)

    def clear(self) -> None:
        """Forgets the lines; the file stays as it is, and the numbers go on."""
        self._lines.clear()

    def close(self) -> None:
        """Closes the file."""
        if self._file is not None:
            self._file.close()

    def _write(self, record: Json) -> None:
        self._last_number += 1
        line = msgspec.json.encode({"n": self._last_number, "at": round(time.time(), 3)} | record) + b"\n"
        self._lines.append((self._last_number, line))
        if self._file is not None:
            self._file.write(line)


def _shown_params(method: str, fields: Mapping[str, str]) -> Json:
    schema = METHODS.get(method)
    objects = {name for name, param in schema.params.items() if param.type == "json"} if schema else set()
    return {
        name: HIDDEN if name in _SECRET_PARAMS else _as_object(name, text) if name in objects else text
        for name, text in fields.items()
        if name != "access_token"
    }


def _as_object(name: str, text: str) -> object:
    if name == "keyboard":
        return keyboard_as_understood(text)
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text

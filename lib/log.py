"""One JSON line an event on stdout, in the form that Cloud Logging reads.

An event has a name and fields: ids and counts, never a person's words, names, phones or tokens. The trace that began
with a click is carried by `carry_trace` through every task, so one query in the logs follows the whole of it.
"""

from __future__ import annotations

import contextvars
import json
import re
import sys
from collections.abc import Mapping

TRACE_HEADER = "X-Trace"

# What json leaves as it is, and what yet would end a line, move a terminal's cursor or not be encoded at all.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")

_trace: contextvars.ContextVar[str] = contextvars.ContextVar("trace", default="")


def carry_trace(trace: str) -> None:
    """Makes `trace` the trace of everything that this thread logs and enqueues from here on."""
    _trace.set(trace)


def current_trace() -> str:
    """The trace being carried; empty where none is."""
    return _trace.get()


def info(event: str, **fields: object) -> None:
    """Something went as it should."""
    _write("INFO", event, fields)


def warning(event: str, **fields: object) -> None:
    """Something went wrong and is being mended by the system itself."""
    _write("WARNING", event, fields)


def alert(event: str, **fields: object) -> None:
    """Somebody has to look: an alert policy fires on these lines."""
    _write("ALERT", event, fields)


def _write(severity: str, event: str, fields: Mapping[str, object]) -> None:
    line: dict[str, object] = {"severity": severity, "message": event, **fields}
    if trace := current_trace():
        line["logging.googleapis.com/trace"] = trace
    text = json.dumps(line, ensure_ascii=False, default=str)
    sys.stdout.write(_UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")
    sys.stdout.flush()

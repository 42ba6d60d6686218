"""No line of the log holds anything of a person: every line that any test has written is looked through.

Names, addresses, titles and words of people are Cyrillic here, and fields of log lines are ids, codes and counts. So a
Cyrillic letter in a line is somebody's word, and eleven digits that begin as a mobile number are somebody's phone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from lib import log

_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_PHONE = re.compile(r"(?<!\d)[78]9\d{9}(?!\d)")
_TOKEN = re.compile(r"vk1\.a\.|local-token-|access_token|secret-key")

_leaks: set[str] = set()


def leak_in(line: str) -> str:
    """What of a person, or of ours that is secret, a line holds; empty where nothing."""
    for what, pattern in (("a person's words", _CYRILLIC), ("a phone", _PHONE), ("a token", _TOKEN)):
        if pattern.search(line):
            return what
    return ""


def pytest_configure() -> None:
    """From here on every line is looked through as it is written."""
    write = log._write

    def looking(severity: str, event: str, fields: Mapping[str, object]) -> None:
        if what := leak_in(json.dumps(fields, ensure_ascii=False, default=str)):
            _leaks.add(f"{event} holds {what}")
        write(severity, event, fields)

    log._write = looking


def pytest_testnodedown(node: Any) -> None:
    """A worker process ended: what it saw is ours."""
    _leaks.update(getattr(node, "workeroutput", {}).get("leaks", ()))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The run fails where a line leaked."""
    if hasattr(session.config, "workerinput"):
        session.config.workeroutput["leaks"] = sorted(_leaks)  # type: ignore[attr-defined]
    elif _leaks:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says which."""
    for leak in sorted(_leaks):
        terminalreporter.write_line(f"A line of the log leaks: {leak}", red=True)

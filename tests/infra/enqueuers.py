"""Which queues a function's code puts tasks on, told from the modules that its package holds."""

from __future__ import annotations

import ast
import re
from functools import cache

from ops.packaging import modules_of
from tests.infra.workplace import ROOT

_TASK_FOR = re.compile(r"Task\([^\n]*Purpose\.(\w+)")


@cache
def _makers() -> dict[str, str]:
    """Functions that make a task → the queue that it is for."""
    found = {}
    for path in (ROOT / "lib").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and (made := _TASK_FOR.search(ast.unparse(node))):
                found[node.name] = made[1].lower()
    return found


def queues_of(function: str) -> set[str]:
    """The queues to which some module of a function enqueues, whether or not the function comes to call it."""
    queues = set()
    for path in modules_of(function, ROOT).values():
        text = path.read_text(encoding="utf-8")
        if ".enqueue(" in text:
            queues |= {queue for maker, queue in _makers().items() if re.search(rf"\b{maker}\(", text)}
    return queues

"""VKScript's values and what its operators and methods make of them: Python's own, with JavaScript's habits."""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable
from typing import Any

UNABLE_TO_COMPILE = 12
RUNTIME_ERROR = 13


class VkScriptError(Exception):
    """The program cannot be compiled (12), or fails as a whole while it runs (13)."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "0": "\0"}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)


def unquoted(token: str) -> str:
    if token[0] == '"':
        try:
            # JSON's reader is quick, and what most clients send is JSON.
            return str(json.loads(token, strict=False))
        except ValueError:
            pass
    text = _ESCAPE.sub(lambda match: _escaped(match[1]), token[1:-1])
    # A letter beyond the first plane is written as two escapes that only together are a letter.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escaped(text: str) -> str:
    if len(text) > 1:
        return chr(int(text[1:], 16))
    return _ESCAPES.get(text, text)


def truth(value: Any) -> bool:
    return bool(value) or isinstance(value, list | dict)


def number(value: Any) -> int | float:
    if isinstance(value, bool) or value is None:
        return int(bool(value))
    if isinstance(value, int | float):
        return value
    try:
        return int(value) if isinstance(value, str) and value.strip().lstrip("-").isdigit() else float(value)
    except (TypeError, ValueError):
        return 0


def text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, list):
        return ",".join(text(item) for item in value)
    return str(value)


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def binary(sign: str, left: Any, right: Any) -> Any:
    match sign:
        case "+":
            return _plus(left, right)
        case "==" | "!=":
            return _equal(left, right) is (sign == "==")
        case "===" | "!==":
            return (type(left) is type(right) and left == right) is (sign == "===")
        case "<" | ">" | "<=" | ">=":
            both_texts = isinstance(left, str) and isinstance(right, str)
            return _COMPARISONS[sign](left, right) if both_texts else _COMPARISONS[sign](number(left), number(right))
        case _:
            return _arithmetic(sign, number(left), number(right))


def _plus(left: Any, right: Any) -> Any:
    if isinstance(left, list) and isinstance(right, list):
        return left + right
    if isinstance(left, str | list) or isinstance(right, str | list):
        return text(left) + text(right)
    return number(left) + number(right)


def _equal(left: Any, right: Any) -> bool:
    if isinstance(left, str) and isinstance(right, int | float):
        return number(left) == right
    if isinstance(right, str) and isinstance(left, int | float):
        return number(right) == left
    return bool(left == right)


def _arithmetic(sign: str, left: float, right: float) -> int | float:
    if sign in "/%" and right == 0:
        raise runtime_error("division by zero")
    match sign:
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            quotient = left / right
            return int(quotient) if quotient == int(quotient) else quotient
        case _:
            return left % right


def field(owner: Any, name: str) -> Any:
    if name == "length" and isinstance(owner, list | str):
        return len(owner)
    return owner.get(name) if isinstance(owner, dict) else None


def item(owner: Any, index: Any) -> Any:
    if isinstance(owner, dict):
        return owner.get(text(index))
    if isinstance(owner, list | str):
        position = number(index)
        return owner[int(position)] if 0 <= position < len(owner) else None
    return None


def parse_int(value: Any) -> int:
    found = re.match(r"\s*-?\d+", text(value))
    return int(found[0]) if found else 0


def invoke(owner: Any, name: str, given: list[Any]) -> Any:
    methods = _LIST_METHODS if isinstance(owner, list) else _TEXT_METHODS if isinstance(owner, str) else {}
    if name not in methods:
        raise runtime_error(f"no method {name}")
    try:
        return methods[name](owner, *given)
    except TypeError:
        raise runtime_error(f"{name} takes other arguments") from None


def _push(items: list[Any], *new: Any) -> int:
    items.extend(new)
    return len(items)


def _splice(items: list[Any], start: int, count: int, *new: Any) -> list[Any]:
    taken = items[start : start + count]
    items[start : start + count] = new
    return taken


_LIST_METHODS: dict[str, Callable[..., Any]] = {
    "push": _push,
    "pop": lambda items: items.pop() if items else None,
    "shift": lambda items: items.pop(0) if items else None,
    "unshift": lambda items, *new: items.__setitem__(slice(0, 0), new) or len(items),
    "slice": lambda items, start=0, end=None: items[start:end],
    "splice": _splice,
    "indexOf": lambda items, item: items.index(item) if item in items else -1,
    "join": lambda items, separator=",": separator.join(text(item) for item in items),
    "concat": lambda items, *others: items + [item for other in others for item in other],
}
_TEXT_METHODS: dict[str, Callable[..., Any]] = {
    "substr": lambda text, start, length=None: text[start:][:length],
    "substring": lambda text, start, end=None: text[start:end],
    "slice": lambda text, start, end=None: text[start:end],
    "split": lambda text, separator: text.split(separator) if separator else list(text),
    "indexOf": lambda text, part: text.find(part),
    "toString": lambda text: text,
    "toLowerCase": lambda text: text.lower(),
    "toUpperCase": lambda text: text.upper(),
    "trim": lambda text: text.strip(),
}


def runtime_error(what: str) -> VkScriptError:
    return VkScriptError(RUNTIME_ERROR, f"Runtime error occurred during code invocation: {what}")

"""VKScript's values and what its operators make of them: Python's own, with the habits of JavaScript and PHP."""

from __future__ import annotations

import json
import math
import operator
import re
from collections.abc import Callable, Iterable
from typing import Any

UNABLE_TO_COMPILE = 12
RUNTIME_ERROR = 13

# What a program puts together, in letters or items; VK bounds its answer too ("response size is too big").
LONGEST = 1_000_000
_LARGEST_INTEGER = 2**63


class VkScriptError(Exception):
    """The program cannot be compiled (12), or fails as a whole while it runs (13)."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def runtime_error(what: str) -> VkScriptError:
    """The error that ends a program, for the caller to raise."""
    return VkScriptError(RUNTIME_ERROR, f"Runtime error occurred during code invocation: {what}")


_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "0": "\0"}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)


def unquoted(token: str) -> str:
    """The text that a literal in either kind of quotes stands for."""
    if "\\" not in token:
        return token[1:-1]
    content = _from_json(token) if token[0] == '"' else None
    if content is None:
        content = _ESCAPE.sub(lambda match: _escaped(match[1]), token[1:-1])
    # A letter beyond the first plane is written as two escapes that only together are a letter.
    return content.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if "\\u" in token else content


def _from_json(token: str) -> str | None:
    """What most clients send is JSON, and JSON's reader is quick; None where it is not."""
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return None


def _escaped(letter: str) -> str:
    if len(letter) > 1:
        return chr(int(letter[1:], 16))
    return _ESCAPES.get(letter, letter)


_NUMBER = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*")
_BEGINS_WITH_INTEGER = re.compile(r"\s*[+-]?\d+")
_BEGINS_WITH_NUMBER = re.compile(r"\s*[+-]?\d+(\.\d*)?([eE][+-]?\d+)?")


def number(value: Any) -> int | float:
    """What arithmetic sees; 0 for what is no number."""
    if isinstance(value, bool) or value is None:
        return int(bool(value))
    if isinstance(value, int | float):
        return value
    return _read_number(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else 0


def parse_int(value: Any) -> int | float:
    """`parseInt`: the integer that a text begins with, else 0."""
    found = _BEGINS_WITH_INTEGER.match(text(value))
    return _read_number(found[0]) if found else 0


def parse_double(value: Any) -> float:
    """`parseDouble`: the number that a text begins with, else 0."""
    found = _BEGINS_WITH_NUMBER.match(text(value))
    return float(_read_number(found[0])) if found else 0.0


FUNCTIONS: dict[str, Callable[[Any], int | float]] = {"parseInt": parse_int, "parseDouble": parse_double}


def _read_number(digits: str) -> int | float:
    # 18 digits always fit; Python's own reader refuses integers of thousands of digits.
    is_integer = digits.strip().lstrip("+-").isdigit() and len(digits) <= 18
    return int(digits) if is_integer else _in_range(float(digits))


def _in_range(value: float) -> int | float:
    if isinstance(value, int):
        return value if -_LARGEST_INTEGER <= value < _LARGEST_INTEGER else float(value)
    if not math.isfinite(value):
        raise runtime_error("Numeric value is expected")
    return value


def text(value: Any) -> str:
    """The value as `+` joins it to a text."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, list | dict):
        return joined(value if isinstance(value, list) else value.values(), ",")
    return str(int(value) if value == int(value) else value)


def joined(items: Iterable[Any], separator: str) -> str:
    """All items as one text."""
    texts = [text(item) for item in items]
    if sum(map(len, texts)) + len(separator) * len(texts) > LONGEST:
        raise runtime_error("Too long a text")
    return separator.join(texts)


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_BITS: dict[str, Callable[[int, int], int]] = {
    "|": operator.or_,
    "&": operator.and_,
    # JavaScript takes five bits of the distance.
    "<<": lambda left, right: left << (right & 31),
    ">>": lambda left, right: left >> (right & 31),
}


def binary(sign: str, left: Any, right: Any) -> Any:
    """The value of `left sign right`."""
    if sign == "+":
        return _plus(left, right)
    if sign in {"==", "!="}:
        return is_equal(left, right) is (sign == "==")
    if sign in {"===", "!=="}:
        return (type(left) is type(right) and left == right) is (sign == "===")
    if sign in _COMPARISONS:
        both_texts = isinstance(left, str) and isinstance(right, str)
        return _COMPARISONS[sign](left, right) if both_texts else _COMPARISONS[sign](number(left), number(right))
    if sign in _BITS:
        return _in_range(_BITS[sign](int(number(left)), int(number(right))))
    return _in_range(_arithmetic(sign, number(left), number(right)))


def _plus(left: Any, right: Any) -> Any:
    if isinstance(left, list) and isinstance(right, list):
        if len(left) + len(right) > LONGEST:
            raise runtime_error("Too long an array")
        return left + right
    if isinstance(left, dict) and isinstance(right, dict):
        return left | right
    if isinstance(left, str | list | dict) or isinstance(right, str | list | dict):
        return joined((left, right), "")
    return _in_range(number(left) + number(right))


def is_equal(left: Any, right: Any) -> bool:
    """`==`: a text that is compared to a number is read as one."""
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
            return int(quotient) if math.isfinite(quotient) and quotient == int(quotient) else quotient
        case _:
            # The remainder has the sign of what is divided, not, as in Python, of the divisor.
            rest = abs(left) % abs(right)
            return -rest if left < 0 else rest


def field(owner: Any, name: str) -> Any:
    """`owner.name`; null where there is none, whatever the owner is."""
    if isinstance(owner, dict) and name in owner:
        return owner[name]
    return len(owner) if name == "length" and isinstance(owner, list | str | dict) else None


def item(owner: Any, index: Any) -> Any:
    """`owner[index]`; null where there is none, whatever the owner is."""
    if isinstance(owner, dict):
        return owner.get(text(index))
    if isinstance(owner, list | str):
        position = number(index)
        return owner[int(position)] if 0 <= position < len(owner) else None
    return None


def put(owner: Any, key: Any, value: Any) -> None:
    """`owner[key] = value`."""
    if isinstance(owner, dict):
        owner[text(key)] = value
    elif isinstance(owner, list) and _is_position(key) and 0 <= (position := int(number(key))) <= len(owner):
        owner[position : position + 1] = [value]
    else:
        raise runtime_error(f"setting field [{text(key)}] on not array variable")


def remove(owner: Any, key: Any) -> None:
    """`delete owner[key]`; of a list only the last item, since VK makes an object of a list with a gap."""
    if isinstance(owner, dict):
        owner.pop(text(key), None)
    elif isinstance(owner, list) and _is_position(key) and int(number(key)) == len(owner) - 1:
        owner.pop()
    else:
        raise runtime_error(f"deleting field [{text(key)}] on not array variable")


def _is_position(key: Any) -> bool:
    return isinstance(key, int | float) or (isinstance(key, str) and key.isascii() and key.isdigit())

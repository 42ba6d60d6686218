"""The methods of VKScript's arrays and texts: those that VK's page of `execute` lists, and their nearest kin.

https://dev.vk.com/ru/method/execute: slice, push, pop, shift, unshift, splice, substr, split, indexOf.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from local.vk.vkscript_values import is_equal, joined, number, runtime_error, text


def invoke(owner: Any, name: str, given: list[Any]) -> Any:
    """`owner.name(*given)`.

    Raises:
        VkScriptError: there is no such method, or it takes other arguments.
    """
    methods = _METHODS.get(type(owner), _NUMBER_METHODS)
    if name not in methods:
        raise runtime_error(f"no method {name}")
    try:
        return methods[name](owner, *given)
    except TypeError:
        raise runtime_error(f"Bad argument count for method {name}") from None


def _at(value: Any) -> int:
    return int(number(value))


def _push(items: list[Any], *new: Any) -> int:
    items.extend(new)
    return len(items)


def _unshift(items: list[Any], *new: Any) -> int:
    items[:0] = new
    return len(items)


def _slice(whole: Any, start: Any = 0, end: Any = None) -> Any:
    return whole[_at(start) :] if end is None else whole[_at(start) : _at(end)]


def _splice(items: list[Any], start: Any, count: Any = None, *new: Any) -> list[Any]:
    begin = max(_at(start) + (len(items) if _at(start) < 0 else 0), 0)
    end = len(items) if count is None else begin + max(_at(count), 0)
    taken = items[begin:end]
    items[begin:end] = new
    return taken


def _position(items: list[Any], wanted: Any) -> int:
    return next((place for place, item in enumerate(items) if is_equal(item, wanted)), -1)


def _sort(items: list[Any]) -> list[Any]:
    items.sort(key=text)
    return items


def _concat(items: list[Any], *others: Any) -> list[Any]:
    return items + [item for other in others for item in (other if isinstance(other, list) else [other])]


def _substr(whole: str, start: Any, length: Any = None) -> str:
    rest = whole[_at(start) :]
    return rest if length is None else rest[: _at(length)]


def _split(whole: str, separator: Any) -> list[str]:
    return whole.split(text(separator)) if text(separator) else list(whole)


_LIST_METHODS: dict[str, Callable[..., Any]] = {
    "push": _push,
    "pop": lambda items: items.pop() if items else None,
    "shift": lambda items: items.pop(0) if items else None,
    "unshift": _unshift,
    "slice": _slice,
    "splice": _splice,
    "indexOf": _position,
    "join": lambda items, separator=",": joined(items, text(separator)),
    "concat": _concat,
    "sort": _sort,
    "toString": text,
}
_TEXT_METHODS: dict[str, Callable[..., Any]] = {
    "substr": _substr,
    "substring": _slice,
    "slice": _slice,
    "split": _split,
    "indexOf": lambda whole, part: whole.find(text(part)),
    "toString": text,
    "toLowerCase": str.lower,
    "toUpperCase": str.upper,
    "trim": str.strip,
}
_NUMBER_METHODS: dict[str, Callable[..., Any]] = {"toString": text}
_METHODS: dict[type, dict[str, Callable[..., Any]]] = {list: _LIST_METHODS, str: _TEXT_METHODS}

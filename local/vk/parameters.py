"""A call's parameters: from the text of a form to typed values, held against VK's schema.

VK's own lenience is not copied: a parameter that the schema does not name, a value of the wrong type or out of its
limits is error 100, so that a client that gets through here sends nothing that VK's documentation does not promise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from local.vk.errors import ApiError, invalid
from local.vk.method_schema import COMMON_PARAMS, MethodSchema, Param

_INTEGER = re.compile(r"-?\d{1,19}")
_TRUE, _FALSE = frozenset({"1", "true"}), frozenset({"0", "false"})


class Parameters:
    """The checked values of one call; a getter returns the given default where the caller sent nothing."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def integer(self, name: str, default: int = 0) -> int:
        """An integer."""
        return cast(int, self._values.get(name, default))

    def text(self, name: str, default: str = "") -> str:
        """A text as it was sent."""
        return cast(str, self._values.get(name, default))

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean."""
        return cast(bool, self._values.get(name, default))

    def integers(self, name: str) -> list[int]:
        """A list of integers, empty where nothing was sent."""
        return cast(list[int], self._values.get(name, []))

    def texts(self, name: str) -> list[str]:
        """A list of texts, empty where nothing was sent."""
        return [str(item) for item in self._values.get(name, [])]


def read_parameters(schema: MethodSchema, fields: Mapping[str, str]) -> Parameters:
    """The form `fields` as typed values.

    Raises:
        ApiError: 100 where a field is unknown, missing, of another type or out of its limits; 914 for a message over
            its length.
    """
    values: dict[str, Any] = {}
    for name, text in fields.items():
        if name in COMMON_PARAMS:
            continue
        if (param := schema.params.get(name)) is None:
            raise invalid(f"{name} is unknown to this method")
        values[name] = _value(name, text, param)
    for name, param in schema.params.items():
        if name not in values:
            if param.required:
                raise invalid(f"{name} is required")
            if param.default is not None:
                values[name] = param.default
    return Parameters(values)


def wire_text(value: object) -> str:
    """A value of a script as the text that it would be in a form: lists by commas, objects as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Mapping) or _holds_objects(value):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if isinstance(value, Sequence):
        return ",".join(wire_text(item) for item in value)
    return "" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)


def _holds_objects(value: object) -> bool:
    return isinstance(value, list | tuple) and any(isinstance(item, Mapping | list | tuple) for item in value)


def _value(name: str, text: str, param: Param) -> Any:
    kinds = [param.type] if isinstance(param.type, str) else param.type
    value = _typed(name, text, kinds, param)
    if param.enum is not None and value not in param.enum:
        raise invalid(f"{name} has an invalid value")
    _check_limits(name, value, param)
    return value


def _typed(name: str, text: str, kinds: Sequence[str], param: Param) -> Any:
    if "integer" in kinds and _INTEGER.fullmatch(text):
        return int(text)
    if "string" in kinds or "json" in kinds:
        return text
    match kinds[0]:
        case "integer":
            raise invalid(f"{name} not integer")
        case "boolean":
            return _boolean(name, text)
        case "number":
            return _number(name, text)
        case _:
            items = param.items or Param("string")
            return [_value(name, item.strip(), items) for item in text.split(",")] if text else []


def _boolean(name: str, text: str) -> bool:
    if text not in _TRUE | _FALSE:
        raise invalid(f"{name} not boolean")
    return text in _TRUE


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise invalid(f"{name} not number") from None


def _check_limits(name: str, value: Any, param: Param) -> None:
    if isinstance(value, int | float):
        if param.minimum is not None and value < param.minimum:
            raise invalid(f"{name} should be greater or equal to {param.minimum:g}")
        if param.maximum is not None and value > param.maximum:
            raise invalid(f"{name} should be less or equal to {param.maximum:g}")
    elif isinstance(value, str):
        if param.max_length is not None and len(value) > param.max_length:
            raise ApiError(914) if name == "message" else invalid(f"{name} is longer than {param.max_length}")
    elif param.max_items is not None and len(value) > param.max_items:
        raise invalid(f"{name} has more than {param.max_items} items")
    elif param.min_items is not None and len(value) < param.min_items:
        raise invalid(f"{name} has less than {param.min_items} items")

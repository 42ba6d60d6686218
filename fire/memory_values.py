"""The values of documents as Firestore compares them: the order of types and of values, and what a condition asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

# A value's place among all values; after the rank of its type comes what orders it there.
Key = tuple[Any, ...]
# Greater than the key of any value.
END: Key = (8,)
# What a document does not have.
MISSING = object()


class Refused(Exception):
    """Firestore would not take this at all."""


def value_at(fields: Mapping[str, Any], name: str) -> Any:
    """The value of a field, where dots lead into maps; `MISSING` where there is none."""
    value: Any = fields
    for part in name.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return MISSING
        value = value[part]
    return value


# https://firebase.google.com/docs/firestore/manage-data/data-types: the order of types.
def key_of(value: object) -> Key:
    """Where a value stands. Texts stand by their code points, which is the order of their bytes in UTF-8; all maps
    stand at one place, since nothing of ours is ordered by one.
    """
    match value:
        case None:
            return (0,)
        case bool():
            return 1, value
        case int() | float():
            return 2, value
        case datetime():
            return 3, value
        case str():
            return 4, value
        case bytes():
            return 5, value
        case list() | tuple():
            return 6, tuple(map(key_of, value))
        case _:
            return (7,)


def plain(value: object) -> Any:
    """A value of a condition as documents hold it."""
    return msgspec.to_builtins(value, builtin_types=(datetime, bytes))


def asks(operator: str, wanted: object) -> Callable[[Any], bool]:
    """What a condition asks of the value of its field."""
    value = plain(wanted)
    key = key_of(value)

    def is_same_kind(mine: Any) -> bool:
        return mine is not None and key_of(mine)[0] == key[0]

    match operator:
        case "==":
            return lambda mine: bool(key_of(mine)[0] == key[0] and mine == value)
        case "<":
            return lambda mine: is_same_kind(mine) and key_of(mine) < key
        case "<=":
            return lambda mine: is_same_kind(mine) and key_of(mine) <= key
        case ">":
            return lambda mine: is_same_kind(mine) and key_of(mine) > key
        case ">=":
            return lambda mine: is_same_kind(mine) and key_of(mine) >= key
        case "in":
            return lambda mine: mine in value
        case "array_contains":
            return lambda mine: isinstance(mine, list | tuple) and value in mine
        case "array_contains_any":
            return lambda mine: isinstance(mine, list | tuple) and any(each in mine for each in value)
        case _:
            raise Refused(operator)

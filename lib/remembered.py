"""A few things remembered for a while by one instance, so that ordinary messages cost no look-up."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from lib.clock import Clock

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Remembered(Generic[Key, Value]):
    """At most `most` values, each for `lasts`; what was not asked for longest is forgotten first. Threads share it."""

    def __init__(self, most: int, lasts: timedelta, clock: Clock) -> None:
        self._most = most
        self._lasts = lasts
        self._clock = clock
        self._lock = threading.Lock()
        self._values: OrderedDict[Key, tuple[datetime, Value]] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        """The value; None where it is not remembered."""
        with self._lock:
            found = self._values.get(key)
            if found is None or found[0] <= self._clock.now():
                return None
            self._values.move_to_end(key)
            return found[1]

    def put(self, key: Key, value: Value) -> None:
        """Remembers from now on."""
        with self._lock:
            self._values[key] = (self._clock.now() + self._lasts, value)
            self._values.move_to_end(key)
            if len(self._values) > self._most:
                self._values.popitem(last=False)

    def forget(self, key: Key) -> None:
        """Forgets one."""
        with self._lock:
            self._values.pop(key, None)

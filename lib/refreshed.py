"""One thing that an instance knows of the records and reads anew in a while, so that ordinary messages cost no look-up.

While one thread reads it anew, the others go on with what was known before: else every thread of an instance would ask
at the same moment, and all messages would wait.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from lib.clock import Clock

Value = TypeVar("Value")


class Refreshed(Generic[Value]):
    """A value that `read` makes of the one before, which is None at the beginning and after it was forgotten."""

    def __init__(self, read: Callable[[Value | None], Value], lasts: timedelta, clock: Clock) -> None:
        self._read = read
        self._lasts = lasts
        self._clock = clock
        self._known: tuple[datetime, Value] | None = None
        self._reading = threading.Lock()

    def get(self) -> Value:
        """The value, read at most `lasts` ago, or some moments before that where another thread is reading.

        Raises:
            whatever `read` raises.
        """
        known = self._known
        if known is not None and (self._is_fresh(known) or not self._reading.acquire(blocking=False)):
            return known[1]
        if known is None:
            self._reading.acquire()
        try:
            return self._read_anew()
        finally:
            self._reading.release()

    def forget(self) -> None:
        """The next who asks waits for a new one."""
        with self._reading:
            self._known = None

    def _read_anew(self) -> Value:
        known = self._known
        if known is not None and self._is_fresh(known):
            return known[1]
        now = self._clock.now()
        value = self._read(known[1] if known else None)
        self._known = now, value
        return value

    def _is_fresh(self, known: tuple[datetime, Value]) -> bool:
        return self._clock.now() - known[0] < self._lasts

"""Cloud Tasks misbehaving on order, within what the service allows itself: at least once, in any order."""

from __future__ import annotations

import random
from typing import Literal

import msgspec


class Fault(msgspec.Struct, kw_only=True):
    """One kind of misbehaviour: how often (`rate`), how many times (`count`), on which queue (all if empty)."""

    kind: Literal["deliver_twice", "drop_answer", "delay", "reorder"]
    rate: float = 1.0
    count: int | None = None
    delay_ms: float = 500
    queue: str = ""


class Faults:
    """The faults that are on; `seed` makes a run repeatable."""

    def __init__(self, seed: int = 1) -> None:
        self._faults: list[Fault] = []
        self._random = random.Random(seed)

    def add(self, fault: Fault) -> None:
        """Switches a fault on."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Switches all faults off."""
        self._faults.clear()

    def strikes(self, kind: str, queue: str) -> Fault | None:
        """The fault of that kind that hits now, if one does; it is counted."""
        for fault in self._faults:
            if fault.kind != kind or fault.queue not in ("", queue) or fault.count == 0:
                continue
            if self._random.random() < fault.rate:
                fault.count = None if fault.count is None else fault.count - 1
                return fault
        return None

    def chance(self) -> float:
        """A number below 1, from the same seed."""
        return self._random.random()

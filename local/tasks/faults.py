"""Cloud Tasks misbehaving on order, within what the service allows itself: at least once, in any order."""

from __future__ import annotations

import random
from typing import Literal

import msgspec


class Fault(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One kind of misbehaviour.

    - `deliver_twice`: a task reaches the worker twice, half of the time at once, else one after the other;
    - `drop_answer`: the worker ran, its answer is lost, and the task comes again;
    - `delay`: a task that is due is held back for `delay_ms`;
    - `reorder`: a task that is due is held back for some part of `delay_ms`, so that later ones overtake it.

    `rate` is how often it strikes, `count` how many times (without end if left out), `queue` the short name of the
    queue (all if left out).
    """

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

    def strikes(self, kind: str, queue: str) -> bool:
        """Whether a fault of that kind hits the queue of that short name now; it is counted."""
        return self._struck_by(kind, queue) is not None

    def held_back_s(self, queue: str) -> float:
        """For how many seconds a task that is due is held back; 0 if it is not."""
        if fault := self._struck_by("delay", queue):
            return fault.delay_ms / 1000
        if fault := self._struck_by("reorder", queue):
            return self.chance() * fault.delay_ms / 1000
        return 0.0

    def chance(self) -> float:
        """A number below 1, from the same seed."""
        return self._random.random()

    def _struck_by(self, kind: str, queue: str) -> Fault | None:
        for fault in self._faults:
            if fault.kind != kind or fault.queue not in ("", queue) or fault.count == 0:
                continue
            if self._random.random() < fault.rate:
                fault.count = None if fault.count is None else fault.count - 1
                return fault
        return None

"""Cloud Scheduler misbehaving on order, within what the service allows itself."""

from __future__ import annotations

import random
from typing import Literal

import msgspec


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A run that comes twice, one after the other (`double`), or not at all (`miss`); `rate` is how often."""

    kind: Literal["double", "miss"]
    rate: float = 1.0


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

    def strikes(self, kind: str) -> bool:
        """Whether a fault of that kind hits now."""
        return any(fault.kind == kind and self._random.random() < fault.rate for fault in self._faults)

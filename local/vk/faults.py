"""Misbehaviour on demand: errors, lost answers, slow answers, and callbacks that come twice, late or never."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable
from typing import Literal

import msgspec

from local.vk.errors import ApiError

CallbackFault = Literal["duplicate", "reorder", "drop", "delay"]


class FaultOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One fault as the back door takes it: exactly one of the kinds, and when it strikes.

    `rate` is the share of the matching calls that it strikes, `count` how many at most, `duration_s` for how long.
    """

    method: str | None = None
    group_id: int | None = None
    error_code: int | None = None
    http_status: int | None = None
    drop_response: bool = False
    latency_ms: float | None = None
    callbacks: CallbackFault | None = None
    delay_ms: float = 500
    rate: float = 1
    count: int | None = None
    duration_s: float | None = None

    def __post_init__(self) -> None:
        kinds = (self.error_code, self.http_status, self.drop_response or None, self.latency_ms, self.callbacks)
        if sum(kind is not None for kind in kinds) != 1:
            raise ValueError("exactly one of error_code, http_status, drop_response, latency_ms, callbacks")


class Fault:
    """A fault in force."""

    def __init__(self, number: int, order: FaultOrder, dice: random.Random) -> None:
        self.number = number
        self.order = order
        self.struck = 0
        self._dice = dice
        self._until = None if order.duration_s is None else time.monotonic() + order.duration_s

    def strikes(self) -> bool:
        """Throws the dice; counts where it strikes."""
        spent = self.order.count is not None and self.struck >= self.order.count
        over = self._until is not None and time.monotonic() >= self._until
        if spent or over or self._dice.random() >= self.order.rate:
            return False
        self.struck += 1
        return True

    def is_for(self, methods: Iterable[str], group_id: int | None) -> bool:
        """Whether it is meant for a request that makes these calls."""
        order = self.order
        return order.group_id in {None, group_id} and (order.method is None or order.method in methods)

    def shown(self) -> dict[str, object]:
        """As JSON."""
        return {"fault_id": self.number, "struck": self.struck} | {
            name: value for name, value in msgspec.structs.asdict(self.order).items() if value is not None
        }


class Faults:
    """All faults in force."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._faults: list[Fault] = []
        self._last_number = 0

    def add(self, order: FaultOrder) -> Fault:
        """Puts a fault in force."""
        self._last_number += 1
        fault = Fault(self._last_number, order, self._dice)
        self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Ends all of them."""
        self._faults.clear()

    def shown(self) -> list[dict[str, object]]:
        """As JSON."""
        return [fault.shown() for fault in self._faults]

    def error(self, method: str, group_id: int, *, inside_execute: bool) -> ApiError | None:
        """The error that this call is to meet; a fault without a method strikes requests, not the calls inside one."""
        for fault in self._faults:
            code = fault.order.error_code
            if code is None or (inside_execute and fault.order.method is None):
                continue
            if fault.is_for((method,), group_id) and fault.strikes():
                return ApiError(code)
        return None

    def of_request(self, methods: Iterable[str], group_id: int | None) -> list[FaultOrder]:
        """The faults that strike the HTTP request which makes these calls: status, lost answer, latency."""
        return [
            fault.order
            for fault in self._faults
            if fault.order.error_code is None
            and fault.order.callbacks is None
            and fault.is_for(methods, group_id)
            and fault.strikes()
        ]

    def of_callback(self, group_id: int) -> list[FaultOrder]:
        """The faults that strike one event on its way to one server."""
        return [
            fault.order
            for fault in self._faults
            if fault.order.callbacks is not None and fault.is_for((), group_id) and fault.strikes()
        ]

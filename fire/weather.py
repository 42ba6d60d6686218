"""Bad weather: what can be wrong with the world around us for a while, and how each system's own client shows it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TypeVar

import httpx
from google.api_core import exceptions as google_errors

from fire.edges import Kind, Process
from fire.timeline import Timeline
from fire.vk import EventsOnTheWay

Answer = TypeVar("Answer")
Perform = Callable[[], httpx.Response]
Refuse = Callable[[int], httpx.Response]

# Google's client repeats for a minute (its own default), for events as long as functions/vk_callback gives it.
_PATIENCE_S = 60.0
_PATIENCE_FOR_EVENTS_S = 3.0
_ASKS_AGAIN_AFTER_S = 1.0

# VK may have done what it was asked before it failed so (lib/gateways/vk/errors.py).
_PERHAPS_DONE = frozenset({1, 10})


class VkFails:
    """VK answers a share of the requests with an error of its own."""

    def __init__(self, code: int, rate: float, dice: Random) -> None:
        self._code = code
        self._rate = rate
        self._dice = dice

    def __call__(self, request: httpx.Request, perform: Perform, refuse: Refuse) -> httpx.Response:
        if self._dice.random() >= self._rate:
            return perform()
        if self._code in _PERHAPS_DONE and self._dice.random() < 0.5:
            perform()
        return refuse(self._code)


class HttpFails:
    """A share of the requests gets an HTTP error; half of those were performed."""

    def __init__(self, status: int, rate: float, dice: Random) -> None:
        self._status = status
        self._rate = rate
        self._dice = dice

    def __call__(self, request: httpx.Request, perform: Perform, refuse: Refuse) -> httpx.Response:
        if self._dice.random() >= self._rate:
            return perform()
        if self._dice.random() < 0.5:
            perform()
        return httpx.Response(self._status, text="Bad Gateway")


class AnswersAreLate:
    """A share of the answers takes so long, or, with None, longer than anybody waits: half of those were performed."""

    def __init__(self, seconds: float | None, rate: float, dice: Random, timeline: Timeline) -> None:
        self._seconds = seconds
        self._rate = rate
        self._dice = dice
        self._timeline = timeline

    def __call__(self, request: httpx.Request, perform: Perform, refuse: Refuse) -> httpx.Response:
        if self._dice.random() >= self._rate:
            return perform()
        waits = float(request.extensions["timeout_s"])
        if self._seconds is not None and self._seconds < waits:
            answer = perform()
            self._timeline.sleep(self._seconds)
            return answer
        if self._seconds is not None or self._dice.random() < 0.5:
            perform()
        self._timeline.sleep(waits)
        raise httpx.ReadTimeout("no answer", request=request)


class IsAway:
    """Firestore or Cloud Tasks cannot be reached. What was asked of Firestore last may have been done."""

    def __init__(self, kind: Kind, dice: Random, timeline: Timeline) -> None:
        self._kind = kind
        self._dice = dice
        self._timeline = timeline
        self.is_over = False

    def around(self, process: Process, kind: Kind, do: Callable[[], Answer], lose: Callable[[], Answer]) -> Answer:
        """The call, when it gets through."""
        if kind is not self._kind or self.is_over:
            return do()
        if kind is Kind.TASKS:
            # Google's client does not repeat what is not idempotent.
            raise google_errors.ServiceUnavailable("Cloud Tasks is away")  # type: ignore[no-untyped-call]
        patience = _PATIENCE_FOR_EVENTS_S if process.function == "vk_callback" else _PATIENCE_S
        until = self._timeline.now_s + patience
        while not self.is_over:
            if self._timeline.now_s >= until:
                raise google_errors.ServiceUnavailable("Firestore is away")  # type: ignore[no-untyped-call]
            self._timeline.sleep(_ASKS_AGAIN_AFTER_S)
            process.check()
        return lose() if self._dice.random() < 0.3 else do()


class EventsAstray(EventsOnTheWay):
    """Events come twice, in any order, late or never."""

    def __init__(
        self,
        dice: Random,
        *,
        twice: float = 0,
        within_s: float = 0,
        late: float = 0,
        late_s: float = 0,
        never: float = 0,
    ) -> None:
        self._dice = dice
        self._twice = twice
        self._within_s = within_s
        self._late = late
        self._late_s = late_s
        self._never = never

    def delays_s(self) -> list[float]:
        if self._dice.random() < self._never:
            return []
        times = 2 if self._dice.random() < self._twice else 1
        late_s = self._late_s if self._dice.random() < self._late else 0.0
        return [late_s + self._dice.random() * self._within_s for _ in range(times)]

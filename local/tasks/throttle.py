"""How fast a queue may dispatch: a token bucket for its rate, and the system's own back-off when workers fail.

The service tells what makes it slow a queue down (429, 503, a high rate of errors, Retry-After), not by how much
(https://cloud.google.com/tasks/docs/reference/rpc/google.cloud.tasks.v2#httprequest); the numbers here are ours.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

_OVERLOADED = frozenset({429, 503})
_FIRST_HOLD_S = 0.1
_LONGEST_HOLD_S = 30.0
# Errors of another kind slow the queue down when so many came in a row, and less.
_MANY_ERRORS = 10
_LONGEST_HOLD_FOR_ERRORS_S = 5.0


class Throttle:
    """One queue's pace; `limits` are its `RateLimits`, and may be exchanged. `clock` tells monotonic seconds."""

    def __init__(self, limits: Any, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self._clock = clock
        self._tokens = float(limits.max_burst_size)
        self._tokens_at = clock()
        self._held_until = 0.0
        self._holds = 0
        self._errors = 0

    def wait_s(self) -> float:
        """Seconds until the next dispatch may begin; 0 if it may now."""
        now, rate = self._clock(), self.limits.max_dispatches_per_second
        self._tokens = min(float(self.limits.max_burst_size), self._tokens + (now - self._tokens_at) * rate)
        self._tokens_at = now
        for_token = 0.0 if self._tokens >= 1 else (1 - self._tokens) / rate
        return max(for_token, self._held_until - now)

    def take(self) -> None:
        """Counts a dispatch that begins."""
        self._tokens -= 1

    def heed(self, status: int, retry_after_s: float, began: float) -> None:
        """Speeds up or slows down by how a dispatch ended that began at `began`; the status 0 is no answer."""
        if 200 <= status < 300:
            self._errors = self._holds = 0
            return
        self._errors += 1
        if status in _OVERLOADED:
            self._hold(_LONGEST_HOLD_S, retry_after_s, began)
        elif self._errors >= _MANY_ERRORS:
            self._hold(_LONGEST_HOLD_FOR_ERRORS_S, retry_after_s, began)

    def _hold(self, longest_s: float, retry_after_s: float, began: float) -> None:
        now = self._clock()
        # Fifty dispatches that fail together are one overload, not fifty: only what began after the last hold counts.
        if began >= self._held_until:
            hold = min(_FIRST_HOLD_S * 2**self._holds, longest_s)
            self._holds = min(self._holds + 1, 16)
            self._held_until = now + hold
        self._held_until = max(self._held_until, now + retry_after_s)

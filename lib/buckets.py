"""How often somebody may ask one instance: a bucket of tokens each, in memory.

It keeps a broken or greedy client from taking an instance from the others. It is no limit on the whole: there are as
many buckets as instances, and a new instance begins with full ones. That is what Cloud Functions' maximum of instances,
Google's load balancer and VK's own limits are for.
"""

from __future__ import annotations

import math
import threading
from datetime import datetime

from msgspec import Struct

from lib.clock import Clock
from lib.errors import DomainError

# A full bucket says nothing, so buckets are thrown away when there are this many.
_MOST_BUCKETS = 10_000


class TooManyRequests(DomainError):
    """Somebody asks too often; `seconds` is when the next request will be taken."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too_many_requests")
        self.seconds = seconds


class _Bucket(Struct):
    tokens: float
    at: datetime


class Buckets:
    """The buckets of one instance."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}
        self._lock = threading.Lock()

    def take(self, whose: str, a_second: float, burst: float) -> None:
        """Takes a token; raises TooManyRequests where there is none."""
        with self._lock:
            now = self._clock.now()
            bucket = self._buckets.get(whose)
            if bucket is None:
                if len(self._buckets) >= _MOST_BUCKETS:
                    self._buckets.clear()
                bucket = self._buckets[whose] = _Bucket(burst, now)
            passed = max((now - bucket.at).total_seconds(), 0)
            bucket.tokens, bucket.at = min(burst, bucket.tokens + passed * a_second), now
            if bucket.tokens < 1:
                raise TooManyRequests(math.ceil((1 - bucket.tokens) / a_second))
            bucket.tokens -= 1

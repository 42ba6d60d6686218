"""How often one person may ask one instance: a bucket of tokens each, in memory.

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

# A screen makes two or three requests, a long list one each second of scrolling; progress is asked for every two
# seconds.
REQUESTS_A_SECOND = 10.0
BURST = 60.0
# Whoever signs in does so once; this many in a row come from one address behind which many people sit.
SIGN_INS_A_SECOND = 2.0
SIGN_IN_BURST = 30.0
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


class Limits:
    """The buckets of one instance."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}
        self._lock = threading.Lock()

    def take_for_person(self, vk_id: int) -> None:
        """Takes a token of a signed-in person; raises TooManyRequests where there is none."""
        self._take(f"person {vk_id}", REQUESTS_A_SECOND, BURST)

    def take_for_address(self, address: str) -> None:
        """Takes a token of whoever has not signed in yet; raises TooManyRequests where there is none."""
        self._take(f"address {address}", SIGN_INS_A_SECOND, SIGN_IN_BURST)

    def _take(self, whose: str, a_second: float, burst: float) -> None:
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

"""How often one person may ask one instance of the API (lib/buckets.py)."""

from __future__ import annotations

from lib.buckets import Buckets
from lib.clock import Clock

# A screen makes two or three requests, a long list one each second of scrolling; progress is asked for every two
# seconds.
REQUESTS_A_SECOND = 10.0
BURST = 60.0
# Whoever signs in does so once; this many in a row come from one address behind which many people sit.
SIGN_INS_A_SECOND = 2.0
SIGN_IN_BURST = 30.0


class Limits:
    """The buckets of one instance."""

    def __init__(self, clock: Clock) -> None:
        self._buckets = Buckets(clock)

    def take_for_person(self, vk_id: int) -> None:
        """Takes a token of a signed-in person; raises TooManyRequests where there is none."""
        self._buckets.take(f"person {vk_id}", REQUESTS_A_SECOND, BURST)

    def take_for_address(self, address: str) -> None:
        """Takes a token of whoever has not signed in yet; raises TooManyRequests where there is none."""
        self._buckets.take(f"address {address}", SIGN_INS_A_SECOND, SIGN_IN_BURST)

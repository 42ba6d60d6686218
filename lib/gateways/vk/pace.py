"""VK's 20 requests a second for a community, divided by plan and kept by *concurrency times pace*.

A queue dispatches at most `concurrency` tasks of a share at once, and each worker begins at most one request in
`interval_s` inside its task. Their product is the share, whatever the latency; nothing relies on VK's error 6 as a
brake.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from lib.clock import Clock


class Purpose(StrEnum):
    """What a share of a community's requests is kept for; also the first part of its queue's name."""

    PROVISION = "provision"
    BROADCAST = "broadcast"
    ANSWER = "answer"
    COLLECT = "collect"


class Share(Struct, frozen=True):
    """A part of a community's requests: how many tasks run at once, and how many requests a second they make
    together.
    """

    concurrency: int
    requests_a_second: float

    @property
    def interval_s(self) -> float:
        """The least time between two requests of one task, seconds."""
        return self.concurrency / self.requests_a_second


# One file for the code, for the local cloud and for Terraform: what is paced here is what the queues dispatch there.
_DIVISION = json.loads(Path(__file__).with_name("shares.json").read_bytes())

SHARES: dict[Purpose, Share] = {Purpose(name): Share(**share) for name, share in _DIVISION["queues"].items()}

# The sweep, which takes its turns at the pace of answers, one at a time.
SWEEP = Share(**_DIVISION["sweep"])

# What functions/vk_callback asks by itself while VK waits for it: no queue, so its concurrency is the most instances
# that it may have, each with one request at a time.
AT_ONCE = Share(**_DIVISION["at_once"])


class Pace:
    """The turns of one task: a turn lasts at least `interval_s`, so a task that follows at once keeps the pace too."""

    def __init__(self, share: Share, clock: Clock) -> None:
        self._interval = timedelta(seconds=share.interval_s)
        self._clock = clock

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Surrounds one request; returns when the request is answered *and* its turn is over."""
        ends = self._clock.now() + self._interval
        try:
            yield
        finally:
            # Never longer than a turn, even where the machine's clock was set back meanwhile.
            self._clock.sleep(min(ends - self._clock.now(), self._interval).total_seconds())

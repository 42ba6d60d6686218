"""VK's clock, which a test can move: limits of an hour or of 24 hours become testable."""

from __future__ import annotations

import time


class VkClock:
    """The machine's time plus an offset. Paces and time-outs of the network never use it."""

    def __init__(self) -> None:
        self.offset_s = 0.0

    def now(self) -> int:
        """Unix time in whole seconds, as VK's objects hold it."""
        return int(time.time() + self.offset_s)

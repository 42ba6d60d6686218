"""Calls that many threads of one instance make while somebody waits, gathered into few requests.

Whoever comes first waits for the community's turn and takes everybody's calls along, up to 25, in one `execute`. So a
burst of pressed buttons costs four requests a hundred, and the pace is kept whatever the burst.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from lib.clock import Clock
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown
from lib.gateways.vk.execute import Call, execute
from lib.gateways.vk.limits import CALLS_AN_EXECUTE


class Overloaded(Exception):
    """So many calls wait that this one would come too late; it was not made."""


@dataclass(slots=True, eq=False)
class _Asked:
    call: Call
    answer: Any = None
    is_answered: bool = field(default=False)


class GatheredCalls:
    """Makes the calls of one community, at most one request an interval; `patience` is how long a call may wait."""

    def __init__(self, vk: VkClient, interval: timedelta, patience: timedelta, clock: Clock) -> None:
        self._vk = vk
        self._interval = interval
        self._patience = patience
        self._clock = clock
        self._waiting: deque[_Asked] = deque()
        self._waiting_lock = threading.Lock()
        self._turn = threading.Lock()
        self._next_at: datetime | None = None

    @property
    def waiting(self) -> int:
        """How many calls wait for their turn."""
        return len(self._waiting)

    def make(self, call: Call) -> Any:
        """The response to a call.

        Raises:
            VkError: VK refused the call, or the request that carried it.
            VkOutcomeUnknown: it may or may not have been performed.
            Overloaded: it was not made.
        """
        asked = _Asked(call)
        with self._waiting_lock:
            self._waiting.append(asked)
        while not asked.is_answered:
            if not self._turn.acquire(timeout=self._patience.total_seconds()):
                self._give_up(asked)
                continue
            try:
                if not asked.is_answered:
                    self._ask_for_all()
            finally:
                self._turn.release()
        if isinstance(asked.answer, VkError | VkOutcomeUnknown):
            raise asked.answer
        return asked.answer

    def _give_up(self, asked: _Asked) -> None:
        with self._waiting_lock:
            if asked in self._waiting:
                self._waiting.remove(asked)
                raise Overloaded(asked.call.method)
        # It is on its way: the answer comes within the time-out of the request.

    def _ask_for_all(self) -> None:
        if self._next_at is not None:
            # Never longer than a turn, even where the machine's clock was set back meanwhile.
            self._clock.sleep(min(self._next_at - self._clock.now(), self._interval).total_seconds())
        with self._waiting_lock:
            together = [self._waiting.popleft() for _ in range(min(len(self._waiting), CALLS_AN_EXECUTE))]
        self._next_at = self._clock.now() + self._interval
        try:
            answers = execute(self._vk, [asked.call for asked in together])
        except (VkError, VkOutcomeUnknown) as error:
            answers = [error] * len(together)
        for asked, answer in zip(together, answers, strict=True):
            asked.answer, asked.is_answered = answer, True

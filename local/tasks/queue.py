"""One queue at work: a token bucket for the rate, slots for the concurrency, back-off when workers are overloaded."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from google.cloud import tasks_v2

from local.tasks.faults import Faults
from local.tasks.settings import backoff_s, is_exhausted
from local.tasks.state import State, StoredTask

# A worker that says 429 or 503 slows its whole queue down: 0.1 s, doubled with each in a row, at most 30 s.
_FIRST_HOLD_S = 0.1
_LONGEST_HOLD_S = 30.0
_OVERLOADED = frozenset({429, 503})
# A task that finds nothing to do looks at least this often whether a pause is over.
_LONGEST_SLEEP_S = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """How an attempt ended: the worker's status, 0 where there was none; what it asked for by Retry-After."""

    status: int
    retry_after_s: float = 0.0

    @property
    def is_success(self) -> bool:
        """Whether the task is done."""
        return 200 <= self.status < 300


Dispatch = Callable[[StoredTask, tasks_v2.Task], Awaitable[Answer]]


class Queue:
    """Dispatches its tasks when they are due, as fast as its settings allow."""

    def __init__(self, config: tasks_v2.Queue, state: State, faults: Faults, dispatch: Dispatch) -> None:
        self.config = config
        self.dispatched = 0
        self.failed = 0
        self._state = state
        self._faults = faults
        self._dispatch = dispatch
        self._order = itertools.count()
        self._waiting: list[tuple[float, float, str]] = []
        self._under_way: set[str] = set()
        self._attempts: set[asyncio.Task[None]] = set()
        self._tokens = self._burst
        self._tokens_at = time.monotonic()
        self._overloads = 0
        self._held_until = 0.0
        self._changed = asyncio.Event()
        for task in state.tasks(self.name):
            self.put(task.name, task.due)

    @property
    def name(self) -> str:
        """The full name `projects/…/queues/…`."""
        return str(self.config.name)

    @property
    def in_flight(self) -> int:
        """How many attempts are under way."""
        return len(self._attempts)

    def put(self, name: str, due: float) -> None:
        """Lets a task that the state holds be dispatched when it is due."""
        shuffled = self._faults.strikes("reorder", self.name)
        order = self._faults.chance() * 1000 if shuffled else float(next(self._order))
        heapq.heappush(self._waiting, (due, order, name))
        self._changed.set()

    def wake(self) -> None:
        """Makes the queue look again, after its settings changed."""
        self._changed.set()

    async def run(self) -> None:
        """Dispatches until it is cancelled; attempts under way are cancelled with it."""
        try:
            while True:
                self._changed.clear()
                wait = self._start_what_is_due()
                try:
                    await asyncio.wait_for(self._changed.wait(), wait)
                except TimeoutError:
                    continue
        finally:
            for attempt in self._attempts:
                attempt.cancel()

    def _start_what_is_due(self) -> float:
        """Starts all that may start now; returns seconds until the next look."""
        while self._waiting:
            if self.config.state != tasks_v2.Queue.State.RUNNING:
                return _LONGEST_SLEEP_S
            if len(self._attempts) >= self.config.rate_limits.max_concurrent_dispatches:
                return _LONGEST_SLEEP_S
            wait = max(self._waiting[0][0] - time.time(), self._held_until - time.monotonic(), self._wait_for_token())
            if wait > 0:
                return min(wait, _LONGEST_SLEEP_S)
            _, _, name = heapq.heappop(self._waiting)
            self._tokens -= 1
            self._start(name)
            if self._faults.strikes("deliver_twice", self.name):
                self._start(name, again=True)
        return _LONGEST_SLEEP_S

    def _start(self, name: str, again: bool = False) -> None:
        task = self._state.get(name)
        if task is None or (name in self._under_way and not again):
            return
        self._under_way.add(name)
        attempt = asyncio.create_task(self._attempt(task))
        self._attempts.add(attempt)
        attempt.add_done_callback(self._ended)

    def _ended(self, attempt: asyncio.Task[None]) -> None:
        self._attempts.discard(attempt)
        self._changed.set()

    async def _attempt(self, task: StoredTask) -> None:
        if fault := self._faults.strikes("delay", self.name):
            await asyncio.sleep(fault.delay_ms / 1000)
        now = time.time()
        task.first_dispatch = task.first_dispatch or now
        task.dispatches += 1
        self._state.note_attempt(task)
        self.dispatched += 1
        answer = await self._dispatch(task, tasks_v2.Task.deserialize(task.body))
        self._under_way.discard(task.name)
        if self._faults.strikes("drop_answer", self.name):
            answer = Answer(0)
        self._settle(task, answer)

    def _settle(self, task: StoredTask, answer: Answer) -> None:
        self._hold_if_overloaded(answer)
        if answer.is_success:
            self._state.remove(task.name)
            return
        self.failed += 1
        task.responses += bool(answer.status)
        task.last_status = answer.status
        retry = self.config.retry_config
        if is_exhausted(retry, task.dispatches, time.time() - task.first_dispatch):
            # The service keeps no dead letters: an exhausted task is gone.
            self._state.remove(task.name)
            return
        task.due = time.time() + max(backoff_s(retry, task.dispatches), answer.retry_after_s)
        self._state.note_attempt(task)
        if self._state.get(task.name):
            self.put(task.name, task.due)

    def _hold_if_overloaded(self, answer: Answer) -> None:
        if answer.status not in _OVERLOADED:
            self._overloads = 0
            return
        hold = max(answer.retry_after_s, min(_FIRST_HOLD_S * 2**self._overloads, _LONGEST_HOLD_S))
        self._overloads = min(self._overloads + 1, 16)
        self._held_until = max(self._held_until, time.monotonic() + hold)

    @property
    def _burst(self) -> float:
        return float(max(1, self.config.rate_limits.max_burst_size))

    def _wait_for_token(self) -> float:
        now, rate = time.monotonic(), self.config.rate_limits.max_dispatches_per_second
        self._tokens = min(self._burst, self._tokens + (now - self._tokens_at) * rate)
        self._tokens_at = now
        return 0.0 if self._tokens >= 1 else (1 - self._tokens) / rate

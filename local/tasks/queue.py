"""One queue at work: it dispatches what is due, keeps within its rate and concurrency, and repeats what failed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from google.cloud import tasks_v2

from local.http_caller import Answer
from local.tasks.agenda import Agenda
from local.tasks.faults import Faults
from local.tasks.settings import is_exhausted, wait_s
from local.tasks.state import State, StoredTask
from local.tasks.throttle import Throttle

# How long a queue that has nothing to do sleeps, unless something changes.
_LONGEST_SLEEP_S = 5.0


Dispatch = Callable[[StoredTask, tasks_v2.Task], Awaitable[Answer]]


class Queue:
    """Dispatches its tasks when they are due, as fast as its settings allow."""

    def __init__(self, config: tasks_v2.Queue, state: State, faults: Faults, dispatch: Dispatch) -> None:
        self.config = config
        self.in_flight = 0
        self.dispatched = 0
        self.failed = 0
        self._state = state
        self._faults = faults
        self._dispatch = dispatch
        self._agenda = Agenda()
        self._throttle = Throttle(config.rate_limits)
        self._held_back: set[str] = set()
        self._forced: list[str] = []
        self._changed = asyncio.Event()
        for name, due in state.due_times(config.name):
            self._agenda.put(name, due)

    @property
    def short_name(self) -> str:
        """The last part of its name."""
        return str(self.config.name).rsplit("/", 1)[1]

    def configure(self, config: tasks_v2.Queue) -> None:
        """Changes its settings; they hold from the next dispatch on."""
        self.config = config
        self._throttle.limits = config.rate_limits
        self._changed.set()

    def put(self, name: str, due: float) -> None:
        """Lets a task that the state holds be dispatched when it is due."""
        self._agenda.put(name, due)
        self._changed.set()

    def force(self, name: str) -> None:
        """Dispatches a task now, whatever the queue's state, its limits, and attempts that are under way."""
        self._agenda.remove(name)
        self._forced.append(name)
        self._changed.set()

    def forget(self, name: str) -> None:
        """Dispatches a task no more, since the state does not hold it any longer."""
        self._agenda.remove(name)

    def forget_all(self) -> None:
        """Dispatches no task that it has now."""
        self._agenda.clear()

    async def run(self) -> None:
        """Dispatches until it is cancelled; attempts under way are cancelled with it.

        A fault of ours in an attempt ends it with an ExceptionGroup: no task is ever left behind silently.
        """
        async with asyncio.TaskGroup() as attempts:
            while True:
                self._changed.clear()
                while self._forced:
                    self._start(attempts, self._forced.pop())
                wait = self._start_what_is_due(attempts)
                try:
                    await asyncio.wait_for(self._changed.wait(), wait)
                except TimeoutError:
                    continue

    def _start_what_is_due(self, attempts: asyncio.TaskGroup) -> float:
        """Starts all that may start now; returns seconds until the next look."""
        while (due := self._agenda.next_due()) is not None and self._may_start:
            wait = max(due - time.time(), self._throttle.wait_s())
            if wait > 0:
                return min(wait, _LONGEST_SLEEP_S)
            name = self._agenda.pop()
            if not self._is_held_back(name):
                self._throttle.take()
                self._start(attempts, name)
        return _LONGEST_SLEEP_S

    @property
    def _may_start(self) -> bool:
        is_running = self.config.state == tasks_v2.Queue.State.RUNNING
        return bool(is_running and self.in_flight < self.config.rate_limits.max_concurrent_dispatches)

    def _is_held_back(self, name: str) -> bool:
        if name in self._held_back:
            self._held_back.discard(name)
            return False
        if not (seconds := self._faults.held_back_s(self.short_name)):
            return False
        self._held_back.add(name)
        self._agenda.put(name, time.time() + seconds)
        return True

    def _start(self, attempts: asyncio.TaskGroup, name: str) -> None:
        if (task := self._state.get(name)) is not None:
            self.in_flight += 1
            attempts.create_task(self._attempt(task))

    async def _attempt(self, stored: StoredTask) -> None:
        began = time.monotonic()
        stored.first_dispatch = stored.first_dispatch or time.time()
        stored.dispatches += 1
        self._state.note_attempt(stored)
        task = tasks_v2.Task.deserialize(stored.body)
        try:
            answer = await self._deliver(stored, task)
        finally:
            self.in_flight -= 1
            self._changed.set()
        if self._faults.strikes("drop_answer", self.short_name):
            answer = Answer(0)
        self._throttle.heed(answer.status, answer.retry_after_s, began)
        self._settle(stored, task, answer)

    async def _deliver(self, stored: StoredTask, task: tasks_v2.Task) -> Answer:
        self.dispatched += 1
        if not self._faults.strikes("deliver_twice", self.short_name):
            return await self._dispatch(stored, task)
        self.dispatched += 1
        # The second delivery keeps within the concurrency, as everything does; its answer counts for nothing.
        if self._may_start and self._faults.chance() < 0.5:
            return await self._deliver_both_at_once(stored, task)
        answer = await self._dispatch(stored, task)
        await self._dispatch(stored, task)
        return answer

    async def _deliver_both_at_once(self, stored: StoredTask, task: tasks_v2.Task) -> Answer:
        self.in_flight += 1
        self._throttle.take()
        try:
            answer, _ = await asyncio.gather(self._dispatch(stored, task), self._dispatch(stored, task))
        finally:
            self.in_flight -= 1
        return answer

    def _settle(self, stored: StoredTask, task: tasks_v2.Task, answer: Answer) -> None:
        retry = task.retry_config if "retry_config" in task else self.config.retry_config
        if answer.is_success:
            self._end(stored)
            return
        self.failed += 1
        stored.note_answer(answer.status)
        if is_exhausted(retry, stored.dispatches, time.time() - stored.first_dispatch):
            # The service keeps no dead letters: an exhausted task is gone.
            self._end(stored)
            return
        stored.due = time.time() + max(wait_s(retry, stored.dispatches), answer.retry_after_s)
        if self._state.note_attempt(stored):
            self.put(stored.name, stored.due)

    def _end(self, stored: StoredTask) -> None:
        self._state.remove(stored.name)
        self._agenda.remove(stored.name)

"""Running jobs when they are due: at least once, never two runs of a job at once, one minute at the finest."""

from __future__ import annotations

import asyncio
import contextlib
import time
from datetime import UTC, datetime

from google.cloud import scheduler_v1
from google.rpc import code_pb2, status_pb2

from local.backoff import backoff_s
from local.http_caller import Answer, HttpCaller
from local.scheduler.faults import Faults
from local.scheduler.schedule import next_run
from local.scheduler.state import State, StoredJob

_LOOK_EVERY_S = 0.5


class Runner:
    """Looks twice a second, and when a job is ordered, which jobs are due; runs them by a caller that is entered."""

    def __init__(self, state: State, caller: HttpCaller, faults: Faults) -> None:
        self.state = state
        self.faults = faults
        self.attempts = 0
        self._caller = caller
        self._under_way: set[str] = set()
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Runs jobs until it is cancelled; runs under way are dropped then, and come again after the next start.

        Raises:
            ExceptionGroup: a fault of ours.
        """
        async with asyncio.TaskGroup() as runs:
            while True:
                self._changed.clear()
                orders = self.state.orders()
                for stored in self.state.jobs():
                    self._start_if_due(runs, stored, stored.name in orders)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), _LOOK_EVERY_S)

    def order(self, name: str) -> None:
        """Has a job run now, whatever its schedule; if a run of it is under way, after that."""
        self.state.order(name)
        self._changed.set()

    def _start_if_due(self, runs: asyncio.TaskGroup, stored: StoredJob, is_ordered: bool) -> None:
        # A run that is due while the last one goes on begins when that has ended.
        if stored.name in self._under_way or not (is_ordered or is_due(stored)):
            return
        if not is_ordered and self.faults.strikes("miss"):
            self.state.note_run(stored.name, time.time(), was_ordered=False)
            return
        self._under_way.add(stored.name)
        runs.create_task(self._run(stored, is_ordered))

    async def _run(self, stored: StoredJob, is_ordered: bool) -> None:
        began = time.time()
        await self._try_until_done(stored)
        if self.faults.strikes("double"):
            await self._try_until_done(stored)
        # Only now: a process that is killed before this runs the job again. Runs that were missed meanwhile, or while
        # the scheduler was down, are made up for once.
        self.state.note_run(stored.name, began, is_ordered)
        self._under_way.discard(stored.name)
        self._changed.set()

    async def _try_until_done(self, stored: StoredJob) -> None:
        job = scheduler_v1.Job.deserialize(stored.body)
        began, attempt = time.time(), 1
        scheduled = next_run(job.schedule, job.time_zone, stored.last_run)
        while not await self._try(job, min(scheduled, began)):
            wait = _wait_s(job.retry_config, attempt)
            # "… retry_count times, or until the next scheduled execution time, whichever comes first."
            is_last = time.time() + wait >= next_run(job.schedule, job.time_zone, began)
            if is_last or _is_exhausted(job.retry_config, attempt, time.time() - began):
                return
            await asyncio.sleep(wait)
            attempt += 1

    async def _try(self, job: scheduler_v1.Job, scheduled: float) -> bool:
        self.attempts += 1
        began = datetime.now(UTC)
        target = job.http_target
        headers = {
            "X-CloudScheduler": "true",
            "X-CloudScheduler-JobName": job.name.rsplit("/", 1)[1],
            "X-CloudScheduler-ScheduleTime": datetime.fromtimestamp(scheduled, UTC).isoformat(),
        }
        method = scheduler_v1.HttpMethod(target.http_method).name
        answer = await self._caller.call(method, target.uri, target, headers, job.attempt_deadline.total_seconds())
        self._note(job.name, began, answer)
        return answer.is_success

    def _note(self, name: str, began: datetime, answer: Answer) -> None:
        # Read anew: the job may have been changed while it ran.
        if (stored := self.state.get(name)) is None:
            return
        job = scheduler_v1.Job.deserialize(stored.body)
        job.last_attempt_time = began
        job.status = status_pb2.Status(code=_code_of(answer))
        self.state.note_attempt(name, scheduler_v1.Job.serialize(job))


def is_due(stored: StoredJob) -> bool:
    """Whether a job's next run should have begun."""
    job = scheduler_v1.Job.deserialize(stored.body)
    is_enabled = job.state == scheduler_v1.Job.State.ENABLED
    return bool(is_enabled and next_run(job.schedule, job.time_zone, stored.last_run) <= time.time())


def _wait_s(retry: scheduler_v1.RetryConfig, attempt: int) -> float:
    shortest, longest = retry.min_backoff_duration.total_seconds(), retry.max_backoff_duration.total_seconds()
    return backoff_s(attempt, shortest, longest, retry.max_doublings)


def _is_exhausted(retry: scheduler_v1.RetryConfig, attempts: int, age_s: float) -> bool:
    # "… retried until both limits are reached"; without a retry_count there are no retries.
    limits = attempts > retry.retry_count and age_s >= retry.max_retry_duration.total_seconds()
    return bool(not retry.retry_count or limits)


def _code_of(answer: Answer) -> int:
    """The status that Google makes of an HTTP answer, roughly: it documents that it does so, not its table."""
    if answer.is_success:
        return int(code_pb2.OK)
    return int({0: code_pb2.UNAVAILABLE, 404: code_pb2.NOT_FOUND}.get(answer.status, code_pb2.UNKNOWN))

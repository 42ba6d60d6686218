"""Running jobs when they are due: at least once, never two runs of a job at once, one minute at the finest."""

from __future__ import annotations

import asyncio
import random
import time
from datetime import UTC, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

import aiohttp
import msgspec
from croniter import croniter
from google.cloud import scheduler_v1

from local.oidc import TokenSigner
from local.scheduler.state import State, StoredJob

_LOOK_EVERY_S = 0.5
# What is left out of a job (https://cloud.google.com/scheduler/docs/reference/rpc/google.cloud.scheduler.v1).
_DEFAULT_DEADLINE_S = 180.0
_DEFAULT_MIN_BACKOFF_S = 5.0


class Fault(msgspec.Struct, kw_only=True):
    """The scheduler misbehaving on order: a run that comes twice, or not at all."""

    kind: Literal["double", "miss"]
    rate: float = 1.0


class Runner:
    """Looks twice a second which jobs are due, and runs them."""

    def __init__(self, state: State, signer: TokenSigner) -> None:
        self.state = state
        self.faults: list[Fault] = []
        self.runs = 0
        self._signer = signer
        self._random = random.Random(1)
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._session: aiohttp.ClientSession | None = None

    async def run(self) -> None:
        """Runs jobs until it is cancelled."""
        async with aiohttp.ClientSession() as self._session:
            try:
                while True:
                    for job in self.state.jobs():
                        self._run_if_due(job)
                    await asyncio.sleep(_LOOK_EVERY_S)
            finally:
                for attempt in self._under_way.values():
                    attempt.cancel()

    def start(self, name: str) -> bool:
        """Runs a job now; False where a run of it is under way."""
        job = self.state.get(name)
        if job is None or name in self._under_way:
            return False
        attempt = asyncio.create_task(self._attempt(scheduler_v1.Job.deserialize(job.body)))
        self._under_way[name] = attempt
        attempt.add_done_callback(lambda _: self._under_way.pop(name, None))
        return True

    def _run_if_due(self, stored: StoredJob) -> None:
        job = scheduler_v1.Job.deserialize(stored.body)
        if job.state != scheduler_v1.Job.State.ENABLED:
            return
        due = next_run(job.schedule, job.time_zone, stored.last_run)
        if due > time.time():
            return
        # Runs that were missed while the scheduler was down are made up for once.
        self.state.note_run(stored.name, time.time())
        if self._strikes("miss"):
            return
        self.start(stored.name)

    async def _attempt(self, job: Any) -> None:
        await self._try_until_done(job)
        if self._strikes("double"):
            await self._try_until_done(job)

    async def _try_until_done(self, job: Any) -> None:
        for attempt in range(job.retry_config.retry_count + 1):
            if attempt:
                shortest = job.retry_config.min_backoff_duration.total_seconds() or _DEFAULT_MIN_BACKOFF_S
                await asyncio.sleep(shortest * 2 ** (attempt - 1))
            self.runs += 1
            if await self._call(job):
                return

    async def _call(self, job: Any) -> bool:
        assert self._session is not None
        target = job.http_target
        headers = {"User-Agent": "Google-Cloud-Scheduler", "X-CloudScheduler": "true"}
        headers |= {"X-CloudScheduler-JobName": job.name.rsplit("/", 1)[1], **dict(target.headers)}
        if email := target.oidc_token.service_account_email:
            token = self._signer.token(email, target.oidc_token.audience or target.uri)
            headers["Authorization"] = f"Bearer {token}"
        try:
            async with self._session.request(
                scheduler_v1.HttpMethod(target.http_method or scheduler_v1.HttpMethod.POST).name,
                target.uri,
                data=target.body,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=job.attempt_deadline.total_seconds() or _DEFAULT_DEADLINE_S),
                allow_redirects=False,
            ) as answer:
                await answer.read()
                return 200 <= answer.status < 300
        except (aiohttp.ClientError, TimeoutError, ConnectionError):
            return False

    def _strikes(self, kind: str) -> bool:
        return any(fault.kind == kind and self._random.random() < fault.rate for fault in self.faults)


def next_run(schedule: str, time_zone: str, after: float) -> float:
    """The first moment after `after` that a cron line names in a time zone; both are seconds since 1970."""
    begin = datetime.fromtimestamp(after, UTC).astimezone(ZoneInfo(time_zone or "UTC"))
    return float(croniter(schedule, begin).get_next(float))

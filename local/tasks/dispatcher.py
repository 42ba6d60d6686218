"""The queues together, and the HTTP requests by which their tasks reach the workers."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import aiohttp
from google.cloud import tasks_v2

from local.oidc import TokenSigner
from local.tasks.faults import Faults
from local.tasks.queue import Answer, Queue
from local.tasks.settings import QueueSettings, with_defaults
from local.tasks.state import State, StoredTask


class Dispatcher:
    """Runs every queue of a state; the queues of the settings are created or brought up to date at the start."""

    def __init__(self, state: State, faults: Faults, signer: TokenSigner, location: str) -> None:
        self.state = state
        self.faults = faults
        self.queues: dict[str, Queue] = {}
        self._signer = signer
        self._location = location
        self._runs: dict[str, asyncio.Task[None]] = {}
        self._session: aiohttp.ClientSession | None = None

    async def start(self, settings: list[QueueSettings]) -> None:
        """Begins to dispatch."""
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        for config in self.state.queues().values():
            self.put_queue(tasks_v2.Queue.deserialize(config))
        for queue in settings:
            self.put_queue(with_defaults(queue.as_queue(f"{self._location}/queues/{queue.name}")))

    async def stop(self) -> None:
        """Ends; attempts under way are dropped and come again after the next start."""
        for run in self._runs.values():
            run.cancel()
        await asyncio.gather(*self._runs.values(), return_exceptions=True)
        if self._session is not None:
            await self._session.close()
        self.state.close()

    def put_queue(self, config: tasks_v2.Queue) -> tasks_v2.Queue:
        """Makes a queue, or changes the one of that name; returns its settings."""
        self.state.put_queue(config.name, tasks_v2.Queue.serialize(config))
        if config.name in self.queues:
            self.queues[config.name].config = config
            self.queues[config.name].wake()
        else:
            queue = Queue(config, self.state, self.faults, self._dispatch)
            self.queues[config.name] = queue
            self._runs[config.name] = asyncio.create_task(queue.run())
        return config

    def delete_queue(self, name: str) -> None:
        """Removes a queue and all that waits in it."""
        self._runs.pop(name).cancel()
        del self.queues[name]
        self.state.delete_queue(name)

    async def _dispatch(self, stored: StoredTask, task: tasks_v2.Task) -> Answer:
        assert self._session is not None
        request = task.http_request
        deadline = task.dispatch_deadline or timedelta(minutes=10)
        try:
            async with self._session.request(
                tasks_v2.HttpMethod(request.http_method or tasks_v2.HttpMethod.POST).name,
                request.url,
                data=request.body,
                headers=self._headers(stored, task),
                timeout=aiohttp.ClientTimeout(total=deadline.total_seconds()),
                allow_redirects=False,
            ) as answer:
                await answer.read()
                return Answer(answer.status, _retry_after_s(answer.headers.get("Retry-After", "")))
        except (aiohttp.ClientError, TimeoutError, ConnectionError):
            return Answer(0)

    def _headers(self, stored: StoredTask, task: tasks_v2.Task) -> dict[str, str]:
        headers = {"Content-Type": "application/octet-stream", "User-Agent": "Google-Cloud-Tasks"}
        headers |= dict(task.http_request.headers)
        headers |= {
            "X-CloudTasks-QueueName": stored.queue.rsplit("/", 1)[1],
            "X-CloudTasks-TaskName": stored.name.rsplit("/", 1)[1],
            "X-CloudTasks-TaskRetryCount": str(stored.dispatches - 1),
            "X-CloudTasks-TaskExecutionCount": str(stored.responses),
            "X-CloudTasks-TaskETA": f"{stored.due:.6f}",
        }
        if stored.last_status:
            headers["X-CloudTasks-TaskPreviousResponse"] = str(stored.last_status)
        if task.http_request.oidc_token.service_account_email:
            token = task.http_request.oidc_token
            audience = token.audience or task.http_request.url
            headers["Authorization"] = f"Bearer {self._signer.token(token.service_account_email, audience)}"
        return headers


def _retry_after_s(text: str) -> float:
    return float(text) if text.isdigit() else 0.0

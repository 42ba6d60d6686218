"""The queues together: all of a state, and those of the settings."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from google.cloud import tasks_v2

from local.tasks.faults import Faults
from local.tasks.queue import Queue
from local.tasks.settings import QueueSettings, with_defaults
from local.tasks.state import State
from local.tasks.worker_client import WorkerClient


class Dispatcher:
    """Runs every queue of a state; the queues of the settings are created or brought up to date at the start."""

    def __init__(self, state: State, faults: Faults, workers: WorkerClient, location: str) -> None:
        self.state = state
        self.faults = faults
        self.queues: dict[str, Queue] = {}
        self.is_ready = asyncio.Event()
        self._workers = workers
        self._location = location
        self._group: asyncio.TaskGroup | None = None
        self._runs: dict[str, asyncio.Task[None]] = {}

    async def run(self, settings: Sequence[QueueSettings]) -> None:
        """Dispatches until it is cancelled; attempts under way are dropped then, and come again after the next start.

        Raises:
            ExceptionGroup: a fault of ours in some queue.
        """
        async with asyncio.TaskGroup() as self._group:
            for config in self.state.queues().values():
                self.put_queue(tasks_v2.Queue.deserialize(config))
            for queue in settings:
                self._put_deployed(queue)
            self.is_ready.set()
            await asyncio.Event().wait()

    def put_queue(self, config: tasks_v2.Queue) -> tasks_v2.Queue:
        """Makes a queue, or changes the one of that name; returns its settings."""
        assert self._group is not None
        self.state.put_queue(config.name, tasks_v2.Queue.serialize(config))
        if config.name in self.queues:
            self.queues[config.name].configure(config)
        else:
            queue = Queue(config, self.state, self.faults, self._workers.deliver)
            self.queues[config.name] = queue
            self._runs[config.name] = self._group.create_task(queue.run())
        return config

    def delete_queue(self, name: str) -> None:
        """Removes a queue and all that waits in it."""
        self._runs.pop(name).cancel()
        del self.queues[name]
        self.state.delete_queue(name)

    def _put_deployed(self, settings: QueueSettings) -> None:
        config = with_defaults(settings.as_queue(f"{self._location}/queues/{settings.name}"))
        if config.name in self.queues:
            # Whether a queue is paused is decided at run time, not where it is deployed.
            config.state = self.queues[config.name].config.state
        self.put_queue(config)

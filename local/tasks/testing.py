"""Cloud Tasks inside a test, with Google's own client on it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import grpc
import httpx
from google.cloud import tasks_v2
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

from local.addresses import free_addresses
from local.cloud_names import LOCATION_PATH
from local.embedded import EmbeddedService


class RunningTasks(EmbeddedService):
    """Cloud Tasks as a process of its own; its state lies in `folder`."""

    def __init__(self, queues: Sequence[dict[str, object]], folder: Path) -> None:
        self.state = folder / "tasks.sqlite"
        self._queues = folder / "queues.json"
        self.deploy(queues)
        port = free_addresses().tasks
        super().__init__("local.tasks", port, ["--state", str(self.state), "--queues", str(self._queues)])

    def deploy(self, queues: Sequence[dict[str, object]]) -> None:
        """Changes the settings of the queues; they hold from the next start on."""
        self._queues.write_text(json.dumps(list(queues)), encoding="utf-8")

    def client(self) -> Any:
        """Google's own client."""
        return tasks_v2.CloudTasksClient(transport=CloudTasksGrpcTransport(channel=grpc.insecure_channel(self.address)))

    def queue_path(self, name: str) -> str:
        """A queue's full name."""
        return f"{LOCATION_PATH}/queues/{name}"

    def queue(self, name: str) -> dict[str, int]:
        """What the administration says of a queue: its depth, in_flight, dispatched and failed."""
        found: dict[str, int] = httpx.get(f"{self.admin_url}/queues").json()[name]
        return found


def running_tasks(queues: Sequence[dict[str, object]], folder: Path) -> RunningTasks:
    """Cloud Tasks with these queues (entries of the settings file), for a `with`; its state lies in `folder`."""
    return RunningTasks(queues, folder)

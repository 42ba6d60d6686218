"""Cloud Tasks inside a test: a process of its own on free ports, that can be killed and started again on the same
state.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import httpx
from google.cloud import tasks_v2
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

from local.addresses import HOST, free_addresses
from local.cloud_names import LOCATION_PATH

_READY_WITHIN_S = 20.0


class RunningTasks:
    """Cloud Tasks at `address`; its administration at `admin_url`."""

    def __init__(self, queues: Sequence[dict[str, object]], folder: Path) -> None:
        port = free_addresses().tasks
        self.address = f"{HOST}:{port}"
        self.admin_url = f"http://{HOST}:{port + 1}"
        settings = folder / "queues.json"
        settings.write_text(json.dumps(list(queues)), encoding="utf-8")
        self._argv = [sys.executable, "-m", "local.tasks", "--port", str(port)]
        self._argv += ["--state", str(folder / "tasks.sqlite"), "--queues", str(settings)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it, on the state that is there; returns when it is ready."""
        self._process = subprocess.Popen(self._argv)
        deadline = time.monotonic() + _READY_WITHIN_S
        while time.monotonic() < deadline:
            try:
                httpx.get(self.admin_url, timeout=1)
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("Cloud Tasks is not ready")

    def kill(self) -> None:
        """Ends it as `kill -9` does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Ends it as a machine that shuts down does."""
        assert self._process is not None
        self._process.terminate()
        self._process.wait()

    def client(self) -> Any:
        """Google's own client."""
        return tasks_v2.CloudTasksClient(transport=CloudTasksGrpcTransport(channel=grpc.insecure_channel(self.address)))

    def queue_path(self, name: str) -> str:
        """A queue's full name."""
        return f"{LOCATION_PATH}/queues/{name}"

    def queue(self, name: str) -> dict[str, int]:
        """What the administration says of a queue."""
        found: dict[str, int] = httpx.get(f"{self.admin_url}/queues").json()[name]
        return found

    def misbehave(self, **fault: object) -> None:
        """Switches a fault on."""
        httpx.post(f"{self.admin_url}/faults", json=fault).raise_for_status()


@contextmanager
def running_tasks(queues: Sequence[dict[str, object]], folder: Path) -> Iterator[RunningTasks]:
    """Cloud Tasks with these queues for the length of a `with`; its state lies in `folder`."""
    running = RunningTasks(queues, folder)
    running.start()
    try:
        yield running
    finally:
        running.kill()

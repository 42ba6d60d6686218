"""A whole local cloud for the length of a test: every process of it real, on ports and state of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from local.addresses import Addresses, free_addresses
from local.cloud import COMMUNITIES, LocalCloud
from local.lifecycle import running
from local.processes import Processes
from local.provision import Run
from local.summary import Summary


@dataclass
class RunningCloud:
    """A cloud that is up, and its processes."""

    cloud: LocalCloud
    processes: Processes

    def url(self, path: str) -> str:
        """An address of VK's stand-in."""
        return f"{Addresses.url(self.cloud.addresses.vk)}{path}"

    def provision(self, sheet: bytes, municipality: str = "Город") -> Summary:
        """The main job."""
        return Run(self.cloud, municipality, "Область", COMMUNITIES[0].group_id).provision(sheet, "дома.csv")

    def chats(self, town: str = "") -> list[dict[str, Any]]:
        """The chats that people see, all or those of a town's houses."""
        found: list[dict[str, Any]] = httpx.get(self.url("/sim/chats"), timeout=30).json()
        return [chat for chat in found if town in chat["title"]]

    def faults(self, **fault: Any) -> None:
        """Orders a fault of VK."""
        httpx.post(self.url("/sim/faults"), json=fault, timeout=30).raise_for_status()

    def task_faults(self, rate: float) -> None:
        """Orders every fault of Cloud Tasks, each for a part of the tasks."""
        for kind in ("deliver_twice", "drop_answer", "reorder", "delay"):
            httpx.post(self._task_faults, json={"kind": kind, "rate": rate}, timeout=30).raise_for_status()

    def behave(self) -> None:
        """Takes all faults back."""
        for url in (self.url("/sim/faults"), self._task_faults):
            httpx.delete(url, timeout=30).raise_for_status()

    @property
    def _task_faults(self) -> str:
        return f"{Addresses.url(self.cloud.addresses.tasks + 1)}/faults"

    def journal(self) -> str:
        """Every call and callback."""
        return httpx.get(self.url("/sim/journal"), timeout=60).text


StartCloud = Callable[..., AbstractContextManager[RunningCloud]]


@pytest.fixture(scope="module")
def start_cloud(tmp_path_factory: pytest.TempPathFactory) -> StartCloud:
    """Starts a cloud; `settings` are those of LocalCloud."""

    @contextmanager
    def start(**settings: Any) -> Iterator[RunningCloud]:
        cloud = LocalCloud(free_addresses(), tmp_path_factory.mktemp("cloud"), **settings)
        over = threading.Event()
        with running(cloud) as processes:
            watcher = threading.Thread(target=processes.watch, args=[over.is_set], daemon=True)
            watcher.start()
            try:
                yield RunningCloud(cloud, processes)
            finally:
                over.set()
                watcher.join()

    return start

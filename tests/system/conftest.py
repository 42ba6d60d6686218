"""A whole local cloud for the length of a test: every process of it real, on ports and state of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
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

    def chats(self) -> list[dict[str, Any]]:
        """All chats that people see."""
        found: list[dict[str, Any]] = httpx.get(self.url("/sim/chats"), timeout=30).json()
        return found

    def journal(self) -> str:
        """Every call and callback."""
        return httpx.get(self.url("/sim/journal"), timeout=60).text


StartCloud = Callable[..., AbstractContextManager[RunningCloud]]


@pytest.fixture
def start_cloud(tmp_path: Path) -> StartCloud:
    """Starts a cloud; `settings` are those of LocalCloud."""

    @contextmanager
    def start(**settings: Any) -> Iterator[RunningCloud]:
        cloud = LocalCloud(free_addresses(), tmp_path / "cloud", **settings)
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

"""Cloud Scheduler inside a test, with Google's own client on it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import grpc
from google.cloud import scheduler_v1
from google.cloud.scheduler_v1.services.cloud_scheduler.transports import CloudSchedulerGrpcTransport

from local.addresses import free_addresses
from local.cloud_names import LOCATION_PATH
from local.embedded import EmbeddedService


class RunningScheduler(EmbeddedService):
    """Cloud Scheduler as a process of its own; its state lies in `folder`."""

    def __init__(self, jobs: Sequence[dict[str, object]], folder: Path) -> None:
        self.state = folder / "scheduler.sqlite"
        self._jobs = folder / "jobs.json"
        self.deploy(jobs)
        port = free_addresses().scheduler
        super().__init__("local.scheduler", port, ["--state", str(self.state), "--jobs", str(self._jobs)])

    def deploy(self, jobs: Sequence[dict[str, object]]) -> None:
        """Changes the jobs of the settings; they hold from the next start on."""
        self._jobs.write_text(json.dumps(list(jobs)), encoding="utf-8")

    def client(self) -> Any:
        """Google's own client."""
        channel = grpc.insecure_channel(self.address)
        return scheduler_v1.CloudSchedulerClient(transport=CloudSchedulerGrpcTransport(channel=channel))

    def job_path(self, name: str) -> str:
        """A job's full name."""
        return f"{LOCATION_PATH}/jobs/{name}"


def running_scheduler(jobs: Sequence[dict[str, object]], folder: Path) -> RunningScheduler:
    """Cloud Scheduler with these jobs (entries of the settings file), for a `with`; its state lies in `folder`."""
    return RunningScheduler(jobs, folder)

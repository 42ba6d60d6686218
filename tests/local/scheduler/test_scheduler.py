"""Cloud Scheduler's stand-in through Google's own client, over real gRPC and real HTTP."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import grpc
import httpx
import pytest
from google.api_core import exceptions
from google.cloud import scheduler_v1
from google.cloud.scheduler_v1.services.cloud_scheduler.transports import CloudSchedulerGrpcTransport
from google.protobuf import field_mask_pb2

from local.addresses import HOST, free_addresses
from local.cloud_names import LOCATION_PATH
from local.scheduler.runner import next_run
from local.scheduler.state import State
from tests.local.worker import Worker


class Scheduler:
    """A scheduler as a process of its own, with Google's client on it."""

    def __init__(self, folder: Path, jobs: list[dict[str, object]]) -> None:
        port = free_addresses().scheduler
        self.admin_url = f"http://{HOST}:{port + 1}"
        self.state = folder / "scheduler.sqlite"
        (folder / "jobs.json").write_text(json.dumps(jobs), encoding="utf-8")
        self._argv = [sys.executable, "-m", "local.scheduler", "--port", str(port), "--state", str(self.state)]
        self._argv += ["--jobs", str(folder / "jobs.json")]
        transport = CloudSchedulerGrpcTransport(channel=grpc.insecure_channel(f"{HOST}:{port}"))
        self.client: Any = scheduler_v1.CloudSchedulerClient(transport=transport)

    def start(self) -> None:
        self._process = subprocess.Popen(self._argv)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                httpx.get(self.admin_url, timeout=1)
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("the scheduler is not ready")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def job(self, name: str, url: str, schedule: str = "0 9 20 * *") -> dict[str, Any]:
        return {
            "name": f"{LOCATION_PATH}/jobs/{name}",
            "schedule": schedule,
            "time_zone": "Asia/Vladivostok",
            "http_target": {"uri": url, "http_method": "POST", "body": b"{}"},
        }


@contextmanager
def running(folder: Path, jobs: list[dict[str, object]]) -> Iterator[Scheduler]:
    scheduler = Scheduler(folder, jobs)
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.kill()


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scheduler]:
    with running(tmp_path_factory.mktemp("scheduler"), []) as it:
        yield it


def test_jobs_are_made_read_changed_paused_run_and_removed(scheduler: Scheduler, worker: Worker) -> None:
    client, name = scheduler.client, f"{LOCATION_PATH}/jobs/monthly"
    client.create_job(parent=LOCATION_PATH, job=scheduler.job("monthly", f"{worker.url}/broadcast"))
    with pytest.raises(exceptions.AlreadyExists):
        client.create_job(parent=LOCATION_PATH, job=scheduler.job("monthly", worker.url))
    assert client.get_job(name=name).schedule == "0 9 20 * *"
    changed = client.update_job(
        job={"name": name, "schedule": "30 9 1 * *"}, update_mask=field_mask_pb2.FieldMask(paths=["schedule"])
    )
    assert (changed.schedule, changed.time_zone) == ("30 9 1 * *", "Asia/Vladivostok")
    assert client.pause_job(name=name).state == scheduler_v1.Job.State.PAUSED
    assert client.resume_job(name=name).state == scheduler_v1.Job.State.ENABLED
    assert [job.name for job in client.list_jobs(parent=LOCATION_PATH)] == [name]
    client.run_job(name=name)
    worker.wait_for(1)
    assert (worker.seen[0].path, worker.seen[0].headers["X-CloudScheduler-JobName"]) == ("/broadcast", "monthly")
    client.delete_job(name=name)
    with pytest.raises(exceptions.NotFound):
        client.get_job(name=name)


@pytest.mark.parametrize(
    "change",
    [{"schedule": "every day"}, {"schedule": "* * * * * *"}, {"schedule": "61 * * * *"}, {"time_zone": "Mars/Olympus"}],
)
def test_a_schedule_that_means_nothing_is_refused(scheduler: Scheduler, change: dict[str, str]) -> None:
    with pytest.raises(exceptions.InvalidArgument):
        scheduler.client.create_job(parent=LOCATION_PATH, job={**scheduler.job("bad", "http://127.0.0.1:9"), **change})


def test_a_job_that_is_due_runs_once(tmp_path: Path, worker: Worker) -> None:
    sweep: dict[str, object] = {"name": "sweep", "schedule": "* * * * *", "uri": f"{worker.url}/sweep"}
    with running(tmp_path, [sweep]) as scheduler:
        scheduler.kill()
        made_late(scheduler)
        scheduler.start()
        worker.wait_for(1)
        time.sleep(1.2)
        assert len(worker.seen) <= 2, "a minute may begin meanwhile, but a run that was missed is made up for once"


def made_late(scheduler: Scheduler) -> None:
    state = State(scheduler.state)
    for job in state.jobs():
        state.note_run(job.name, time.time() - 600)
    state.close()


@pytest.mark.parametrize(("kind", "wanted"), [("double", lambda runs: runs >= 2), ("miss", lambda runs: runs == 0)])
def test_on_order_a_run_comes_twice_or_not_at_all(
    tmp_path: Path, worker: Worker, kind: str, wanted: Callable[[int], bool]
) -> None:
    sweep: dict[str, object] = {"name": "sweep", "schedule": "0 0 1 1 *", "uri": f"{worker.url}/sweep"}
    with running(tmp_path, [sweep]) as scheduler:
        httpx.post(f"{scheduler.admin_url}/faults", json={"kind": kind}).raise_for_status()
        late = State(scheduler.state)
        late.note_run(late.jobs()[0].name, time.time() - 2 * 366 * 24 * 3600)
        late.close()
        time.sleep(1.5)
        assert wanted(len(worker.seen))


def test_jobs_that_were_acknowledged_outlive_kill_9(tmp_path: Path) -> None:
    with running(tmp_path, []) as scheduler:
        scheduler.client.create_job(parent=LOCATION_PATH, job=scheduler.job("kept", "http://127.0.0.1:9"))
        scheduler.kill()
        scheduler.start()
        assert scheduler.client.get_job(name=f"{LOCATION_PATH}/jobs/kept").schedule == "0 9 20 * *"


def test_the_next_run_follows_the_jobs_own_time_zone() -> None:
    after = datetime(2026, 11, 19, 12, 0, tzinfo=UTC).timestamp()
    due = datetime.fromtimestamp(next_run("0 9 20 * *", "Asia/Vladivostok", after), UTC)
    assert due == datetime(2026, 11, 19, 23, 0, tzinfo=UTC)

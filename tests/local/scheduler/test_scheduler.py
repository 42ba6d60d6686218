"""Cloud Scheduler's stand-in through Google's own client, over real gRPC and real HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import google.auth.transport.requests
import httpx
import pytest
from google.api_core import exceptions
from google.cloud import scheduler_v1
from google.oauth2 import id_token
from google.protobuf import duration_pb2, field_mask_pb2

from local.cloud_names import LOCATION_PATH
from local.scheduler.state import State, StoredJob
from local.scheduler.testing import RunningScheduler, running_scheduler
from tests.local.worker import Seen, Worker

NEVER = "0 0 29 2 *"


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningScheduler]:
    with running_scheduler([], tmp_path_factory.mktemp("scheduler")) as running:
        yield running


@pytest.fixture
def client(scheduler: RunningScheduler) -> Any:
    return scheduler.client()


def job(name: str, url: str = "http://127.0.0.1:9", **more: Any) -> dict[str, Any]:
    target = {"uri": url, "http_method": "POST", "body": b"{}"}
    return {"name": f"{LOCATION_PATH}/jobs/{name}", "schedule": NEVER, "http_target": target, **more}


def deployed(name: str, url: str, **more: object) -> dict[str, object]:
    return {"name": name, "schedule": NEVER, "uri": url, **more}


def make_overdue(scheduler: RunningScheduler) -> None:
    """While it does not run: lets all jobs have run last five years ago."""
    state = State(scheduler.state)
    for stored in state.jobs():
        state.put(StoredJob(stored.name, stored.body, time.time() - 5 * 366 * 24 * 3600))
    state.close()


def test_jobs_are_made_read_changed_listed_and_removed(client: Any) -> None:
    name = f"{LOCATION_PATH}/jobs/monthly"
    wanted = job("monthly", schedule="0 9 20 * *", time_zone="Asia/Vladivostok")
    made = client.create_job(parent=LOCATION_PATH, job=wanted)
    assert (made.state, made.attempt_deadline) == (scheduler_v1.Job.State.ENABLED, timedelta(minutes=3))
    assert (made.schedule_time.hour, made.schedule_time.minute) == (23, 0)
    with pytest.raises(exceptions.AlreadyExists):
        client.create_job(parent=LOCATION_PATH, job=wanted)
    changed = client.update_job(
        job={"name": name, "schedule": "30 9 1 * *", "http_target": {"uri": "http://127.0.0.1:10"}},
        update_mask=field_mask_pb2.FieldMask(paths=["schedule", "http_target.uri"]),
    )
    assert (changed.schedule, changed.time_zone) == ("30 9 1 * *", "Asia/Vladivostok")
    assert (changed.http_target.uri, changed.http_target.body) == ("http://127.0.0.1:10", b"{}")
    assert name in [one.name for one in client.list_jobs(parent=LOCATION_PATH)]
    client.delete_job(name=name)
    with pytest.raises(exceptions.NotFound):
        client.get_job(name=name)


def test_jobs_are_listed_page_by_page(client: Any) -> None:
    parent = "projects/p/locations/pages"
    names = [f"{parent}/jobs/{number}" for number in range(5)]
    for name in names:
        client.create_job(parent=parent, job={**job("x"), "name": name})
    pages = client.list_jobs(request={"parent": parent, "page_size": 2})
    assert [[one.name for one in page.jobs] for page in pages.pages] == [names[:2], names[2:4], names[4:]]


def test_a_job_without_a_name_is_given_one(client: Any) -> None:
    made = client.create_job(parent=LOCATION_PATH, job={**job("x"), "name": ""})
    assert client.get_job(name=made.name).name.startswith(f"{LOCATION_PATH}/jobs/")
    client.delete_job(name=made.name)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"schedule": "every day"}, exceptions.InvalidArgument),
        ({"schedule": "* * * * * *"}, exceptions.InvalidArgument),
        ({"schedule": "61 * * * *"}, exceptions.InvalidArgument),
        ({"schedule": "* * L * *"}, exceptions.InvalidArgument),
        ({"time_zone": "Mars/Olympus"}, exceptions.InvalidArgument),
        ({"time_zone": "Europe"}, exceptions.InvalidArgument),
        ({"name": "bad"}, exceptions.InvalidArgument),
        ({"http_target": {"uri": "ftp://nowhere"}}, exceptions.InvalidArgument),
        (
            {"http_target": {"uri": "http://127.0.0.1:9", "http_method": "GET", "body": b"x"}},
            exceptions.InvalidArgument,
        ),
        ({"retry_config": {"retry_count": 6}}, exceptions.InvalidArgument),
        ({"attempt_deadline": duration_pb2.Duration(seconds=5)}, exceptions.InvalidArgument),
        ({"description": "x" * 501}, exceptions.InvalidArgument),
    ],
)
def test_what_the_service_refuses_is_refused(client: Any, change: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        client.create_job(parent=LOCATION_PATH, job={**job("refused"), **change})


def test_what_is_no_field_or_not_to_be_changed_is_not_updated(client: Any) -> None:
    made = client.create_job(parent=LOCATION_PATH, job=job("masked"))
    for path in ("state", "http_target.nothing", "nothing"):
        with pytest.raises(exceptions.InvalidArgument):
            client.update_job(job={"name": made.name}, update_mask=field_mask_pb2.FieldMask(paths=[path]))


def test_a_job_that_is_ordered_runs_with_the_headers_of_cloud_scheduler(client: Any, worker: Worker) -> None:
    wanted = job("ordered", f"{worker.url}/broadcast")
    wanted["http_target"]["headers"] = {"X-Mine": "1", "User-Agent": "me"}
    made = client.create_job(parent=LOCATION_PATH, job=wanted)
    client.run_job(name=made.name)
    worker.wait_for(1)
    headers = worker.seen[0].headers
    assert (worker.seen[0].path, worker.seen[0].body) == ("/broadcast", b"{}")
    assert (headers["X-CloudScheduler"], headers["X-CloudScheduler-JobName"]) == ("true", "ordered")
    assert (headers["X-Mine"], headers["User-Agent"]) == ("1", "Google-Cloud-Scheduler")
    assert headers["Content-Type"] == "application/octet-stream"
    assert datetime.fromisoformat(headers["X-CloudScheduler-ScheduleTime"]) <= datetime.now(UTC)
    until(lambda: client.get_job(name=made.name).last_attempt_time is not None)
    assert client.get_job(name=made.name).status.code == 0


def until(condition: Any, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_identity_token_is_accepted_by_googles_own_check(
    scheduler: RunningScheduler, client: Any, worker: Worker
) -> None:
    wanted = job("identified", f"{worker.url}/sweep")
    wanted["http_target"]["oidc_token"] = {"service_account_email": "cron@project.iam.gserviceaccount.com"}
    client.run_job(name=client.create_job(parent=LOCATION_PATH, job=wanted).name)
    worker.wait_for(1)
    bearer = worker.seen[0].headers["Authorization"].removeprefix("Bearer ")
    transport = google.auth.transport.requests.Request()
    claims = id_token.verify_token(bearer, transport, f"{worker.url}/sweep", f"{scheduler.admin_url}/certs")
    assert (claims["email"], claims["email_verified"]) == ("cron@project.iam.gserviceaccount.com", True)


def test_a_failed_run_is_not_repeated_unless_the_job_says_so(client: Any, worker: Worker) -> None:
    worker.answer = lambda seen: (500, {})
    soon = {"min_backoff_duration": duration_pb2.Duration(nanos=50_000_000), "retry_count": 2}
    for name, more in {"once": {}, "thrice": {"retry_config": soon}}.items():
        made = client.create_job(parent=LOCATION_PATH, job={**job(name, f"{worker.url}/{name}"), **more})
        client.run_job(name=made.name)
    worker.wait_for(4)
    time.sleep(0.3)
    assert worker.counts() == {"/once": 1, "/thrice": 3}
    until(lambda: client.get_job(name=f"{LOCATION_PATH}/jobs/once").status.code != 0)


def test_two_runs_of_a_job_never_overlap(tmp_path: Path, worker: Worker) -> None:
    def linger(_: Seen) -> tuple[int, dict[str, str]]:
        time.sleep(0.3)
        return 200, {}

    worker.answer = linger
    with running_scheduler([deployed("slow", worker.url)], tmp_path) as scheduler:
        scheduler.misbehave(kind="double")
        client = scheduler.client()
        client.run_job(name=scheduler.job_path("slow"))
        worker.wait_for(1)
        client.run_job(name=scheduler.job_path("slow"))
        worker.wait_for(2)
        assert worker.most_at_once == 1


def test_a_run_that_was_missed_is_made_up_for_once(tmp_path: Path, worker: Worker) -> None:
    sweep = deployed("sweep", f"{worker.url}/sweep", headers={"X-Mine": "1"}, time_zone="Europe/Moscow")
    with running_scheduler([sweep], tmp_path) as scheduler:
        time.sleep(0.7)
        assert worker.seen == []
        scheduler.kill()
        make_overdue(scheduler)
        scheduler.start()
        worker.wait_for(1)
        time.sleep(1.2)
        assert [seen.headers["X-Mine"] for seen in worker.seen] == ["1"]


@pytest.mark.parametrize(("kind", "runs"), [("double", 2), ("miss", 0)])
def test_on_order_a_run_comes_twice_or_not_at_all(tmp_path: Path, worker: Worker, kind: str, runs: int) -> None:
    with running_scheduler([deployed("sweep", worker.url)], tmp_path) as scheduler:
        scheduler.misbehave(kind=kind)
        make_overdue(scheduler)
        time.sleep(1.2)
        assert len(worker.seen) == runs
        scheduler.behave()
        make_overdue(scheduler)
        worker.wait_for(runs + 1)


def test_a_fault_that_is_none_is_refused(scheduler: RunningScheduler) -> None:
    for body in (b'{"kind": "explode"}', b'{"kind": "miss", "rat": 1}', b"no json"):
        assert httpx.post(f"{scheduler.admin_url}/faults", content=body).status_code == 400


def test_a_run_can_be_ordered_without_a_client(tmp_path: Path, worker: Worker) -> None:
    with running_scheduler([deployed("sweep", worker.url)], tmp_path) as scheduler:
        assert httpx.post(f"{scheduler.admin_url}/jobs/sweep/run").status_code == 200
        assert httpx.post(f"{scheduler.admin_url}/jobs/missing/run").status_code == 404
        worker.wait_for(1)
        (told,) = httpx.get(f"{scheduler.admin_url}/jobs").json()["jobs"]
        assert (told["name"], told["schedule"], told["state"]) == ("sweep", NEVER, "ENABLED")


def test_what_was_due_during_a_pause_is_not_made_up_for(tmp_path: Path, worker: Worker) -> None:
    with running_scheduler([deployed("sweep", worker.url)], tmp_path) as scheduler:
        client, name = scheduler.client(), scheduler.job_path("sweep")
        assert client.pause_job(name=name).state == scheduler_v1.Job.State.PAUSED
        with pytest.raises(exceptions.FailedPrecondition):
            client.pause_job(name=name)
        make_overdue(scheduler)
        time.sleep(0.7)
        assert client.resume_job(name=name).state == scheduler_v1.Job.State.ENABLED
        with pytest.raises(exceptions.FailedPrecondition):
            client.resume_job(name=name)
        time.sleep(0.7)
        assert worker.seen == []


def test_a_new_schedule_holds_from_now_on(tmp_path: Path, worker: Worker) -> None:
    with running_scheduler([deployed("sweep", worker.url, schedule="0 0 1 1 *")], tmp_path) as scheduler:
        scheduler.kill()
        make_overdue(scheduler)
        scheduler.deploy([deployed("sweep", worker.url)])
        scheduler.start()
        time.sleep(0.7)
        assert worker.seen == []
        assert scheduler.client().get_job(name=scheduler.job_path("sweep")).schedule == NEVER


def test_jobs_orders_and_pauses_that_were_acknowledged_outlive_kill_9(tmp_path: Path, worker: Worker) -> None:
    with running_scheduler([deployed("paused", worker.url)], tmp_path) as scheduler:
        client = scheduler.client()
        client.pause_job(name=scheduler.job_path("paused"))
        for number in range(20):
            client.create_job(parent=LOCATION_PATH, job=job(str(number), f"{worker.url}/{number}"))
            client.run_job(name=scheduler.job_path(str(number)))
        scheduler.kill()
        scheduler.start()
        client = scheduler.client()
        assert client.get_job(name=scheduler.job_path("paused")).state == scheduler_v1.Job.State.PAUSED
        until(lambda: set(worker.counts()) == {f"/{number}" for number in range(20)})


def test_a_run_that_was_killed_under_way_comes_again(tmp_path: Path, worker: Worker) -> None:
    with running_scheduler([deployed("sweep", worker.url)], tmp_path) as scheduler:

        def killed_meanwhile(_: Seen) -> tuple[int, dict[str, str]]:
            if len(worker.seen) == 1:
                scheduler.kill()
            return 200, {}

        worker.answer = killed_meanwhile
        make_overdue(scheduler)
        worker.wait_for(1)
        scheduler.start()
        worker.wait_for(2)
        time.sleep(0.7)
        assert len(worker.seen) == 2


def test_it_ends_at_once_and_in_peace_when_it_is_told_to(tmp_path: Path, worker: Worker) -> None:
    with running_scheduler([deployed("sweep", worker.url)], tmp_path) as scheduler:
        begun = time.monotonic()
        assert scheduler.stop() == 0
        assert time.monotonic() - begun < 3


def test_a_settings_file_with_an_unknown_field_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="ended with status"):
        running_scheduler([deployed("sweep", "http://127.0.0.1:9", retries=3)], tmp_path).start()

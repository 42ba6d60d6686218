"""Cloud Tasks' stand-in through Google's own client, over real gRPC and real HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import google.auth.transport.requests
import pytest
from google.api_core import exceptions
from google.oauth2 import id_token
from google.protobuf import duration_pb2, field_mask_pb2, timestamp_pb2

from local.tasks.testing import RunningTasks, running_tasks
from tests.local.worker import Seen, Worker

FAST = {"min_backoff_s": 0.05, "max_backoff_s": 0.2, "max_attempts": -1}
QUEUES: list[dict[str, object]] = [
    {"name": "quick", **FAST},
    {"name": "narrow", "max_concurrent_dispatches": 3, **FAST},
    {"name": "slow", "max_dispatches_per_second": 20, **FAST},
    {"name": "mortal", "max_attempts": 3, "min_backoff_s": 0.05, "max_backoff_s": 0.2},
]


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTasks]:
    with running_tasks(QUEUES, tmp_path_factory.mktemp("tasks")) as running:
        yield running


@pytest.fixture
def client(tasks: RunningTasks) -> Any:
    return tasks.client()


def create(client: Any, tasks: RunningTasks, url: str, queue: str = "quick", name: str = "", **more: Any) -> Any:
    parent = tasks.queue_path(queue)
    task: dict[str, Any] = {"http_request": {"http_method": "POST", "url": url, "body": b"{}"}, **more}
    if name:
        task["name"] = f"{parent}/tasks/{name}"
    return client.create_task(request={"parent": parent, "task": task})


def wait_until_empty(tasks: RunningTasks, queue: str) -> None:
    deadline = time.monotonic() + 10
    while tasks.queue(queue)["depth"]:
        assert time.monotonic() < deadline, tasks.queue(queue)
        time.sleep(0.02)


def test_a_task_reaches_the_worker_as_cloud_tasks_sends_it(tasks: RunningTasks, client: Any, worker: Worker) -> None:
    parent = tasks.queue_path("quick")
    request = {"http_method": "POST", "url": f"{worker.url}/a", "body": b'{"x":1}', "headers": {"X-Trace": "t1"}}
    client.create_task(request={"parent": parent, "task": {"name": f"{parent}/tasks/one", "http_request": request}})
    worker.wait_for(1)
    (seen,) = worker.seen
    assert (seen.path, seen.body, seen.headers["X-Trace"]) == ("/a", b'{"x":1}', "t1")
    assert seen.headers["X-CloudTasks-QueueName"] == "quick"
    assert seen.headers["X-CloudTasks-TaskName"] == "one"
    assert seen.headers["X-CloudTasks-TaskRetryCount"] == "0"
    wait_until_empty(tasks, "quick")


def test_what_is_not_answered_with_success_comes_again_until_it_is(
    tasks: RunningTasks, client: Any, worker: Worker
) -> None:
    worker.answer = lambda seen: ((200 if len(worker.seen) == 4 else 500), {})
    create(client, tasks, f"{worker.url}/again")
    worker.wait_for(4)
    wait_until_empty(tasks, "quick")
    assert [seen.headers["X-CloudTasks-TaskRetryCount"] for seen in worker.seen] == ["0", "1", "2", "3"]
    assert worker.seen[1].headers["X-CloudTasks-TaskPreviousResponse"] == "500"


def test_an_exhausted_task_is_gone(tasks: RunningTasks, client: Any, worker: Worker) -> None:
    worker.answer = lambda seen: (500, {})
    create(client, tasks, worker.url, "mortal")
    worker.wait_for(3)
    wait_until_empty(tasks, "mortal")
    time.sleep(0.5)
    assert len(worker.seen) == 3


def test_a_task_waits_for_its_time(tasks: RunningTasks, client: Any, worker: Worker) -> None:
    at = timestamp_pb2.Timestamp()
    at.FromDatetime(datetime.now(UTC) + timedelta(seconds=0.6))
    begun = time.monotonic()
    create(client, tasks, worker.url, schedule_time=at)
    worker.wait_for(1)
    assert 0.5 <= worker.seen[0].at - begun <= 2


def test_a_name_is_refused_while_the_task_is_there_and_after_it_is_done(
    tasks: RunningTasks, client: Any, worker: Worker
) -> None:
    create(client, tasks, worker.url, name="once")
    worker.wait_for(1)
    wait_until_empty(tasks, "quick")
    with pytest.raises(exceptions.AlreadyExists):
        create(client, tasks, worker.url, name="once")


def test_a_deleted_task_never_comes_and_its_name_is_used_up(tasks: RunningTasks, client: Any, worker: Worker) -> None:
    at = timestamp_pb2.Timestamp()
    at.FromDatetime(datetime.now(UTC) + timedelta(seconds=0.3))
    task = create(client, tasks, worker.url, name="gone", schedule_time=at)
    client.delete_task(name=task.name)
    time.sleep(0.6)
    assert worker.seen == []
    with pytest.raises(exceptions.AlreadyExists):
        create(client, tasks, worker.url, name="gone")
    with pytest.raises(exceptions.NotFound):
        client.get_task(name=task.name)


def test_never_more_at_once_than_the_queue_allows(tasks: RunningTasks, client: Any, worker: Worker) -> None:
    def linger(_: Seen) -> tuple[int, dict[str, str]]:
        time.sleep(0.05)
        return 200, {}

    worker.answer = linger
    for _ in range(20):
        create(client, tasks, worker.url, "narrow")
    worker.wait_for(20)
    assert worker.most_at_once == 3


def test_never_faster_than_the_queues_rate(tasks: RunningTasks, client: Any, worker: Worker) -> None:
    for _ in range(24):
        create(client, tasks, worker.url, "slow")
    worker.wait_for(24)
    # A burst of 4 at once, then 20 a second.
    assert worker.seen[-1].at - worker.seen[0].at >= (24 - 4 - 1) / 20


def test_a_worker_that_says_when_to_come_back_is_heeded(tasks: RunningTasks, client: Any, worker: Worker) -> None:
    worker.answer = lambda seen: (200, {}) if len(worker.seen) > 1 else (503, {"Retry-After": "1"})
    create(client, tasks, worker.url)
    worker.wait_for(2)
    assert worker.seen[1].at - worker.seen[0].at >= 0.9


def test_the_identity_token_is_accepted_by_googles_own_check(tasks: RunningTasks, client: Any, worker: Worker) -> None:
    parent = tasks.queue_path("quick")
    token = {"service_account_email": "tasks@project.iam.gserviceaccount.com", "audience": "https://worker"}
    request = {"http_method": "POST", "url": worker.url, "oidc_token": token}
    client.create_task(request={"parent": parent, "task": {"http_request": request}})
    worker.wait_for(1)
    bearer = worker.seen[0].headers["Authorization"].removeprefix("Bearer ")
    transport = google.auth.transport.requests.Request()
    claims = id_token.verify_token(bearer, transport, "https://worker", certs_url=f"{tasks.admin_url}/certs")
    assert (claims["iss"], claims["email"], claims["email_verified"]) == (
        "https://accounts.google.com",
        "tasks@project.iam.gserviceaccount.com",
        True,
    )


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"queue": "missing"}, exceptions.NotFound),
        ({"name": "not a name"}, exceptions.InvalidArgument),
        ({"dispatch_deadline": duration_pb2.Duration(seconds=5)}, exceptions.InvalidArgument),
        (
            {"schedule_time": timestamp_pb2.Timestamp(seconds=int(time.time()) + 31 * 24 * 3600)},
            exceptions.InvalidArgument,
        ),
        ({"url": "ftp://nowhere"}, exceptions.InvalidArgument),
        ({"http_request": {"url": "http://127.0.0.1", "body": b"x" * 1_100_000}}, exceptions.InvalidArgument),
    ],
)
def test_what_the_service_refuses_is_refused(
    tasks: RunningTasks, client: Any, change: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        create(client, tasks, **{"url": "http://127.0.0.1:9", **change})


def test_a_paused_queue_holds_its_tasks_until_it_is_resumed(tasks: RunningTasks, client: Any, worker: Worker) -> None:
    name = tasks.queue_path("quick")
    client.pause_queue(name=name)
    create(client, tasks, worker.url)
    time.sleep(0.3)
    assert worker.seen == []
    client.resume_queue(name=name)
    worker.wait_for(1)


def test_queues_are_made_changed_listed_purged_and_deleted(tasks: RunningTasks, client: Any) -> None:
    parent, name = tasks.queue_path("x").rsplit("/queues/", 1)[0], tasks.queue_path("made-here")
    client.create_queue(parent=parent, queue={"name": name, "rate_limits": {"max_concurrent_dispatches": 7}})
    with pytest.raises(exceptions.AlreadyExists):
        client.create_queue(parent=parent, queue={"name": name})
    made = client.get_queue(name=name)
    assert (made.rate_limits.max_concurrent_dispatches, made.rate_limits.max_dispatches_per_second) == (7, 500)
    changed = client.update_queue(
        queue={"name": name, "rate_limits": {"max_dispatches_per_second": 5}},
        update_mask=field_mask_pb2.FieldMask(paths=["rate_limits.max_dispatches_per_second"]),
    )
    assert (changed.rate_limits.max_concurrent_dispatches, changed.rate_limits.max_dispatches_per_second) == (7, 5)
    later = timestamp_pb2.Timestamp(seconds=int(time.time()) + 600)
    create(client, tasks, "http://127.0.0.1:9", "made-here", schedule_time=later)
    assert len(list(client.list_tasks(parent=name))) == 1
    client.purge_queue(name=name)
    assert list(client.list_tasks(parent=name)) == []
    assert name in {queue.name for queue in client.list_queues(parent=parent)}
    client.delete_queue(name=name)
    with pytest.raises(exceptions.NotFound):
        client.get_queue(name=name)


@pytest.mark.parametrize("kind", ["deliver_twice", "drop_answer"])
def test_on_order_a_task_is_delivered_twice(tasks: RunningTasks, client: Any, worker: Worker, kind: str) -> None:
    tasks.misbehave(kind=kind, count=1)
    create(client, tasks, worker.url)
    worker.wait_for(2)
    wait_until_empty(tasks, "quick")


def test_nothing_that_was_acknowledged_is_lost_however_often_it_is_killed(tmp_path: Path, worker: Worker) -> None:
    with running_tasks([{"name": "q", "max_concurrent_dispatches": 5, **FAST}], tmp_path) as tasks:

        def linger(_: Seen) -> tuple[int, dict[str, str]]:
            time.sleep(0.01)
            return 200, {}

        worker.answer = linger
        client = tasks.client()
        for number in range(200):
            create(client, tasks, f"{worker.url}/{number}", "q")
        for _ in range(3):
            tasks.kill()
            tasks.start()
            time.sleep(0.15)
        wait_until_empty(tasks, "q")
        counts = worker.counts()
        assert set(counts) == {f"/{number}" for number in range(200)}
        # At least once, and again only what was under way when it was killed.
        assert sum(counts.values()) <= 200 + 3 * 5

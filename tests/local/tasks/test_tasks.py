"""Cloud Tasks' stand-in through Google's own client, over real gRPC and real HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import google.auth.transport.requests
import pytest
from google.api_core import exceptions
from google.cloud import tasks_v2
from google.oauth2 import id_token
from google.protobuf import duration_pb2, field_mask_pb2, timestamp_pb2

from local.tasks.testing import RunningTasks, running_tasks
from tests.local.worker import Seen, Worker

FAST = {"min_backoff_s": 0.05, "max_backoff_s": 0.2, "max_attempts": -1}
QUEUES: list[dict[str, object]] = [
    {"name": "quick", **FAST},
    {"name": "narrow", "max_concurrent_dispatches": 3, **FAST},
    {"name": "single", "max_concurrent_dispatches": 1, **FAST},
    {"name": "slow", "max_dispatches_per_second": 20, **FAST},
    {"name": "slowest", "max_dispatches_per_second": 0.2, **FAST},
    {"name": "mortal", "max_attempts": 3, "min_backoff_s": 0.05, "max_backoff_s": 0.2},
]


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTasks]:
    with running_tasks(QUEUES, tmp_path_factory.mktemp("tasks")) as running:
        yield running


@pytest.fixture
def client(tasks: RunningTasks) -> Iterator[Any]:
    client = tasks.client()
    yield client
    for queue in QUEUES:
        client.purge_queue(name=tasks.queue_path(str(queue["name"])))


def create(client: Any, tasks: RunningTasks, url: str, queue: str = "quick", name: str = "", **more: Any) -> Any:
    parent = tasks.queue_path(queue)
    task: dict[str, Any] = {"http_request": {"http_method": "POST", "url": url, "body": b"{}"}, **more}
    if name:
        task["name"] = f"{parent}/tasks/{name}"
    return client.create_task(request={"parent": parent, "task": task})


def in_seconds(seconds: float) -> timestamp_pb2.Timestamp:
    at = timestamp_pb2.Timestamp()
    at.FromDatetime(datetime.now(UTC) + timedelta(seconds=seconds))
    return at


def wait_until_empty(tasks: RunningTasks, queue: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
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


def test_a_tasks_own_headers_stand_unless_the_service_sets_them(
    tasks: RunningTasks, client: Any, worker: Worker
) -> None:
    mine = {"Content-type": "application/json", "user-agent": "me", "X-CloudTasks-TaskName": "another", "Host": "x"}
    token = {"service_account_email": "tasks@project.iam.gserviceaccount.com"}
    request = {"url": worker.url, "headers": {**mine, "authorization": "Basic mine"}, "oidc_token": token}
    task = client.create_task(request={"parent": tasks.queue_path("quick"), "task": {"http_request": request}})
    worker.wait_for(1)
    headers = worker.seen[0].headers
    assert [value for name, value in headers.items() if name.lower() == "content-type"] == ["application/json"]
    (identity,) = [value for name, value in headers.items() if name.lower() == "authorization"]
    assert identity.startswith("Bearer ")
    assert headers["User-Agent"] == "Google-Cloud-Tasks"
    assert headers["X-CloudTasks-TaskName"] == task.name.rsplit("/", 1)[1]
    assert headers["Host"] == worker.url.removeprefix("http://")


def test_what_is_not_answered_with_success_comes_again_until_it_is(
    tasks: RunningTasks, client: Any, worker: Worker
) -> None:
    worker.answer = lambda seen: ({1: 500, 2: 404, 3: 302}.get(len(worker.seen), 204), {})
    create(client, tasks, f"{worker.url}/again")
    worker.wait_for(4)
    wait_until_empty(tasks, "quick")

    def headers(name: str) -> list[str | None]:
        return [seen.headers.get(f"X-CloudTasks-Task{name}") for seen in worker.seen]

    assert headers("RetryCount") == ["0", "1", "2", "3"]
    # Server errors are no executions.
    assert headers("ExecutionCount") == ["0", "0", "1", "2"]
    assert headers("PreviousResponse") == [None, "500", "404", "302"]
    assert [bool(reason) for reason in headers("RetryReason")] == [False, True, True, True]


def test_a_worker_that_is_not_there_yet_gets_the_task_when_it_is(
    tasks: RunningTasks, client: Any, worker: Worker
) -> None:
    task = create(client, tasks, "http://127.0.0.1:9/nobody", "quick", schedule_time=in_seconds(0))
    until(lambda: client.get_task(name=task.name).dispatch_count >= 2)
    assert client.get_task(name=task.name).response_count == 0


def until(condition: Any, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_tasks_own_retries_come_before_its_queues(tasks: RunningTasks, client: Any, worker: Worker) -> None:
    worker.answer = lambda seen: (500, {})
    retry = {"max_attempts": 2, "min_backoff": duration_pb2.Duration(nanos=10_000_000)}
    create(client, tasks, worker.url, retry_config=retry)
    worker.wait_for(2)
    wait_until_empty(tasks, "quick")
    time.sleep(0.3)
    assert len(worker.seen) == 2


def test_an_exhausted_task_is_gone(tasks: RunningTasks, client: Any, worker: Worker) -> None:
    worker.answer = lambda seen: (500, {})
    create(client, tasks, worker.url, "mortal")
    worker.wait_for(3)
    wait_until_empty(tasks, "mortal")
    time.sleep(0.5)
    assert len(worker.seen) == 3


def test_a_task_waits_for_its_time(tasks: RunningTasks, client: Any, worker: Worker) -> None:
    begun = time.monotonic()
    create(client, tasks, worker.url, schedule_time=in_seconds(0.6))
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
    task = create(client, tasks, worker.url, name="gone", schedule_time=in_seconds(0.3))
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
    for _ in range(36):
        create(client, tasks, worker.url, "slow")
    worker.wait_for(36)
    # A burst of 20 at once, then 20 a second.
    assert worker.seen[-1].at - worker.seen[0].at >= (36 - 20 - 1) / 20


def test_a_worker_that_says_when_to_come_back_is_heeded(tasks: RunningTasks, client: Any, worker: Worker) -> None:
    worker.answer = lambda seen: (200, {}) if len(worker.seen) > 1 else (503, {"Retry-After": "1"})
    create(client, tasks, worker.url)
    worker.wait_for(2)
    assert worker.seen[1].at - worker.seen[0].at >= 0.9


def test_an_overloaded_worker_slows_the_whole_queue_down(tasks: RunningTasks, client: Any, worker: Worker) -> None:
    worker.answer = lambda seen: (200, {}) if len(worker.seen) > 1 else (429, {"Retry-After": "1"})
    create(client, tasks, f"{worker.url}/overloaded", "narrow")
    worker.wait_for(1)
    time.sleep(0.1)
    create(client, tasks, f"{worker.url}/another", "narrow")
    worker.wait_for(3)
    assert worker.seen[1].at - worker.seen[0].at >= 0.8


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
        ({"url": f"http://{'x' * 2100}"}, exceptions.InvalidArgument),
        ({"http_request": {"url": "http://a", "http_method": "GET", "body": b"x"}}, exceptions.InvalidArgument),
        ({"http_request": {"url": "http://a", "headers": {"X": "a\r\nb"}}}, exceptions.InvalidArgument),
        ({"http_request": {"url": "http://a", "headers": {"X": "a" * 90_000}}}, exceptions.InvalidArgument),
        ({"retry_config": {"max_attempts": -2}}, exceptions.InvalidArgument),
        ({"name": "a" * 501}, exceptions.InvalidArgument),
        ({"http_request": {"url": "http://127.0.0.1", "body": b"x" * 1_100_000}}, exceptions.InvalidArgument),
    ],
)
def test_what_the_service_refuses_is_refused(
    tasks: RunningTasks, client: Any, change: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        create(client, tasks, **{"url": "http://127.0.0.1:9", **change})


def test_a_time_that_is_past_is_now(tasks: RunningTasks, client: Any, worker: Worker) -> None:
    task = create(client, tasks, worker.url, schedule_time=timestamp_pb2.Timestamp(seconds=1))
    assert abs(task.schedule_time.timestamp() - time.time()) < 60


def test_the_body_is_shown_only_in_the_full_view(tasks: RunningTasks, client: Any) -> None:
    full = tasks_v2.Task.View.FULL
    task = create(client, tasks, "http://127.0.0.1:9", schedule_time=in_seconds(600))
    assert (task.http_request.body, task.view) == (b"", tasks_v2.Task.View.BASIC)
    assert client.get_task(name=task.name).http_request.body == b""
    assert client.get_task(request={"name": task.name, "response_view": full}).http_request.body == b"{}"


def test_a_task_can_be_run_whatever_holds_its_queue(tasks: RunningTasks, client: Any, worker: Worker) -> None:
    name = tasks.queue_path("single")
    worker.answer = lambda seen: (200 if len(worker.seen) > 1 else 404, {})
    client.pause_queue(name=name)
    task = create(client, tasks, worker.url, "single", schedule_time=in_seconds(600))
    client.run_task(name=task.name)
    worker.wait_for(1)
    # It failed: it is due again as the queue's retries say, not at its old time.
    until(lambda: client.get_task(name=task.name).schedule_time.timestamp() < time.time() + 10)
    client.resume_queue(name=name)
    worker.wait_for(2)
    wait_until_empty(tasks, "single")
    with pytest.raises(exceptions.NotFound):
        client.run_task(name=task.name)


def test_tasks_are_created_and_deleted_in_batches(tasks: RunningTasks, client: Any, worker: Worker) -> None:
    parent = tasks.queue_path("quick")

    def request(name: str, url: str = worker.url) -> dict[str, Any]:
        task = {"name": f"{parent}/tasks/{name}", "http_request": {"url": url}, "schedule_time": in_seconds(600)}
        return {"parent": parent, "task": task}

    batch = [request("b1"), request("b2"), request("b1"), request("b3", "ftp://nowhere")]
    operation = client.batch_create_tasks(request={"parent": parent, "requests": batch})
    assert [task.name.rsplit("/", 1)[1] for task in operation.result(timeout=5).tasks] == ["b1", "b2"]
    assert {place: status.code for place, status in operation.metadata.failed_requests.items()} == {2: 6, 3: 3}
    assert operation.metadata.state == tasks_v2.BatchCreateTasksMetadata.State.PARTIALLY_SUCCEEDED
    names = [f"{parent}/tasks/{name}" for name in ("b1", "b2", "missing")]
    deleted = client.batch_delete_tasks(request={"parent": parent, "names": names})
    deleted.result(timeout=5)
    assert list(deleted.metadata.failed_requests) == [2]
    assert list(client.list_tasks(parent=parent)) == []
    with pytest.raises(exceptions.InvalidArgument):
        client.batch_create_tasks(request={"parent": parent, "requests": [request(f"c{n}") for n in range(101)]})
    with pytest.raises(exceptions.NotFound):
        client.batch_create_tasks(request={"parent": tasks.queue_path("missing"), "requests": [request("x")]})


def test_tasks_are_listed_page_by_page(tasks: RunningTasks, client: Any) -> None:
    parent = tasks.queue_path("slow")
    for number in range(5):
        create(client, tasks, "http://127.0.0.1:9", "slow", f"p{number}", schedule_time=in_seconds(600))
    pages = client.list_tasks(request={"parent": parent, "page_size": 2}).pages
    assert [[task.name[-2:] for task in page.tasks] for page in pages] == [["p0", "p1"], ["p2", "p3"], ["p4"]]


def test_what_was_purged_takes_no_share_of_the_rate(tasks: RunningTasks, client: Any, worker: Worker) -> None:
    name = tasks.queue_path("slowest")
    client.pause_queue(name=name)
    for _ in range(20):
        create(client, tasks, worker.url, "slowest")
    client.purge_queue(name=name)
    create(client, tasks, f"{worker.url}/after", "slowest")
    client.resume_queue(name=name)
    worker.wait_for(1, seconds=3)
    assert worker.seen[0].path == "/after"


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
    client.update_queue(queue={"name": name})
    assert client.get_queue(name=name).state == tasks_v2.Queue.State.RUNNING
    client.delete_queue(name=name)


@pytest.mark.parametrize(
    ("change", "paths"),
    [
        ({"rate_limits": {"max_dispatches_per_second": 501}}, ["rate_limits"]),
        ({"rate_limits": {"max_concurrent_dispatches": 5001}}, ["rate_limits"]),
        ({"retry_config": {"max_attempts": -2}}, ["retry_config"]),
        ({}, ["state"]),
        ({}, ["rate_limits.nothing"]),
    ],
)
def test_settings_beyond_the_limits_are_refused(
    tasks: RunningTasks, client: Any, change: dict[str, Any], paths: list[str]
) -> None:
    queue = {"name": tasks.queue_path("quick"), **change}
    with pytest.raises(exceptions.InvalidArgument):
        client.update_queue(queue=queue, update_mask=field_mask_pb2.FieldMask(paths=paths))

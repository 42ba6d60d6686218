"""Cloud Tasks misbehaving on order, and being killed: at least once, in any order, and nothing lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from google.api_core import exceptions
from google.cloud import tasks_v2

from local.tasks.testing import RunningTasks, running_tasks
from tests.local.worker import Seen, Worker

FAST = {"min_backoff_s": 0.05, "max_backoff_s": 0.2, "max_attempts": -1}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTasks]:
    queues: list[dict[str, object]] = [{"name": "a", **FAST}, {"name": "b", **FAST}]
    queues.append({"name": "single", "max_concurrent_dispatches": 1, **FAST})
    with running_tasks(queues, tmp_path_factory.mktemp("tasks")) as running:
        yield running


@pytest.fixture
def tasks(shared: RunningTasks) -> Iterator[RunningTasks]:
    yield shared
    shared.behave()


def create(tasks: RunningTasks, client: Any, queue: str, url: str) -> None:
    client.create_task(request={"parent": tasks.queue_path(queue), "task": {"http_request": {"url": url}}})


def wait_until_empty(tasks: RunningTasks, queue: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while tasks.queue(queue)["depth"] or tasks.queue(queue)["in_flight"]:
        assert time.monotonic() < deadline, tasks.queue(queue)
        time.sleep(0.02)


def linger(_: Seen) -> tuple[int, dict[str, str]]:
    time.sleep(0.02)
    return 200, {}


@pytest.mark.parametrize("kind", ["deliver_twice", "drop_answer"])
def test_as_often_as_ordered_a_task_is_delivered_twice(tasks: RunningTasks, worker: Worker, kind: str) -> None:
    tasks.misbehave(kind=kind, count=2)
    client = tasks.client()
    for number in range(4):
        create(tasks, client, "a", f"{worker.url}/{number}")
    wait_until_empty(tasks, "a")
    # A task that came again may be hit a second time.
    assert sorted(worker.counts().values()) in ([1, 1, 2, 2], [1, 1, 1, 3])


def test_second_deliveries_come_at_once_and_one_after_the_other(tasks: RunningTasks, worker: Worker) -> None:
    under_way: list[str] = []
    overlapped = set()

    def watch(seen: Seen) -> tuple[int, dict[str, str]]:
        if seen.path in under_way:
            overlapped.add(seen.path)
        under_way.append(seen.path)
        time.sleep(0.05)
        under_way.remove(seen.path)
        return 200, {}

    worker.answer = watch
    tasks.misbehave(kind="deliver_twice")
    client = tasks.client()
    for number in range(16):
        create(tasks, client, "a", f"{worker.url}/{number}")
    wait_until_empty(tasks, "a")
    assert set(worker.counts().values()) == {2}
    assert 0 < len(overlapped) < 16


def test_second_deliveries_keep_within_the_concurrency(tasks: RunningTasks, worker: Worker) -> None:
    worker.answer = linger
    tasks.misbehave(kind="deliver_twice")
    client = tasks.client()
    for number in range(10):
        create(tasks, client, "single", f"{worker.url}/{number}")
    wait_until_empty(tasks, "single")
    assert (len(worker.seen), worker.most_at_once) == (20, 1)


def test_a_fault_strikes_its_queue_alone(tasks: RunningTasks, worker: Worker) -> None:
    tasks.misbehave(kind="deliver_twice", queue="b")
    client = tasks.client()
    for queue in ("a", "b"):
        create(tasks, client, queue, f"{worker.url}/{queue}")
        wait_until_empty(tasks, queue)
    assert worker.counts() == {"/a": 1, "/b": 2}


def test_on_order_tasks_overtake_each_other(tasks: RunningTasks, worker: Worker) -> None:
    tasks.misbehave(kind="reorder", rate=0.5, delay_ms=300)
    client = tasks.client()
    paths = [f"/{number}" for number in range(12)]
    for path in paths:
        create(tasks, client, "single", f"{worker.url}{path}")
    wait_until_empty(tasks, "single")
    arrived = [seen.path for seen in worker.seen]
    assert sorted(arrived) == sorted(paths)
    assert arrived != paths


def test_without_faults_tasks_keep_their_order(tasks: RunningTasks, worker: Worker) -> None:
    client = tasks.client()
    for number in range(12):
        create(tasks, client, "single", f"{worker.url}/{number}")
    wait_until_empty(tasks, "single")
    assert [seen.path for seen in worker.seen] == [f"/{number}" for number in range(12)]


def test_on_order_a_task_comes_late_and_once(tasks: RunningTasks, worker: Worker) -> None:
    tasks.misbehave(kind="delay", delay_ms=600)
    begun = time.monotonic()
    create(tasks, tasks.client(), "a", worker.url)
    wait_until_empty(tasks, "a")
    assert len(worker.seen) == 1
    assert worker.seen[0].at - begun >= 0.6


def test_a_fault_that_is_none_is_refused(tasks: RunningTasks) -> None:
    for body in (b'{"kind": "explode"}', b'{"kind": "delay", "que": "a"}', b"no json"):
        assert httpx.post(f"{tasks.admin_url}/faults", content=body).status_code == 400


def test_nothing_that_was_acknowledged_is_lost_however_often_it_is_killed(tmp_path: Path, worker: Worker) -> None:
    worker.answer = linger
    acknowledged: set[str] = set()
    with running_tasks([{"name": "q", "max_concurrent_dispatches": 5, **FAST}], tmp_path) as tasks:
        is_over = threading.Event()

        def keep_creating() -> None:
            client, number = tasks.client(), 0
            while len(acknowledged) < 300 and not is_over.is_set():
                try:
                    create(tasks, client, "q", f"{worker.url}/{number}")
                    acknowledged.add(f"/{number}")
                except exceptions.GoogleAPICallError:
                    # Killed meanwhile: nothing was promised, the next one is another.
                    time.sleep(0.02)
                number += 1

        creating = threading.Thread(target=keep_creating)
        creating.start()
        for _ in range(4):
            tasks.misbehave(kind="deliver_twice", rate=0.1)
            time.sleep(0.2)
            tasks.kill()
            tasks.start()
        creating.join(timeout=30)
        is_over.set()
        wait_until_empty(tasks, "q")
    counts = worker.counts()
    assert len(acknowledged) == 300
    assert acknowledged <= set(counts)


def test_a_task_that_was_under_way_comes_again_after_a_kill(tmp_path: Path, worker: Worker) -> None:
    with running_tasks([{"name": "q", **FAST}], tmp_path) as tasks:

        def killed_meanwhile(_: Seen) -> tuple[int, dict[str, str]]:
            if len(worker.seen) == 1:
                tasks.kill()
            return 200, {}

        worker.answer = killed_meanwhile
        create(tasks, tasks.client(), "q", worker.url)
        worker.wait_for(1)
        tasks.start()
        wait_until_empty(tasks, "q")
        assert [seen.headers["X-CloudTasks-TaskRetryCount"] for seen in worker.seen] == ["0", "1"]


def test_names_pauses_and_queues_outlive_a_kill_and_a_new_deployment(tmp_path: Path, worker: Worker) -> None:
    with running_tasks([{"name": "q", **FAST}], tmp_path) as tasks:
        client, name = tasks.client(), tasks.queue_path("q")
        task = {"name": f"{name}/tasks/once", "http_request": {"url": worker.url}}
        client.create_task(request={"parent": name, "task": task})
        wait_until_empty(tasks, "q")
        client.create_queue(parent=name.rsplit("/queues/", 1)[0], queue={"name": tasks.queue_path("made")})
        client.pause_queue(name=name)
        tasks.kill()
        tasks.deploy([{"name": "q", "max_concurrent_dispatches": 7}])
        tasks.start()
        client = tasks.client()
        with pytest.raises(exceptions.AlreadyExists):
            client.create_task(request={"parent": name, "task": task})
        queue = client.get_queue(name=name)
        assert (queue.state, queue.rate_limits.max_concurrent_dispatches) == (tasks_v2.Queue.State.PAUSED, 7)
        assert client.get_queue(name=tasks.queue_path("made")).state == tasks_v2.Queue.State.RUNNING


def test_it_ends_at_once_and_in_peace_when_it_is_told_to(tmp_path: Path, worker: Worker) -> None:
    def long(_: Seen) -> tuple[int, dict[str, str]]:
        time.sleep(5)
        return 200, {}

    worker.answer = long
    with running_tasks([{"name": "q", **FAST}], tmp_path) as tasks:
        create(tasks, tasks.client(), "q", worker.url)
        worker.wait_for(1)
        begun = time.monotonic()
        assert tasks.stop() == 0
        assert time.monotonic() - begun < 3


@pytest.mark.parametrize("queue", [{"name": "q", "max_atempts": 3}, {"name": "q", "max_dispatches_per_second": 501}])
def test_settings_that_are_wrong_are_not_taken(tmp_path: Path, queue: dict[str, object]) -> None:
    with pytest.raises(RuntimeError, match="ended with status"):
        running_tasks([queue], tmp_path).start()

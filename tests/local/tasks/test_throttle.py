from __future__ import annotations

from types import SimpleNamespace

import pytest

from local.tasks.throttle import Throttle


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def throttle(clock: Clock, rate: float = 500.0, burst: int = 500) -> Throttle:
    return Throttle(SimpleNamespace(max_dispatches_per_second=rate, max_burst_size=burst), clock)


def holds(queue: Throttle, clock: Clock, statuses: list[int]) -> list[float]:
    """How long the queue is held back by each of these answers, to dispatches one after the other."""
    waits = []
    for status in statuses:
        queue.heed(status, 0, began=clock.now)
        waits.append(round(queue.wait_s(), 3))
        clock.now += queue.wait_s()
    return waits


def test_a_bucket_holds_a_burst_and_fills_at_its_rate(clock: Clock) -> None:
    bucket = throttle(clock, rate=10, burst=3)
    for _ in range(3):
        assert bucket.wait_s() == 0
        bucket.take()
    assert bucket.wait_s() == pytest.approx(0.1)
    clock.now += 0.1
    assert bucket.wait_s() == pytest.approx(0)
    clock.now += 100
    for _ in range(3):
        assert bucket.wait_s() == 0
        bucket.take()
    assert bucket.wait_s() > 0


@pytest.mark.parametrize("status", [429, 503])
def test_overloads_in_a_row_hold_the_queue_back_ever_longer(clock: Clock, status: int) -> None:
    waits = holds(throttle(clock), clock, [status] * 12)
    assert waits == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30, 30]


def test_dispatches_that_fail_together_are_one_overload(clock: Clock) -> None:
    queue = throttle(clock)
    for _ in range(50):
        queue.heed(503, 0, began=clock.now)
    assert queue.wait_s() == pytest.approx(0.1)


def test_a_success_ends_the_row(clock: Clock) -> None:
    assert holds(throttle(clock), clock, [503, 503, 200, 503]) == [0.1, 0.2, 0, 0.1]


def test_few_errors_of_another_kind_hold_nothing_back_and_many_do(clock: Clock) -> None:
    waits = holds(throttle(clock), clock, [500] * 9 + [0] * 8)
    assert waits == [0] * 9 + [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5]


def test_retry_after_holds_the_queue_for_as_long_as_the_worker_says(clock: Clock) -> None:
    queue = throttle(clock)
    queue.heed(503, 7, began=clock.now)
    assert queue.wait_s() == 7

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from lib.gateways.vk.limits import REQUESTS_A_SECOND
from lib.gateways.vk.pace import SHARES, Pace, Purpose, Share


class TestClock:
    """A clock that moves when it is told to, or when somebody sleeps."""

    __test__ = False

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += timedelta(seconds=max(seconds, 0))


def test_all_shares_together_are_what_vk_allows() -> None:
    assert set(SHARES) == set(Purpose)
    assert sum(share.requests_a_second for share in SHARES.values()) <= REQUESTS_A_SECOND


def test_concurrency_times_pace_is_the_share() -> None:
    for share in SHARES.values():
        assert share.concurrency / share.interval_s == share.requests_a_second


def test_a_turn_lasts_its_interval_however_quick_the_answer_was() -> None:
    clock = TestClock()
    pace = Pace(Share(concurrency=4, requests_a_second=8), clock)
    with pace.turn():
        clock.time += timedelta(seconds=0.2)
    assert clock.slept == [0.3]


def test_a_slow_answer_has_used_its_turn_up() -> None:
    clock = TestClock()
    with Pace(Share(4, 8), clock).turn():
        clock.time += timedelta(seconds=3)
    assert clock.slept[0] <= 0


def test_a_clock_that_was_set_back_does_not_make_a_turn_longer() -> None:
    clock = TestClock()
    with Pace(Share(4, 8), clock).turn():
        clock.time -= timedelta(minutes=5)
    assert clock.slept == [0.5]

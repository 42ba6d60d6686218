from __future__ import annotations

from lib.gateways.vk.limits import REQUESTS_A_SECOND
from lib.gateways.vk.pace import AT_ONCE, SHARES, SWEEP, Pace, Purpose, Share
from tests.clock import MovableClock


def test_all_shares_together_are_what_vk_allows() -> None:
    assert set(SHARES) == set(Purpose)
    assert sum(share.requests_a_second for share in (*SHARES.values(), SWEEP, AT_ONCE)) <= REQUESTS_A_SECOND


def test_concurrency_times_pace_is_the_share() -> None:
    for share in SHARES.values():
        assert share.concurrency / share.interval_s == share.requests_a_second


def test_the_sweep_takes_its_turns_at_the_pace_of_answers() -> None:
    assert SWEEP.interval_s == SHARES[Purpose.ANSWER].interval_s


def test_a_turn_lasts_its_interval_however_quick_the_answer_was() -> None:
    clock = MovableClock()
    pace = Pace(Share(concurrency=4, requests_a_second=8), clock)
    with pace.turn():
        clock.move(seconds=0.2)
    assert clock.slept == [0.3]


def test_a_slow_answer_has_used_its_turn_up() -> None:
    clock = MovableClock()
    with Pace(Share(4, 8), clock).turn():
        clock.move(seconds=3)
    assert clock.slept[0] <= 0


def test_a_clock_that_was_set_back_does_not_make_a_turn_longer() -> None:
    clock = MovableClock()
    with Pace(Share(4, 8), clock).turn():
        clock.move(minutes=-5)
    assert clock.slept == [0.5]

from __future__ import annotations

import pytest

from local.tasks.settings import QueueSettings, is_exhausted, wait_s


def retry(**settings: float) -> object:
    return QueueSettings(name="q", **settings).as_queue("q").retry_config  # type: ignore[arg-type]


def test_waits_double_and_then_grow_linearly_up_to_the_longest() -> None:
    # The example of Google's reference: 10 s, 3 doublings, at most 300 s.
    config = retry(min_backoff_s=10, max_backoff_s=300, max_doublings=3)
    assert [wait_s(config, attempts) for attempts in range(1, 9)] == [10, 20, 40, 80, 160, 240, 300, 300]


@pytest.mark.parametrize(
    ("settings", "attempts", "age_s", "exhausted"),
    [
        ({"max_attempts": 3}, 2, 99, False),
        ({"max_attempts": 3}, 3, 0, True),
        ({"max_attempts": 3, "max_retry_duration_s": 60}, 5, 59, False),
        ({"max_attempts": 3, "max_retry_duration_s": 60}, 5, 61, True),
        ({"max_attempts": -1}, 10_000, 1e9, False),
        ({"max_attempts": -1, "max_retry_duration_s": 60}, 1, 61, True),
    ],
)
def test_a_task_ends_when_attempts_and_time_are_both_used_up(
    settings: dict[str, float], attempts: int, age_s: float, exhausted: bool
) -> None:
    assert is_exhausted(retry(**settings), attempts, age_s) is exhausted

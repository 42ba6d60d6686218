from __future__ import annotations

from datetime import UTC, datetime

import pytest

from local.scheduler.schedule import is_schedule, next_run


@pytest.mark.parametrize(
    ("schedule", "time_zone", "after", "due"),
    [
        ("* * * * *", "", "2026-11-19T12:00:30", "2026-11-19T12:01:00"),
        ("*/5 * * * *", "utc", "2026-11-19T12:00:00", "2026-11-19T12:05:00"),
        ("0 9 20 * *", "Asia/Vladivostok", "2026-11-19T12:00:00", "2026-11-19T23:00:00"),
        ("0 9 * * mon-fri", "Europe/Moscow", "2026-11-20T12:00:00", "2026-11-23T06:00:00"),
        # Either the day of the month or the day of the week, where both are given.
        ("0 0 13 * 5", "UTC", "2026-11-07T00:00:00", "2026-11-13T00:00:00"),
        ("0 0 1 * 0", "UTC", "2026-11-07T00:00:00", "2026-11-08T00:00:00"),
    ],
)
def test_the_next_run_follows_the_cron_line_in_its_own_time_zone(
    schedule: str, time_zone: str, after: str, due: str
) -> None:
    def seconds(text: str) -> float:
        return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()

    assert next_run(schedule, time_zone, seconds(after)) == seconds(due)


@pytest.mark.parametrize("schedule", ["* * * * *", "0 9 1,15 jan-jun *", " 0  9 * * MON ", "*/5 0-6 * * 1-5"])
def test_a_line_of_five_fields_is_a_schedule(schedule: str) -> None:
    assert is_schedule(schedule, "Europe/Moscow")


@pytest.mark.parametrize("schedule", ["", "* * * *", "* * * * * *", "@daily", "* * L * *", "* * ? * *", "0 0 * * 5#2"])
def test_what_google_does_not_read_is_no_schedule(schedule: str) -> None:
    assert not is_schedule(schedule, "UTC")

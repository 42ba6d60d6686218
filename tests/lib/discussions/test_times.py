"""When a discussion may take place, and how people write a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lib.discussions.times import Span, check_span, offered_times, read_time, span_of
from lib.errors import DomainError

ZONE = "Europe/Moscow"
# Monday, 15:00 in Moscow.
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def at(text: str) -> datetime:
    """A moment of Moscow's time."""
    found = read_time(text, NOW, ZONE)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("starts_at", "minutes", "code"),
    [
        ("25.11 18:00", 60, ""),
        ("25.11 20:00", 60, ""),
        ("25.11 20:30", 60, "discussion_outside_hours"),
        ("25.11 07:00", 60, "discussion_outside_hours"),
        ("01.01.2027 12:00", 60, "discussion_outside_hours"),
        ("23.11 14:00", 60, "discussion_in_the_past"),
        ("23.11 15:10", 60, "discussion_in_the_past"),
        ("25.02.2027 12:00", 60, "discussion_too_far"),
        ("25.11 18:00", 10, "discussion_too_long"),
        ("25.11 12:00", 240, "discussion_too_long"),
        ("24.11 18:30", 60, "discussion_collides"),
        ("24.11 17:00", 60, ""),
    ],
)
def test_a_time_is_checked_against_the_clock_the_hours_and_the_officials_other_discussions(
    starts_at: str, minutes: int, code: str
) -> None:
    taken = [span_of(at("24.11 18:00"), 60)]
    span = span_of(at(starts_at), minutes)
    if not code:
        check_span(span, taken, NOW, ZONE)
        return
    with pytest.raises(DomainError, match=code):
        check_span(span, taken, NOW, ZONE)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("25.11 18:00", datetime(2026, 11, 25, 15, 0, tzinfo=UTC)),
        ("25.11 в 18:00", datetime(2026, 11, 25, 15, 0, tzinfo=UTC)),
        ("25.11.2026, 18.00", datetime(2026, 11, 25, 15, 0, tzinfo=UTC)),
        ("18:00", datetime(2026, 11, 23, 15, 0, tzinfo=UTC)),
        ("10:00", datetime(2026, 11, 24, 7, 0, tzinfo=UTC)),
        ("05.01 18:00", datetime(2027, 1, 5, 15, 0, tzinfo=UTC)),
        ("31.02 18:00", None),
        ("25:00", None),
        ("завтра", None),
        ("", None),
        ("1.2.3.4 5:6:7", None),
    ],
)
def test_people_write_times_in_their_own_way(text: str, means: datetime | None) -> None:
    assert read_time(text, NOW, ZONE) == means


def test_what_is_offered_may_be_taken() -> None:
    taken = [Span(at("18:00"), at("18:00") + timedelta(hours=1))]
    offered = offered_times(taken, NOW, ZONE)
    assert [f"{each:%d %H}" for each in offered] == ["23 16", "24 15", "24 16", "25 15"]
    for each in offered:
        check_span(span_of(each, 60), taken, NOW, ZONE)

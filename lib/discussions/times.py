"""When a discussion may take place: not in the past, not too far, when people can be expected, none upon another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from lib.errors import DomainError
from lib.questions.deadlines import is_in_working_hours

# Residents have to read of it, and VK has to make the chat.
SOONEST = timedelta(minutes=15)
FARTHEST = timedelta(days=60)
SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=3)
STANDARD_MINUTES = 60
_MOST_OFFERED = 4


class Span(Struct, frozen=True):
    """A stretch of time."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: Span) -> bool:
        """Whether some moment lies in both."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def span_of(starts_at: datetime, minutes: int) -> Span:
    """The time from a moment on.

    Raises:
        DomainError: `discussion_too_far`, at the end of all times.
    """
    try:
        return Span(starts_at, starts_at + timedelta(minutes=minutes))
    except OverflowError:
        raise DomainError("discussion_too_far") from None


def check_span(span: Span, taken: Iterable[Span], now: datetime, time_zone: str) -> None:
    """Checks a time against the rules and against what the official has already.

    Raises:
        DomainError: `discussion_too_long`, `discussion_in_the_past`, `discussion_too_far`,
            `discussion_outside_hours`, `discussion_collides`.
    """
    if not SHORTEST <= span.ends_at - span.starts_at <= LONGEST:
        raise DomainError("discussion_too_long")
    if span.starts_at < now + SOONEST:
        raise DomainError("discussion_in_the_past")
    if span.starts_at > now + FARTHEST:
        raise DomainError("discussion_too_far")
    if not (is_in_working_hours(span.starts_at, time_zone) and is_in_working_hours(span.ends_at, time_zone)):
        raise DomainError("discussion_outside_hours")
    check_free(span, taken)


def check_free(span: Span, taken: Iterable[Span]) -> None:
    """Checks that the official has nothing else then.

    Raises:
        DomainError: `discussion_collides`.
    """
    if any(span.overlaps(other) for other in taken):
        raise DomainError("discussion_collides")


def offered_times(taken: Iterable[Span], now: datetime, time_zone: str) -> list[datetime]:
    """The next evenings' times that an official could take, soonest first."""
    zone, busy = ZoneInfo(time_zone), list(taken)
    today = now.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    candidates = [
        (today + timedelta(days=day)).replace(hour=hour).astimezone(ZoneInfo("UTC"))
        for day in range(14)
        for hour in (18, 19)
    ]
    return [each for each in candidates if _may_be(each, busy, now, time_zone)][:_MOST_OFFERED]


def _may_be(starts_at: datetime, taken: Iterable[Span], now: datetime, time_zone: str) -> bool:
    try:
        check_span(span_of(starts_at, STANDARD_MINUTES), taken, now, time_zone)
    except DomainError:
        return False
    return True


def read_time(text: str, now: datetime, time_zone: str) -> datetime | None:
    """A time as people write it, `25.11 18:00` or `18:00` for the next such moment; None where it is none."""
    words = text.replace(",", " ").replace(" в ", " ").split()
    if not 1 <= len(words) <= 2:
        return None
    local = now.astimezone(ZoneInfo(time_zone))
    try:
        hour, minute = (int(part) for part in words[-1].replace(".", ":").split(":"))
        moment = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        if len(words) == 2:
            date = [int(part) for part in words[0].split(".")]
            year = date[2] + (2000 if date[2] < 100 else 0) if len(date) == 3 else local.year
            moment = moment.replace(year=year, month=date[1], day=date[0])
            if len(date) == 2 and moment < local - timedelta(days=30):
                moment = moment.replace(year=year + 1)
        elif moment <= local:
            moment += timedelta(days=1)
    except (ValueError, IndexError, OverflowError):
        return None
    return moment.astimezone(ZoneInfo("UTC"))

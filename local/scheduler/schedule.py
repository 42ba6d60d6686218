"""When a job is due: five fields of cron in a time zone.

https://cloud.google.com/scheduler/docs/configuring/cron-job-schedules
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from croniter import croniter

# Numbers, lists, ranges, steps and the names of months and days: croniter knows more (`L`, `#`, `?`) than Google.
_CRON_LINE = re.compile(r"(?:(?:[\d*,/-]|[A-Za-z]{3})+ +){4}(?:[\d*,/-]|[A-Za-z]{3})+")


def is_schedule(line: str, time_zone: str) -> bool:
    """Whether that is a cron line of five fields in a known time zone."""
    try:
        _zone(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(_CRON_LINE.fullmatch(line.strip()) and croniter.is_valid(line))


def next_run(schedule: str, time_zone: str, after: float) -> float:
    """The first moment after `after` that a cron line names in a time zone; both are seconds since 1970."""
    begin = datetime.fromtimestamp(after, UTC).astimezone(_zone(time_zone))
    return float(croniter(schedule, begin).get_next(float))


def _zone(name: str) -> ZoneInfo:
    return ZoneInfo("UTC" if name in ("", "utc") else name)

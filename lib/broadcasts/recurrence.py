"""When a regular broadcast leaves: rules, without any I/O."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, available_timezones

from msgspec import Struct

# Every month has a 28th.
LAST_DAY = 28
_LONGEST_BETWEEN = timedelta(days=32)
_WEEKDAYS = ("понедельникам", "вторникам", "средам", "четвергам", "пятницам", "субботам", "воскресеньям")


class Frequency(StrEnum):
    """How often."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Recurrence(Struct, frozen=True):
    """A time of day in a time zone: every day, on a weekday (1 is Monday), or on a day of the month."""

    frequency: Frequency
    hour: int
    minute: int
    time_zone: str
    weekday: int = 1
    day: int = 1

    @property
    def cron(self) -> str:
        """The line of cron, in the recurrence's own time zone."""
        match self.frequency:
            case Frequency.DAILY:
                return f"{self.minute} {self.hour} * * *"
            case Frequency.WEEKLY:
                # In cron 0 is Sunday.
                return f"{self.minute} {self.hour} * * {self.weekday % 7}"
            case Frequency.MONTHLY:
                return f"{self.minute} {self.hour} {self.day} * *"

    @property
    def in_russian(self) -> str:
        """In words."""
        at = f"в {self.hour:02}:{self.minute:02}"
        match self.frequency:
            case Frequency.DAILY:
                return f"каждый день {at}"
            case Frequency.WEEKLY:
                return f"по {_WEEKDAYS[self.weekday - 1]} {at}"
            case Frequency.MONTHLY:
                return f"каждое {self.day}-е число {at}"

    def latest(self, now: datetime) -> datetime:
        """The last moment, `now` included, at which it was due."""
        return self._nearest(now, timedelta(days=-1))

    def following(self, now: datetime) -> datetime:
        """The next moment after `now` at which it is due."""
        return self._nearest(now, timedelta(days=1))

    def _nearest(self, now: datetime, step: timedelta) -> datetime:
        zone = ZoneInfo(self.time_zone)
        day = now.astimezone(zone).date()
        for _ in range(_LONGEST_BETWEEN.days + 1):
            due = datetime.combine(day, time(self.hour, self.minute), zone).astimezone(UTC)
            is_on_the_right_side = due <= now if step < timedelta(0) else due > now
            if is_on_the_right_side and self._is_on(due.astimezone(zone)):
                return due
            day += step
        raise AssertionError("a recurrence is due at least once a month")

    def _is_on(self, moment: datetime) -> bool:
        match self.frequency:
            case Frequency.DAILY:
                return True
            case Frequency.WEEKLY:
                return moment.isoweekday() == self.weekday
            case Frequency.MONTHLY:
                return moment.day == self.day


def is_time_zone(name: str) -> bool:
    """Whether there is a time zone of that name: `Asia/Yekaterinburg`."""
    return name in available_timezones()

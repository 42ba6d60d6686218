"""Deadlines in working days of the Russian calendar, with its transfers of days off and its working Saturdays.

The calendar is that of `holidays`, which follows the government's yearly decree. A year that has no decree yet has the
Labour Code's holidays (ст. 112 ТК РФ) without transfers.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from holidays import HolidayBase

DAY_BEGINS, DAY_ENDS = time(9), time(18)


def is_working_day(day: date) -> bool:
    """Whether people work on that day in Russia."""
    calendar = _calendar()
    # Asked first, so that the year is there.
    is_holiday = day in calendar
    return day in calendar.weekend_workdays or (day.weekday() < 5 and not is_holiday)


def deadline(begins: datetime, working_days: int, time_zone: str) -> datetime:
    """The end of the working day that is so many working days after the day of `begins`, in that time zone; UTC."""
    zone = ZoneInfo(time_zone)
    return _at(_working_day(begins.astimezone(zone).date(), working_days), DAY_ENDS, zone)


def reminder_before(due: datetime, time_zone: str) -> datetime:
    """The morning of the working day before the last one."""
    zone = ZoneInfo(time_zone)
    return _at(_working_day(due.astimezone(zone).date(), -1), DAY_BEGINS, zone)


def is_in_working_hours(moment: datetime, time_zone: str) -> bool:
    """Whether officials can be expected: 8 to 21 on any day but a holiday, since residents are free in the evening."""
    local = moment.astimezone(ZoneInfo(time_zone))
    return _DISCUSSIONS_FROM <= local.time() <= _DISCUSSIONS_UNTIL and local.date() not in _calendar()


_DISCUSSIONS_FROM, _DISCUSSIONS_UNTIL = time(8), time(21)


def _working_day(day: date, number: int) -> date:
    step = timedelta(days=1 if number > 0 else -1)
    for _ in range(abs(number)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def _at(day: date, moment: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, moment, zone).astimezone(ZoneInfo("UTC"))


@cache
def _calendar() -> HolidayBase:
    # Imported with the first deadline: it takes a tenth of a second.
    from holidays import country_holidays

    return country_holidays("RU")

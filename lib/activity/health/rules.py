"""When a house's chat needs somebody to see to it. Rules, without any I/O.

A task is open as long as what the house's record says makes it so; nobody ticks it off. Who mends the house closes it
in the same commit, and the round (lib/activity/health/round.py) finds what only time has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from lib.houses.house import AdministratorState, HealthTask, House, HouseState, OnboardingState, Snooze

# The municipalities' own: fewer than 5 % of the apartments after two weeks, nobody has written for 30 days.
FEW_PERCENT = 5
FEW_AFTER = timedelta(days=14)
SILENT_AFTER = timedelta(days=30)
# The bot reminds whoever is named after a day and after a week (lib/onboarding/rules.py); then it is a person's turn.
NOT_JOINED_AFTER = timedelta(days=7)
# Twice that, for whoever is in the chat: a fortnight's leave is not silence yet.
ADMINISTRATOR_SILENT_AFTER = timedelta(days=14)

# Until when a task can be put aside; longer than that is «for good».
LONGEST_SNOOZE = timedelta(days=180)


class Heard(Struct, frozen=True):
    """On which days (`2026-11-23`, empty for never) who last wrote in a house's chat, as counted up to `until`: a
    person, a person who is no official of the house, the administrator.
    """

    until: str
    person_on: str = ""
    resident_on: str = ""
    administrator_on: str = ""


def judged(house: House, now: datetime, heard: Heard | None = None) -> House:
    """The house with its tasks as they are now: what is put aside stays so until its time, or until it is mended.

    Without `heard`, what follows from who wrote is left as it was.
    """
    holds = tasks_of(house, now, heard)
    snoozes = tuple(each for each in house.snoozes if each.task in holds and not _is_over(each, now))
    aside = {each.task for each in snoozes}
    return replace(
        house,
        health=tuple(task for task in holds if task not in aside),
        health_snoozed=tuple(task for task in holds if task in aside),
        health_since={task: house.health_since.get(task, now) for task in holds},
        snoozes=snoozes,
        last_wrote={task: day for task, day in _last_wrote(house, heard).items() if task in holds and day},
        reminded_at={task: at for task, at in house.reminded_at.items() if task in holds},
    )


def tasks_of(house: House, now: datetime, heard: Heard | None = None) -> tuple[HealthTask, ...]:
    """What a house's chat lacks, put aside or not. A chat that is not there yet, or no more, lacks nothing."""
    if house.state is not HouseState.LIVE:
        return ()
    return tuple(task for task, holds in _RULES.items() if holds(house, now, heard))


def mended(before: House, after: House) -> tuple[HealthTask, ...]:
    """The tasks of a house that are no more. A chat that was closed has not got its residents by that."""
    gone = {*before.health, *before.health_snoozed} - {*after.health, *after.health_snoozed}
    if after.state is not HouseState.LIVE:
        gone &= {HealthTask.TWO_CHATS}
    return tuple(task for task in HealthTask if task in gone)


def health_fields(before: House, after: House) -> dict[str, object]:
    """What differs between two judgements of a house, as fields of its record."""
    return {name: getattr(after, name) for name in _FIELDS if getattr(after, name) != getattr(before, name)}


_FIELDS = (
    "company_answers",
    "twin_id",
    "health",
    "health_snoozed",
    "health_since",
    "snoozes",
    "last_wrote",
    "reminded_at",
)


def _has_no_administrator(house: House, *_: object) -> bool:
    return house.administrator_state is AdministratorState.NONE or house.onboarding is OnboardingState.REFUSED


def _administrator_is_silent(house: House, now: datetime, heard: Heard | None) -> bool:
    if _has_no_administrator(house):
        return False
    named_at = max(filter(None, [house.administrator_named_at, house.live_at]), default=now)
    if house.administrator_state is AdministratorState.NAMED:
        return now - named_at >= NOT_JOINED_AFTER
    if now - (house.administrator_joined_at or named_at) < ADMINISTRATOR_SILENT_AFTER:
        return False
    if heard is None:
        return _had(house, HealthTask.ADMINISTRATOR_SILENT)
    return _not_since(heard.administrator_on, heard.until, ADMINISTRATOR_SILENT_AFTER)


def _has_few_residents(house: House, now: datetime, _: Heard | None) -> bool:
    if house.live_at is None or now - house.live_at < FEW_AFTER:
        return False
    return house.members_count == 0 or house.members_count * 100 < FEW_PERCENT * house.apartments


def _hears_only_officials(house: House, now: datetime, heard: Heard | None) -> bool:
    if house.is_silent or house.live_at is None or now - house.live_at < SILENT_AFTER:
        return False
    if heard is None:
        return _had(house, HealthTask.ONLY_OFFICIALS_WRITE)
    somebody_wrote = not _not_since(heard.person_on, heard.until, SILENT_AFTER)
    return somebody_wrote and _not_since(heard.resident_on, heard.until, SILENT_AFTER)


_RULES: dict[HealthTask, Callable[[House, datetime, Heard | None], bool]] = {
    HealthTask.BOT_WITHOUT_RIGHTS: lambda house, *_: bool(house.chat_trouble),
    HealthTask.NO_ADMINISTRATOR: _has_no_administrator,
    HealthTask.ADMINISTRATOR_SILENT: _administrator_is_silent,
    HealthTask.NO_OFFICIAL: lambda house, *_: not house.official_vk_ids and not house.company_answers,
    HealthTask.FEW_RESIDENTS: _has_few_residents,
    # As the count of activity says, so that the figure and its tasks are the same houses.
    HealthTask.CHAT_SILENT: lambda house, *_: house.is_silent,
    HealthTask.ONLY_OFFICIALS_WRITE: _hears_only_officials,
    HealthTask.TWO_CHATS: lambda house, *_: bool(house.twin_id),
}
# In the order in which they matter: without rights the bot can do nothing about the rest.
ALL_TASKS: tuple[HealthTask, ...] = tuple(_RULES)


def _last_wrote(house: House, heard: Heard | None) -> Mapping[HealthTask, str]:
    if heard is None:
        return house.last_wrote
    return {
        HealthTask.ADMINISTRATOR_SILENT: heard.administrator_on,
        HealthTask.CHAT_SILENT: heard.person_on,
        HealthTask.ONLY_OFFICIALS_WRITE: heard.resident_on,
    }


def _had(house: House, task: HealthTask) -> bool:
    return task in house.health or task in house.health_snoozed


def _not_since(day: str, until: str, span: timedelta) -> bool:
    """Whether a day lies so far back, seen from the last day that was counted."""
    return not day or date.fromisoformat(until) - date.fromisoformat(day) >= span


def _is_over(snooze: Snooze, now: datetime) -> bool:
    return snooze.until is not None and snooze.until <= now

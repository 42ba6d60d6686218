"""Tasks counted and listed. Counts are aggregation queries, one read per thousand houses; lists are pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from lib.activity.health.mended import Mended, mended_path
from lib.activity.health.rules import ALL_TASKS
from lib.gateways.firestore.at_once import at_once
from lib.gateways.firestore.paging import Page, read_page
from lib.gateways.firestore.store import Store
from lib.houses.house import HealthTask, House, houses_path


class TaskCount(Struct, frozen=True):
    """Houses with a task: open, put aside, and mended since the beginning of the week and of the day."""

    task: HealthTask
    open: int
    snoozed: int
    mended_this_week: int
    mended_today: int


def count_tasks(municipality_id: str, week: datetime, day: datetime, *, store: Store) -> list[TaskCount]:
    """All tasks counted; `week` and `day` are when those began."""

    def houses(field: str, task: HealthTask) -> Callable[[], int]:
        return lambda: store.totals(houses_path(municipality_id), [(field, "array_contains", task)])[0]

    def fixed(task: HealthTask, since: datetime) -> Callable[[], int]:
        return lambda: count_mended(municipality_id, task, since, None, store=store)

    asked = [
        count
        for task in ALL_TASKS
        for count in (houses("health", task), houses("health_snoozed", task), fixed(task, week), fixed(task, day))
    ]
    answers = iter(at_once(asked))
    return [TaskCount(task, *(next(answers) for _ in range(4))) for task in ALL_TASKS]


def count_open(municipality_id: str, *, store: Store) -> dict[HealthTask, int]:
    """Houses with each task that is open."""
    path = houses_path(municipality_id)
    return {task: store.totals(path, [("health", "array_contains", task)])[0] for task in ALL_TASKS}


def count_mended(
    municipality_id: str, task: HealthTask, since: datetime, until: datetime | None, *, store: Store
) -> int:
    """How many houses were mended of a task, `until` not included."""
    where: list[tuple[str, str, object]] = [("task", "==", task), ("at", ">=", since)]
    if until is not None:
        where.append(("at", "<", until))
    return store.sums(mended_path(municipality_id), where, ["count"])["count"]


def list_houses_with(
    municipality_id: str, task: HealthTask, after: str, limit: int, *, snoozed: bool, store: Store
) -> Page[House]:
    """A page of the houses with a task that is open, or put aside, by address."""
    where = [("health_snoozed" if snoozed else "health", "array_contains", task)]
    return read_page(
        houses_path(municipality_id), House, order="sort", after=after, limit=limit, store=store, where=where
    )


def list_mended(municipality_id: str, task: HealthTask, after: str, limit: int, *, store: Store) -> Page[Mended]:
    """A page of what was mended of a task, the newest first."""
    return read_page(
        mended_path(municipality_id),
        Mended,
        order="-sort",
        after=after,
        limit=limit,
        store=store,
        where=[("task", "==", task)],
    )


def week_and_day(now: datetime, time_zone: str) -> tuple[datetime, datetime]:
    """When the week and the day began, where the municipality is."""
    zone = ZoneInfo(time_zone)
    today = now.astimezone(zone).date()
    day = datetime.combine(today, time(), zone).astimezone(now.tzinfo)
    week = datetime.combine(today - timedelta(days=today.weekday()), time(), zone).astimezone(now.tzinfo)
    return week, day

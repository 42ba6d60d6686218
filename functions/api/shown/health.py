"""Tasks of houses as the API shows them."""

from __future__ import annotations

from collections.abc import Sequence

from functions.api.calls import Call
from functions.api.models import health as models
from functions.api.shown.houses import show_house
from lib.activity.health.mended import Mended
from lib.activity.health.reading import TaskCount
from lib.activity.health.texts import REMINDS, TASK_RULES, TASK_TITLES, WHAT_TO_DO, why
from lib.houses.house import HealthTask, House, house_path


def show_health(counts: Sequence[TaskCount]) -> models.Health:
    """All tasks, counted."""
    return models.Health(
        open=sum(each.open for each in counts),
        snoozed=sum(each.snoozed for each in counts),
        mended_today=sum(each.mended_today for each in counts),
        mended_this_week=sum(each.mended_this_week for each in counts),
        tasks=[
            models.HealthTaskCount(
                task=each.task,
                title=TASK_TITLES[each.task],
                rule=TASK_RULES[each.task],
                what_to_do=WHAT_TO_DO[each.task],
                reminds=each.task in REMINDS,
                open=each.open,
                snoozed=each.snoozed,
                mended_today=each.mended_today,
                mended_this_week=each.mended_this_week,
            )
            for each in counts
        ],
    )


def show_health_houses(call: Call, houses: Sequence[House], task: HealthTask) -> list[models.HealthHouse]:
    """Houses with a task."""
    twins: dict[str, House] = {}
    if task is HealthTask.TWO_CHATS:
        paths = [house_path(call.municipality_id, house.twin_id) for house in houses if house.twin_id]
        twins = {stored.record.id: stored.record for stored in call.store.get_many(paths, House).values()}
    return [_house(house, task, twins.get(house.twin_id)) for house in houses]


def show_mended(mended: Mended) -> models.MendedItem:
    """What one change mended."""
    return models.MendedItem(
        at=mended.at,
        by_name=mended.by_name,
        houses=[models.MendedHouse(id=each.house_id, title=each.title, since=each.since) for each in mended.houses],
    )


def _house(house: House, task: HealthTask, twin: House | None) -> models.HealthHouse:
    snooze = next((each for each in house.snoozes if each.task is task), None)
    return models.HealthHouse(
        house=show_house(house),
        since=house.health_since.get(task),
        why=why(house, task),
        reminded_at=house.reminded_at.get(task),
        snooze=models.ShownSnooze(reason=snooze.reason, by_name=snooze.by_name, at=snooze.at, until=snooze.until)
        if snooze
        else None,
        twin=models.Twin(id=twin.id, title=twin.title, address=twin.address, members_count=twin.members_count)
        if twin
        else None,
    )

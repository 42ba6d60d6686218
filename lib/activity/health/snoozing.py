"""Putting a task of houses aside for a while, with a reason, and bringing it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec.structs import replace

from lib.activity.health.rules import LONGEST_SNOOZE, health_fields, judged
from lib.activity.health.texts import TASK_TITLES
from lib.audit.line import AuditAction, Change
from lib.audit.record import Doing, Planned, record_change
from lib.errors import DomainError
from lib.gateways.firestore.store import Store, Update
from lib.houses.assigning import load_houses
from lib.houses.changes import house_subject
from lib.houses.house import HealthTask, House, Snooze
from lib.people.permissions import Rights


def snooze_tasks(
    rights: Rights,
    task: HealthTask,
    house_ids: Sequence[str],
    reason: str,
    until: datetime | None,
    doing: Doing,
    *,
    store: Store,
) -> int:
    """Puts a task of these houses aside; None is for good. Returns in how many houses it was open.

    Raises:
        DomainError: `house_unknown`, `snooze_time_invalid`.
    """
    if until is not None and not doing.now < until <= doing.now + LONGEST_SNOOZE:
        raise DomainError("snooze_time_invalid")
    words = " ".join(reason.split())
    snooze = Snooze(task, words, doing.actor.vk_id, doing.actor.name, doing.now, until)

    def put_aside(house: House) -> House | None:
        if task not in house.health:
            return None
        others = tuple(each for each in house.snoozes if each.task is not task)
        return replace(house, snoozes=(*others, snooze))

    until_when = f"до {until:%d.%m.%Y}" if until else "насовсем"
    said = Change("snooze", TASK_TITLES[task], "открыта", f"отложена {until_when}: {words}")
    return _change(rights, house_ids, put_aside, (AuditAction.HEALTH_SNOOZED, said), doing, store)


def bring_back(rights: Rights, task: HealthTask, house_ids: Sequence[str], doing: Doing, *, store: Store) -> int:
    """Opens a task of these houses again that was put aside; returns in how many houses it was.

    Raises:
        DomainError: `house_unknown`.
    """

    def opened(house: House) -> House | None:
        if task not in house.health_snoozed:
            return None
        return replace(house, snoozes=tuple(each for each in house.snoozes if each.task is not task))

    said = Change("snooze", TASK_TITLES[task], "отложена", "открыта")
    return _change(rights, house_ids, opened, (AuditAction.HEALTH_BROUGHT_BACK, said), doing, store)


def _change(
    rights: Rights,
    house_ids: Sequence[str],
    change: Callable[[House], House | None],
    said: tuple[AuditAction, Change],
    doing: Doing,
    store: Store,
) -> int:
    """Changes those of the houses that `change` concerns, in one commit with their lines."""
    action, difference = said
    changed = 0

    def plan() -> Planned:
        nonlocal changed
        planned = Planned()
        for stored in load_houses(rights, house_ids, store=store):
            after = change(stored.record)
            if after is None:
                continue
            fields = health_fields(stored.record, judged(after, doing.now))
            planned.writes.append(Update(stored.path, fields, stored.revision))
            part = f"-{stored.record.id}" if planned.lines else ""
            planned.lines.append(doing.line(action, house_subject(stored.record), (difference,), part=part))
        changed = len(planned.lines)
        return planned

    record_change(doing, plan, store)
    return changed

"""Counting on demand: somebody wants to see today's numbers, and not those of last night."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from lib.activity.records import Collected, keep_collected, load_collected
from lib.clock import Clock
from lib.gateways.firestore.store import Store
from lib.gateways.tasks.queue import Task, TaskQueue
from lib.gateways.vk.pace import Purpose
from lib.municipalities.municipality import Municipality

# Numbers that are not older need no new count: a town's count reads every house.
FRESH_FOR = timedelta(minutes=15)
# A count that was asked for this long ago and has not come is waited for no longer.
_COMES_WITHIN = timedelta(minutes=5)


def collect_task(group_id: int, *, today: bool = False) -> Task:
    """The task that counts what is due in a community; with `today`, the day that is not over too."""
    return Task(group_id, Purpose.COLLECT, "communities", {"group_id": group_id, "today": today})


def ask_to_count(municipality: Municipality, *, store: Store, queue: TaskQueue, clock: Clock) -> Collected:
    """Has a municipality counted, unless it was a short while ago or is being counted; how far it is counted."""
    collected, now = load_collected(municipality.id, store=store), clock.now()
    is_fresh = collected.counted_at is not None and now - collected.counted_at < FRESH_FOR
    if is_fresh or is_counting(collected, now):
        return collected
    keep_collected(municipality.id, {"asked_at": now}, store=store)
    queue.enqueue(collect_task(municipality.group_id, today=True))
    return replace(collected, asked_at=now)


def is_counting(collected: Collected, now: datetime) -> bool:
    """Whether a count that was asked for is on its way."""
    asked, counted = collected.asked_at, collected.counted_at
    if asked is None or now - asked >= _COMES_WITHIN:
        return False
    return counted is None or counted < asked

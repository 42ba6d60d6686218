"""The night: every community that is not counted up to yesterday gets a task. Cloud Scheduler begins it every hour, so
that what was lost, or refused by VK, is only late; what is not counted by the morning is told.
"""

from __future__ import annotations

from lib import log
from lib.activity.asking import collect_task
from lib.activity.figures import yesterday
from lib.activity.records import Collected, collected_path
from lib.activity.speakers import DAY_ZONE
from lib.communities.community import Community
from lib.gateways.firestore.store import Store
from lib.municipalities.municipality import Municipality
from lib.provisioning.outside import Provisioning

# A community of ten thousand chats takes a minute: by five in the morning (Moscow's) all have had hours.
_LATE_FROM_HOUR = 5


def begin_night(outside: Provisioning) -> dict[str, int]:
    """Enqueues what is due; how many communities were, and how many of them are late."""
    now = outside.clock.now()
    due = _communities_due(yesterday(now), outside.store)
    for group_id in due:
        outside.queue.enqueue(collect_task(group_id))
    is_late = now.astimezone(DAY_ZONE).hour >= _LATE_FROM_HOUR
    for group_id in due if is_late else ():
        log.alert("activity_not_counted", group_id=group_id)
    log.info("night_begun", communities=len(due), late=len(due) if is_late else 0)
    return {"communities": len(due), "late": len(due) if is_late else 0}


def _communities_due(day: str, store: Store) -> list[int]:
    """The communities in which a municipality's day is not closed: a read or two a municipality."""
    towns = [stored.record for stored in store.query("municipalities", Municipality)]
    paths = {collected_path(town.id): town.group_id for town in towns}
    closed = {path: found.record.closed for path, found in store.get_many(paths, Collected).items()}
    known = {stored.record.group_id for stored in store.query("communities", Community)}
    return sorted({group_id for path, group_id in paths.items() if closed.get(path, "") < day} & known)

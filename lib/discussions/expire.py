"""Once a minute: every discussion for which time has something to do, now or before the next minute, gets its task.

Nothing is remembered of earlier minutes, so it does not matter whether they were missed, or ran twice at once. The work
itself is done by tasks of the community's queue for answers, at its pace (lib/discussions/advance.py): many discussions
that end at one hour neither wait for each other nor take what broadcasts have.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from msgspec import Struct

from lib import log
from lib.clock import Clock, SystemClock
from lib.communities.breaks import communities_that_may_send
from lib.config import Config
from lib.discussions.discussion import Discussion
from lib.discussions.registry import SOON
from lib.discussions.tasks import discussion_task
from lib.gateways.firestore.connect import connect as connect_firestore
from lib.gateways.firestore.store import Store
from lib.gateways.tasks.connect import connect_queue
from lib.gateways.tasks.queue import TaskQueue

_MOST_AT_ONCE = 1_000
# A discussion is closed within two minutes of its time; one that waits longer is not moving.
OVERDUE_AFTER = timedelta(minutes=2)


class Expiring(Struct, frozen=True):
    """What the minute's look needs from outside."""

    store: Store
    queue: TaskQueue
    clock: Clock


def connect(config: Config) -> Expiring:
    """The outside of one process; nothing of it asks VK."""
    return Expiring(connect_firestore(config.project), connect_queue(config), SystemClock())


def expire_discussions(outside: Expiring) -> dict[str, int]:
    """Enqueues what is due; returns how many discussions of each state that were."""
    now = outside.clock.now()
    due = outside.store.query_group(
        "discussions", Discussion, [("wake_at", "<=", now + SOON)], ["wake_at"], _MOST_AT_ONCE
    )
    may_send = communities_that_may_send({stored.record.group_id for stored in due}, now, store=outside.store)
    moving = [stored.record for stored in due if stored.record.group_id in may_send]
    for discussion in moving:
        assert discussion.wake_at is not None
        outside.queue.enqueue(discussion_task(discussion, max(discussion.wake_at, now)))
    states = Counter(discussion.state.value for discussion in moving)
    overdue = sum(discussion.wake_at < now - OVERDUE_AFTER for discussion in moving if discussion.wake_at)
    if overdue:
        log.alert("discussions_were_stuck", discussions=overdue)
    return dict(states)

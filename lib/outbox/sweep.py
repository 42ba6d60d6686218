"""The sweep of the outbox: messages whose task was lost are sent after all."""

from __future__ import annotations

from datetime import timedelta

from lib import log
from lib.communities.breaks import communities_that_may_send
from lib.outbox.message import OutgoingMessage
from lib.outbox.outside import Posting
from lib.outbox.posting import outbox_task

# A message at the end of a long queue waits this long in good order.
OVERDUE_AFTER = timedelta(minutes=2)
_MOST_AT_ONCE = 500


def sweep_outbox(outside: Posting) -> int:
    """Enqueues a task for each community that has overdue messages; returns how many messages those are."""
    now = outside.clock.now()
    overdue = outside.store.query_group(
        "outbox", OutgoingMessage, [("due_at", "<", now - OVERDUE_AFTER)], ["due_at"], _MOST_AT_ONCE
    )
    groups = {stored.record.group_id for stored in overdue}
    may_send = communities_that_may_send(groups, now, store=outside.store)
    for group_id in sorted(may_send):
        outside.queue.enqueue(outbox_task(group_id))
    if overdue:
        log.alert("outbox_was_stuck", messages=len(overdue), communities=len(may_send))
    return sum(stored.record.group_id in may_send for stored in overdue)

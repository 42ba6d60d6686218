"""Putting letters into the outbox: as writes of the commit that decides on them, and a task that has them sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from lib.gateways.firestore.store import Create, Store, Write
from lib.gateways.tasks.queue import Task, TaskQueue
from lib.gateways.vk.pace import Purpose
from lib.outbox.message import OutgoingMessage, Sending, outbox_path


def posted(messages: Iterable[OutgoingMessage]) -> list[Write]:
    """The writes that put messages into the outbox."""
    return [Create(outbox_path(message.municipality_id, message.id), message) for message in messages]


def outbox_task(group_id: int, at: datetime | None = None) -> Task:
    """The task that makes a worker send whatever of a community is due; may come twice and for nothing."""
    return Task(group_id, Purpose.ANSWER, "outbox", {"group_id": group_id}, at)


def have_sent(messages: Iterable[OutgoingMessage], queue: TaskQueue) -> None:
    """Has a worker send them, after they were committed. A task that is lost here is the sweep's to find."""
    last: dict[tuple[int, datetime], datetime] = {}
    for message in messages:
        # Messages of one moment differ by milliseconds, for their order.
        key = message.group_id, message.since.replace(microsecond=0)
        last[key] = max(message.since, last.get(key, message.since))
    for (group_id, _), at in last.items():
        queue.enqueue(outbox_task(group_id, at))


def cmid_of(municipality_id: str, message_id: str, *, store: Store) -> int:
    """The number of a message in its chat; 0 as long as it is not there."""
    found = store.get(outbox_path(municipality_id, message_id), OutgoingMessage)
    return found.record.cmid if found and found.record.state is Sending.SENT else 0

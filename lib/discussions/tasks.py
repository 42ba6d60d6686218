"""The task by which a discussion is moved on."""

from __future__ import annotations

from datetime import datetime

from lib.discussions.discussion import Discussion
from lib.gateways.tasks.queue import Task
from lib.gateways.vk.pace import Purpose


def discussion_task(discussion: Discussion, at: datetime | None = None) -> Task:
    """The task that makes a worker do what is due of a discussion; may come twice and for nothing."""
    body = {"municipality_id": discussion.municipality_id, "discussion_id": discussion.id}
    return Task(discussion.group_id, Purpose.ANSWER, "discussions", body, at)

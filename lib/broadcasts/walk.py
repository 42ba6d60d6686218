"""A walk: something that has to be done over all houses or all batches of a broadcast, however many there are.

It goes on page by page; each page is a task, a page's outcome and the place where the next one begins are one commit,
and whoever dies in between leaves a place from which it goes on. Nothing is held in memory but one page.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from lib.broadcasts.batch import broadcast_path


class WalkKind(StrEnum):
    """What a walk does."""

    PLAN = "plan"
    RESUME = "resume"
    CANCEL = "cancel"
    RETRY = "retry"
    EDIT = "edit"
    WITHDRAW = "withdraw"


class Walk(Struct, frozen=True):
    """How far a walk is.

    `after` is the id after which the next page begins, `number` that of the next batch; `pages` are made, the last of
    them at `walked_at`. `fresh_batch_ids` are the batches that it made, whose tasks may not have been enqueued yet.
    `vk_id` is the person in whose right the walk goes.
    """

    id: str
    municipality_id: str
    broadcast_id: str
    group_id: int
    kind: WalkKind
    due_at: datetime
    first_random_id: int
    vk_id: int = 0
    after: str = ""
    number: int = 0
    pages: int = 0
    walked_at: datetime | None = None
    is_open: bool = True
    fresh_batch_ids: tuple[str, ...] = ()


def walks_path(municipality_id: str, broadcast_id: str) -> str:
    """The collection of a broadcast's walks."""
    return f"{broadcast_path(municipality_id, broadcast_id)}/walks"


def walk_path(municipality_id: str, broadcast_id: str, walk_id: str) -> str:
    """Where a walk lies."""
    return f"{walks_path(municipality_id, broadcast_id)}/{walk_id}"

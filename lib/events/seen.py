"""Which events have had their effect already.

An event is marked *after* it was handled, never before: whoever dies in between is told again by VK, and handles it
again. So every handler does its work in a way that may come twice; the mark only keeps a repetition that comes much
later from undoing what happened meanwhile.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from lib.clock import Clock
from lib.gateways.firestore.store import Put, Store

# VK repeats an event for about 1 h 45 min (10 s, 3 min, 10 min, 30 min, 1 h).
REMEMBERED_FOR = timedelta(hours=3)


class SeenEvent(Struct, frozen=True):
    """That an event was handled. Firestore deletes it some time after `expires_at` (TTL)."""

    handled_by: str
    expires_at: datetime


def was_handled(group_id: int, event_id: str, *, store: Store) -> bool:
    """Whether the event has had its effect."""
    return bool(event_id) and store.get(_path(group_id, event_id), SeenEvent) is not None


def mark_handled(group_id: int, event_id: str, handled_by: str, *, store: Store, clock: Clock) -> None:
    """Remembers that the event has had its effect; `handled_by` names the conversation."""
    if event_id:
        seen = SeenEvent(handled_by, clock.now() + REMEMBERED_FOR)
        store.commit([Put(_path(group_id, event_id), seen)])


def _path(group_id: int, event_id: str) -> str:
    # VK's ids are hexadecimal; whatever else comes must not become another path.
    return f"events/{group_id}_{event_id.replace('/', '_')[:200]}"

"""When a municipality's houses are looked at next; lib/activity/health/round.py does it."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from lib.gateways.firestore.store import Put, Write


class HealthRound(Struct, frozen=True):
    """How far the round is: houses up to `after` (key and id) have been looked at; when it goes on, or the next one
    begins. While a sweep is at it, `due_at` is its lease.
    """

    municipality_id: str
    due_at: datetime
    after_key: str = ""
    after_id: str = ""
    saw_creating: bool = False


def round_path(municipality_id: str) -> str:
    """Where the round's record lies."""
    return f"municipalities/{municipality_id}/health_rounds/round"


def round_soon(municipality_id: str, now: datetime) -> Write:
    """The write that has all houses looked at with the next sweep: something has changed that concerns many of them."""
    return Put(round_path(municipality_id), HealthRound(municipality_id, now))

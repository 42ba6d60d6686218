"""Counting on demand: somebody wants to see today's numbers, and not those of last night."""

from __future__ import annotations

from datetime import datetime, timedelta

from lib.activity.records import Collected

# A count that was asked for this long ago and has not come is waited for no longer.
_COMES_WITHIN = timedelta(minutes=5)


def is_counting(collected: Collected, now: datetime) -> bool:
    """Whether a count that was asked for is on its way."""
    asked, counted = collected.asked_at, collected.counted_at
    if asked is None or now - asked >= _COMES_WITHIN:
        return False
    return counted is None or counted < asked

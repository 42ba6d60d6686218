"""Spans of days in queries: lists of what was asked or sent in them."""

from __future__ import annotations

from datetime import datetime, timedelta

from functions.api.models.base import AskedQuery
from lib.activity.speakers import DAY_ZONE
from lib.errors import DomainError
from lib.questions.asked import AskedWithin


def span_of(since: str, until: str) -> tuple[datetime, datetime] | None:
    """When the first day begins and when the last one is over; None where one of them is not given.

    Raises:
        DomainError: `period_unknown`: there is no such day.
    """
    if not since or not until:
        return None
    try:
        first, last = (datetime.fromisoformat(day).replace(tzinfo=DAY_ZONE) for day in (since, until))
    except ValueError:
        raise DomainError("period_unknown") from None
    return first, last + timedelta(days=1)


def asked_within(query: AskedQuery) -> AskedWithin | None:
    """What a query narrows by; None where it does not."""
    span = span_of(query.since, query.until)
    return AskedWithin(*span, query.answer or None) if span else None

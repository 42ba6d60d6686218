"""The time of day in a municipality, for whatever people there call today or read off a sheet.

It is set with the deadlines of questions (lib/questions/settings.py), and is Moscow's unless somebody sets it.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from lib.gateways.firestore.store import Store


class _Settings(Struct, frozen=True):
    """What is asked of the settings here."""

    time_zone: str = "Europe/Moscow"


def zone_of(municipality_id: str, *, store: Store) -> ZoneInfo:
    """The municipality's time zone."""
    found = store.get(f"municipalities/{municipality_id}/settings/questions", _Settings)
    return ZoneInfo((found.record if found else _Settings()).time_zone)


def day_in(municipality_id: str, moment: datetime, *, store: Store) -> date:
    """The day that it is there."""
    return moment.astimezone(zone_of(municipality_id, store=store)).date()

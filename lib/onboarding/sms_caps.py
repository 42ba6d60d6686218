"""How many SMS a municipality sends a day, in all and to one number: each takes a place, and there are only so many.

A place is a document that is created in the commit that decides to send, so two who send at once never take the same
one, and no counter is written by everybody. Numbers are known here by a keyed hash: nobody can read a phone from it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

from msgspec import Struct

from lib.gateways.firestore.store import Create, Store

# A municipality of a hundred thousand people has some 500 houses; most administrators are named by their VK page.
STANDARD_A_DAY = 200
STANDARD_A_NUMBER = 2
MOST_A_DAY = 5_000
MOST_A_NUMBER = 5
# Longer than anybody asks what became of it; Firestore deletes the places some time after that (TTL on `expires_at`).
_KEPT_FOR = timedelta(days=60)


class SmsSettings(Struct, frozen=True):
    """Whether and how many SMS a municipality sends; days are those of UTC."""

    is_on: bool = True
    a_day: int = STANDARD_A_DAY
    a_number_a_day: int = STANDARD_A_NUMBER


class SmsAttempt(Struct, frozen=True):
    """One SMS that was decided on."""

    day: str
    house_id: str
    generation: int
    at: datetime
    expires_at: datetime


class NumberPlace(Struct, frozen=True):
    """That one of a number's places on a day is taken."""

    expires_at: datetime


class CapReached(Exception):
    """There is no place left today; `code` is that of the table of errors."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def settings_path(municipality_id: str) -> str:
    """Where a municipality's settings of SMS lie."""
    return f"municipalities/{municipality_id}/settings/sms"


def load_settings(municipality_id: str, *, store: Store) -> SmsSettings:
    """The settings; the standard ones where nobody has changed them."""
    found = store.get(settings_path(municipality_id), SmsSettings)
    return found.record if found else SmsSettings()


def sent_on(municipality_id: str, day: str, *, store: Store) -> int:
    """How many SMS were decided on that day."""
    return store.totals(_attempts(municipality_id), [("day", "==", day)])[0]


def day_of(now: datetime) -> str:
    """The day, as places are named by it."""
    return now.strftime("%Y-%m-%d")


def next_day(now: datetime) -> datetime:
    """When there are places again: the next morning, so that nobody gets an SMS at night (8:00 in Moscow)."""
    return (now + timedelta(days=1)).replace(hour=5, minute=0, second=0, microsecond=0)


def free_places(
    municipality_id: str, phone: str, attempt: SmsAttempt, key: bytes, *, store: Store
) -> Iterator[list[Create]]:
    """The writes that take a place, then those that take the next one: for as long as somebody else is quicker.

    Raises:
        CapReached: `sms_off`, `sms_daily_cap`, `sms_number_cap`.
    """
    settings = load_settings(municipality_id, store=store)
    if not settings.is_on:
        raise CapReached("sms_off")
    first = sent_on(municipality_id, attempt.day, store=store)
    for number in count(first):
        if number >= settings.a_day:
            raise CapReached("sms_daily_cap")
        yield [
            Create(f"{_attempts(municipality_id)}/{attempt.day}-{number:05}", attempt),
            _number_place(municipality_id, phone, attempt, key, settings.a_number_a_day, store),
        ]


def _number_place(municipality_id: str, phone: str, attempt: SmsAttempt, key: bytes, most: int, store: Store) -> Create:
    name = hmac.new(key, phone.encode(), hashlib.sha256).hexdigest()[:24]
    paths = [f"municipalities/{municipality_id}/sms_numbers/{attempt.day}-{name}-{place}" for place in range(most)]
    taken = store.get_many(paths, NumberPlace)
    free = next((path for path in paths if path not in taken), None)
    if free is None:
        raise CapReached("sms_number_cap")
    return Create(free, NumberPlace(attempt.expires_at))


def attempt_of(house_id: str, generation: int, now: datetime) -> SmsAttempt:
    """An attempt that is about to be made."""
    return SmsAttempt(day_of(now), house_id, generation, now, now + _KEPT_FOR)


def _attempts(municipality_id: str) -> str:
    return f"municipalities/{municipality_id}/sms"

"""People whose words in a house chat may be official: everybody who was ever named an official of a house or got a role
in a municipality.

It is a list to rule people out by, so that the messages of everybody else cost no look-up (lib/officials/noticing.py).
Who is on it is looked at closely, so nobody has to be taken from it. Whoever names somebody writes it in the same
commit.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lib.clock import Clock
from lib.gateways.firestore.store import Put, Store, Write

_KNOWN_FOR = timedelta(minutes=1)
# A commit may take so long after its moment was read, and clocks differ.
_LATE_BY = timedelta(minutes=5)
_EVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PossibleOfficial:
    """Somebody who may be an official, named last at `since`."""

    vk_id: int
    since: datetime


def possible_official_writes(vk_ids: Iterable[int], now: datetime) -> list[Write]:
    """The writes that put people on the list."""
    return [Put(f"possible_officials/{vk_id}", PossibleOfficial(vk_id, now)) for vk_id in sorted(set(vk_ids))]


class PossibleOfficials:
    """The list as one instance knows it, at most a minute old; threads share it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._vk_ids: set[int] = set()
        self._read_at: datetime | None = None
        self._reading = threading.Lock()

    def __contains__(self, vk_id: int) -> bool:
        """Whether the person may be an official.

        Raises:
            GoogleAPICallError: Firestore did not tell.
        """
        read_at = self._read_at
        # Where another thread reads already, what was known a minute ago will do; at the beginning nothing will.
        if (read_at is None or self._clock.now() - read_at >= _KNOWN_FOR) and self._reading.acquire(read_at is None):
            try:
                self._read_those_since(self._read_at)
            finally:
                self._reading.release()
        return vk_id in self._vk_ids

    def _read_those_since(self, read_at: datetime | None) -> None:
        now = self._clock.now()
        if read_at is not None and now - read_at < _KNOWN_FOR:
            return
        since = read_at - _LATE_BY if read_at else _EVER
        found = self._store.query("possible_officials", PossibleOfficial, [("since", ">=", since)], ["since"])
        self._vk_ids |= {stored.record.vk_id for stored in found}
        self._read_at = now

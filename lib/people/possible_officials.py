"""People whose words in a house chat may be official: everybody who was ever named an official of a house or got a role
in a municipality.

It is a list to rule people out by, so that the messages of everybody else cost no look-up (lib/officials/noticing.py).
Who is on it is looked at closely, so nobody has to be taken from it. Whoever names somebody writes it in the same
commit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from lib.clock import Clock
from lib.gateways.firestore.store import Put, Store, Write
from lib.refreshed import Refreshed

_KNOWN_FOR = timedelta(minutes=1)
# A commit may take so long after its moment was read, and clocks differ.
_LATE_BY = timedelta(minutes=5)
_EVER = datetime(2000, 1, 1, tzinfo=UTC)


class PossibleOfficial(Struct, frozen=True):
    """Somebody who may be an official, named last at `since`."""

    vk_id: int
    since: datetime


def possible_official_writes(vk_ids: Iterable[int], now: datetime) -> list[Write]:
    """The writes that put people on the list."""
    return [Put(f"possible_officials/{vk_id}", PossibleOfficial(vk_id, now)) for vk_id in sorted(set(vk_ids))]


class _List(Struct, frozen=True):
    vk_ids: frozenset[int]
    read_at: datetime


class PossibleOfficials:
    """The list as one instance knows it, at most a minute old; threads share it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._list = Refreshed(self._read, _KNOWN_FOR, clock)

    def __contains__(self, vk_id: int) -> bool:
        """Whether the person may be an official.

        Raises:
            GoogleAPICallError: Firestore did not tell.
        """
        return vk_id in self._list.get().vk_ids

    def _read(self, before: _List | None) -> _List:
        """What is new since the last time, and what was known then."""
        now, since = self._clock.now(), before.read_at - _LATE_BY if before else _EVER
        found = self._store.query("possible_officials", PossibleOfficial, [("since", ">=", since)], ["since"])
        new = {stored.record.vk_id for stored in found}
        return _List(before.vk_ids | new if before else frozenset(new), now)

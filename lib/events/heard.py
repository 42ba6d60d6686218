"""When a community's events were last heard, so that the sweep notices when people write and VK does not tell of it.

An instance notes it with the first event of a community and then once in ten minutes, in one write and without a read:
an ordinary message by itself costs nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from lib.clock import Clock
from lib.communities.community import community_path
from lib.gateways.firestore.store import Put, Store
from lib.remembered import Remembered

NOTED_EVERY = timedelta(minutes=10)
# Whatever is forgotten is noted again: an instance serves a few dozen communities.
_MOST_COMMUNITIES = 1_000


class Heard(Struct, frozen=True):
    """That an event came `at`; perhaps others did within `NOTED_EVERY` after it. In the silence that followed VK was
    last asked at `asked_at`.
    """

    at: datetime
    asked_at: datetime | None = None


def heard_path(group_id: int) -> str:
    """Where it lies."""
    return f"{community_path(group_id)}/rounds/events"


class HeardNotes:
    """What one instance has noted; threads share it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._noted: Remembered[int, bool] = Remembered(_MOST_COMMUNITIES, NOTED_EVERY, clock)

    def note(self, group_id: int) -> None:
        """Notes that an event of the community came, unless that was noted lately.

        Raises:
            GoogleAPICallError: Firestore did not take it; the next event is noted.
        """
        if self._noted.get(group_id):
            return
        # Before the write: else all threads would write at once.
        self._noted.put(group_id, True)
        is_written = False
        try:
            self._store.commit([Put(heard_path(group_id), Heard(self._clock.now()))])
            is_written = True
        finally:
            if not is_written:
                self._noted.forget(group_id)

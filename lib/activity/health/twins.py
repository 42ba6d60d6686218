"""Which live houses may be one and the same: those of one `twin_key`. Rules, without any I/O."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from lib.houses.house import House, HouseState

_LATE = datetime(9999, 1, 1, tzinfo=UTC)


def twins_of(houses: Sequence[House]) -> dict[str, str]:
    """The other house of each, by id, among houses of one key; empty where there is one at most. The first of them is
    the chat that stays by itself: with most residents, of equal ones the elder.
    """
    live = [house for house in houses if house.twin_key and house.state is HouseState.LIVE]
    if len(live) < 2:
        return {}
    ranked = sorted(live, key=lambda house: (-house.members_count, house.live_at or _LATE, house.id))
    first, second = ranked[0].id, ranked[1].id
    return {house.id: second if house.id == first else first for house in ranked}

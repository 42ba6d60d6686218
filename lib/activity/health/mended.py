"""What was mended, written down in the commit that mends it: so the count that goes down can be seen to do so.

One record for each task and commit, however many houses it mends at once; its id follows from what it says, so that a
commit that is repeated writes it once. Counted by sums, so that no counter is hot.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from lib.activity.health.rules import health_fields, judged, mended
from lib.audit.line import Actor, moment_text
from lib.gateways.firestore.store import Put, Update, Write
from lib.houses.house import HealthTask, House

# A digest looks back a week, a month's report a month.
_KEPT_FOR = timedelta(days=100)


class MendedHouse(Struct, frozen=True):
    """A house, as it was called then, and since when it had lacked something."""

    house_id: str
    title: str
    since: datetime


class Mended(Struct, frozen=True):
    """Houses that one change mended, and who did it; nobody where it was not in the app. Firestore deletes it some
    time after `expires_at` (TTL).
    """

    task: HealthTask
    at: datetime
    count: int
    houses: tuple[MendedHouse, ...]
    by_vk_id: int
    by_name: str
    sort: str
    expires_at: datetime


def mended_path(municipality_id: str) -> str:
    """The collection of what was mended in a municipality."""
    return f"municipalities/{municipality_id}/mended"


def mended_writes(
    municipality_id: str, changes: Iterable[tuple[House, House]], now: datetime, by: Actor | None = None
) -> list[Write]:
    """The writes that note what these changes of houses, before and after, have mended."""
    by_task: dict[HealthTask, list[MendedHouse]] = {}
    for before, after in changes:
        for task in mended(before, after):
            since = before.health_since.get(task, now)
            by_task.setdefault(task, []).append(MendedHouse(after.id, after.title, since))
    writes: list[Write] = []
    for task, houses in by_task.items():
        named = " ".join(f"{each.house_id}@{each.since.isoformat()}" for each in houses)
        id_ = hashlib.sha256(f"{task} {named}".encode()).hexdigest()[:20]
        record = Mended(
            task=task,
            at=now,
            count=len(houses),
            houses=tuple(houses),
            by_vk_id=by.vk_id if by else 0,
            by_name=by.name if by else "",
            sort=f"{moment_text(now)} {id_}",
            expires_at=now + _KEPT_FOR,
        )
        writes.append(Put(f"{mended_path(municipality_id)}/{id_}", record))
    return writes


def changed_house_writes(
    path: str, before: House, fields: Mapping[str, object], municipality_id: str, now: datetime
) -> list[Write]:
    """The writes that change some fields of a house, and with them whatever follows for its tasks."""
    after = judged(replace(before, **fields), now)
    noted = mended_writes(municipality_id, [(before, after)], now)
    return [Update(path, {**fields, **health_fields(before, after)}), *noted]

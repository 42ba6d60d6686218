"""Where activity lies in Firestore, and how it is packed.

Numbers of houses are packed by pages: a page holds the chats of one municipality whose numbers in their community
lie in one run of `CHATS_A_PAGE`. A night writes a page of `activity_now` (each house as it is) and a page of
`activity_days` (each house's days of one month) if anything in it changed, so that it writes at most as often as
chats changed, and mostly far less; and whoever needs every house of a town reads a few dozen documents. The numbers
stand in one text, since Firestore would index every one of them.

Above them lie sums: `activity_sums` one document a day, `activity_boards` what screens show for a period. The
region has the same of its municipalities. docs/decisions/activity.md says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from lib.activity.numbers import HouseActivity, HouseDay, Sums
from lib.gateways.firestore.store import AlreadyExists, Create, StaleRecord, Store, Stored, Update
from lib.municipalities.municipality import municipality_path
from lib.people.member import region_id

# An activity of 250 bytes each: far below Firestore's 1 MiB a document, and a month's days of 30 bytes too.
CHATS_A_PAGE = 250


class NowPage(Struct, frozen=True):
    """A page of houses as they are; `houses` is the JSON of a list of HouseActivity."""

    group_id: int
    number: int
    houses: str

    def unpacked(self) -> dict[str, HouseActivity]:
        """Its houses, by id."""
        return {house.house_id: house for house in msgspec.json.decode(self.houses, type=list[HouseActivity])}


class DaysPage(Struct, frozen=True):
    """A page of houses' days of a month; `days` is the JSON of {house id: {day of the month: HouseDay}}."""

    group_id: int
    number: int
    month: str
    days: str

    def unpacked(self) -> dict[str, dict[str, HouseDay]]:
        """The days of each house, as `2026-11-23`."""
        packed = msgspec.json.decode(self.days, type=dict[str, dict[str, HouseDay]])
        return {house: {f"{self.month}-{day}": each for day, each in days.items()} for house, days in packed.items()}


class DaySums(Struct, frozen=True):
    """The sums of a municipality or a region on a day. `is_over` where nothing is added any more. `groups` is the
    JSON of {kind: {key: Sums}}: kinds are `company` (by the company's key), `settlement`; in a region
    `municipality` (by id).
    """

    day: str
    counted_at: datetime
    is_over: bool
    total: Sums
    groups: str = "{}"


class Board(Struct, frozen=True):
    """A part of what screens show for a period, as made by the last collection; `rows` is JSON, whose form each part
    says itself (lib/activity/boards.py).
    """

    period: str
    part: str
    since: str
    until: str
    counted_at: datetime
    rows: str


class Collected(Struct, frozen=True):
    """How far a municipality is counted: `closed` is the last day that is over, `last_day` the last one that has
    numbers, both as of `counted_at`; `asked_at` is when somebody last wanted it counted.
    """

    closed: str = ""
    last_day: str = ""
    counted_at: datetime | None = None
    asked_at: datetime | None = None


def now_path(municipality_id: str, group_id: int, number: int) -> str:
    """Where a page of houses as they are lies."""
    return f"{municipality_path(municipality_id)}/activity_now/{group_id}-{number}"


def days_path(municipality_id: str, group_id: int, number: int, month: str) -> str:
    """Where a page of a month's days lies."""
    return f"{municipality_path(municipality_id)}/activity_days/{group_id}-{number}-{month}"


def sums_path(scope: str, day: str) -> str:
    """Where the sums of a day lie; the scope is a municipality's or a region's path."""
    return f"{scope}/activity_sums/{day}"


def board_path(scope: str, period: str, part: str) -> str:
    """Where a part of a period's board lies."""
    return f"{scope}/activity_boards/{period}-{part}"


def collected_path(municipality_id: str) -> str:
    """Where it is kept how far a municipality is counted."""
    return f"{municipality_path(municipality_id)}/rounds/activity"


def region_scope(region: str) -> str:
    """A region's path."""
    return f"regions/{region_id(region)}"


def page_of(chat_id: int) -> int:
    """The number of the page on which a chat stands."""
    return chat_id // CHATS_A_PAGE


def pack_now(group_id: int, number: int, houses: Iterable[HouseActivity]) -> NowPage:
    """A page of houses as they are."""
    ordered = sorted(houses, key=lambda house: house.chat_id)
    return NowPage(group_id, number, msgspec.json.encode(ordered).decode())


def pack_days(group_id: int, number: int, month: str, days: Mapping[str, Mapping[str, HouseDay]]) -> DaysPage:
    """A page of a month's days; the keys are house ids and days as `2026-11-23`."""
    packed = {house: {day[8:]: each for day, each in sorted(theirs.items())} for house, theirs in sorted(days.items())}
    return DaysPage(group_id, number, month, msgspec.json.encode(packed).decode())


def load_collected(municipality_id: str, *, store: Store) -> Collected:
    """How far a municipality is counted; never, where it was not yet."""
    found = store.get(collected_path(municipality_id), Collected)
    return found.record if found else Collected()


def keep_collected(municipality_id: str, fields: Mapping[str, object], *, store: Store) -> None:
    """Changes some of it and leaves the rest: who counts and who asks for a count write different fields."""
    path = collected_path(municipality_id)
    try:
        store.commit([Update(path, fields)])
    except StaleRecord:
        try:
            store.commit([Create(path, replace(Collected(), **fields))])
        except AlreadyExists:
            store.commit([Update(path, fields)])


def houses_now(municipality_id: str, *, store: Store) -> dict[str, HouseActivity]:
    """Every house of a municipality that has a chat, as last counted: a read for each `CHATS_A_PAGE` chats."""
    pages = store.query(f"{municipality_path(municipality_id)}/activity_now", NowPage)
    return {id_: house for stored in pages for id_, house in stored.record.unpacked().items()}


def houses_days(municipality_id: str, months: Sequence[str], *, store: Store) -> dict[str, dict[str, HouseDay]]:
    """The days of every house in these months, by house and day: a read for each `CHATS_A_PAGE` chats and month."""
    found: dict[str, dict[str, HouseDay]] = {}
    path = f"{municipality_path(municipality_id)}/activity_days"
    for month in months:
        for stored in store.query(path, DaysPage, [("month", "==", month)]):
            for house, days in stored.record.unpacked().items():
                found.setdefault(house, {}).update(days)
    return found


def house_now(
    municipality_id: str, house_id: str, group_id: int, chat_id: int, *, store: Store
) -> HouseActivity | None:
    """One house as last counted: one read."""
    found = store.get(now_path(municipality_id, group_id, page_of(chat_id)), NowPage)
    return found.record.unpacked().get(house_id) if found else None


def house_days(
    municipality_id: str, house_id: str, group_id: int, chat_id: int, months: Sequence[str], *, store: Store
) -> dict[str, HouseDay]:
    """The days of one house in these months: a read each."""
    paths = [days_path(municipality_id, group_id, page_of(chat_id), month) for month in months]
    pages: Iterable[Stored[DaysPage]] = store.get_many(paths, DaysPage).values()
    return {day: each for page in pages for day, each in page.record.unpacked().get(house_id, {}).items()}

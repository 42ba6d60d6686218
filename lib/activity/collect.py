"""The count of a community's chats: every night, and when somebody asks for it.

It goes through the community's municipalities, and in each through pages of chats. A page is read, counted and written
back by compare-and-set; the sums follow when all pages are done, and then it is noted which day is closed. So it may be
broken off at any point and done twice or at once: what is counted already comes out the same, and what is not is
counted then. A day that is closed is not counted again. docs/decisions/activity.md says what a day is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct, field

from lib import log
from lib.activity.counting import Counted, Move, Seen, Shown, count_house
from lib.activity.figures import yesterday
from lib.activity.numbers import HouseActivity, HouseDay
from lib.activity.reading import CHATS_A_REQUEST, Numbers, Staff, live_houses, moves_of, speakers_of, staff_of
from lib.activity.records import (
    Collected,
    DaysPage,
    NowPage,
    days_path,
    keep_collected,
    load_collected,
    now_path,
    pack_days,
    pack_now,
    page_of,
)
from lib.activity.speakers import DAY_ZONE, day_of
from lib.activity.summing import sum_up
from lib.communities.breaks import pause_community, stop_community
from lib.communities.community import Community, community_path
from lib.errors import DomainError
from lib.gateways.firestore.store import (
    AlreadyExists,
    Create,
    Put,
    Replace,
    StaleRecord,
    Store,
    Stored,
    Update,
    Write,
)
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown, WhatToDo
from lib.houses.house import House, house_path
from lib.municipalities.municipality import Municipality
from lib.provisioning.outside import Provisioning

# Nights that were missed are made good for; who wrote is kept for two months, and a report is a month's.
_MOST_MISSED = 31
_TRIES = 5


class _Days(Struct, frozen=True):
    """What is to be counted: days in order, and the last closed day when that is done."""

    days: Sequence[str]
    closed: str


class _Known(Struct, frozen=True):
    """What was read beforehand for a municipality."""

    municipality: Municipality
    staff: Staff
    speakers: Mapping[int, Mapping[str, set[int]]]
    moves: Mapping[int, Sequence[Move]]
    days: _Days
    shown: dict[int, Shown] = field(default_factory=dict)


def collect_community(group_id: int, outside: Provisioning, *, today: bool = False) -> None:
    """Counts what is due in a community: the days that are over, with `today` the one that is not too. Where VK
    does not let it, it stays due: the next hour begins again (lib/activity/nightly.py).

    Raises:
        DomainError: `community_unknown`.
    """
    store, now = outside.store, outside.clock.now()
    community = store.get(community_path(group_id), Community)
    if community is None:
        raise DomainError("community_unknown", group_id=group_id)
    if not community.record.may_send(now):
        log.warning("activity_waits", group_id=group_id)
        return
    try:
        notes = _Notes(group_id, store)
        for municipality in _municipalities(group_id, store):
            for days in due_days(load_collected(municipality.id, store=store), now, today=today):
                _count(municipality, days, notes, outside)
    except (VkError, VkOutcomeUnknown) as error:
        _rest(group_id, error, outside)


def due_days(collected: Collected, now: datetime, *, today: bool) -> Iterator[_Days]:
    """What is to be counted: first all days that are over and not closed, then the present one."""
    over, present = yesterday(now), day_of(now)
    if collected.closed < over:
        first = date.fromisoformat(over)
        if collected.closed:
            first = max(date.fromisoformat(collected.closed) + timedelta(days=1), first - timedelta(days=_MOST_MISSED))
        count = (date.fromisoformat(over) - first).days + 1
        yield _Days([(first + timedelta(days=number)).isoformat() for number in range(count)], over)
    if today:
        yield _Days([present], over)


class _Notes:
    """What was noted in a community: read once for all of its municipalities that are counted for the same days."""

    def __init__(self, group_id: int, store: Store) -> None:
        self._group_id, self._store = group_id, store
        self._speakers: dict[str, dict[int, dict[str, set[int]]]] = {}
        self._moves: dict[str, dict[int, list[Move]]] = {}

    def speakers(self, days: Sequence[str]) -> dict[int, dict[str, set[int]]]:
        """Who wrote on these days."""
        if (key := " ".join(days)) not in self._speakers:
            self._speakers[key] = speakers_of(self._group_id, days, store=self._store)
        return self._speakers[key]

    def moves(self, days: Sequence[str]) -> dict[int, list[Move]]:
        """Who came and went since the first of these days began; what was before is counted."""
        if (first := days[0]) not in self._moves:
            begins = datetime.fromisoformat(first).replace(tzinfo=DAY_ZONE)
            self._moves[first] = moves_of(self._group_id, begins, store=self._store)
        return self._moves[first]


def _count(municipality: Municipality, days: _Days, notes: _Notes, outside: Provisioning) -> None:
    store, group_id = outside.store, municipality.group_id
    counted_at = outside.clock.now()
    staff = staff_of(municipality.id, store=store)
    known = _Known(municipality, staff, notes.speakers(days.days), notes.moves(days.days), days)
    numbers = Numbers(outside.vk.of(group_id), outside.clock)
    # A chat that is younger than the days belongs to none of them.
    houses = [
        house
        for house in live_houses(municipality.id, group_id, store=store)
        if activity_of(house).live_on <= days.days[-1]
    ]
    changed = 0
    for some in _in_requests(houses):
        known.shown.update(numbers.of([house for page in some for house in page]))
        changed += sum(_count_page(page, known, store) for page in some)
    sum_up(municipality, days.days, days.closed, counted_at, store=store)
    fields = {"closed": days.closed, "last_day": days.days[-1], "counted_at": counted_at}
    keep_collected(municipality.id, fields, store=store)
    log.info(
        "activity_collected",
        group_id=group_id,
        municipality_id=municipality.id,
        day=days.days[-1],
        chats=len(houses),
        changed=changed,
    )


def _in_requests(houses: Sequence[House]) -> Iterator[list[list[House]]]:
    """Pages of houses, as many together as one request to VK takes."""
    pages: dict[int, list[House]] = {}
    for house in houses:
        pages.setdefault(page_of(house.chat_id), []).append(house)
    together: list[list[House]] = []
    for page in pages.values():
        if sum(map(len, together)) + len(page) > CHATS_A_REQUEST:
            yield together
            together = []
        together.append(page)
    if together:
        yield together


def _count_page(houses: Sequence[House], known: _Known, store: Store) -> int:
    """Counts the houses of a page and writes what changed; returns in how many houses something did."""
    for _ in range(_TRIES):
        page = _Page(houses, known, store)
        writes, changed = page.writes()
        if not writes:
            return 0
        try:
            store.commit(writes)
        except (AlreadyExists, StaleRecord):
            # Somebody else counts at the same time: what they wrote is the beginning of what is counted here.
            continue
        return changed
    raise StaleRecord(page.path)


class _Page:
    """A page as it is read."""

    def __init__(self, houses: Sequence[House], known: _Known, store: Store) -> None:
        self._houses, self._known = houses, known
        self._town, self._group = known.municipality.id, known.municipality.group_id
        self._number = page_of(houses[0].chat_id)
        self.path = now_path(self._town, self._group, self._number)
        months = {day[:7] for day in known.days.days}
        self._days_paths = {month: days_path(self._town, self._group, self._number, month) for month in months}
        self._now: Stored[NowPage] | None = store.get(self.path, NowPage)
        self._days = store.get_many(self._days_paths.values(), DaysPage)
        self._before = self._now.record.unpacked() if self._now else {}

    def writes(self) -> tuple[list[Write], int]:
        """What is to be written, and how many houses changed."""
        counted = {house.id: self._counted(house) for house in self._houses}
        writes = list(self._flags(counted))
        changed = sum(each.activity != self._before.get(id_) for id_, each in counted.items())
        now = pack_now(self._group, self._number, (each.activity for each in counted.values()))
        days = list(self._days_writes(counted))
        if self._now is None:
            writes.append(Create(self.path, now))
        elif now != self._now.record or days:
            writes.append(Replace(self.path, now, self._now.revision))
        return [*writes, *days], changed

    def _counted(self, house: House) -> Counted:
        known = self._known
        seen = Seen(
            known.shown.get(house.chat_id),
            known.speakers.get(house.chat_id, {}),
            known.moves.get(house.chat_id, ()),
            known.staff.officials_of(house),
        )
        return count_house(activity_of(house), self._before.get(house.id), seen, known.days.days)

    def _flags(self, counted: Mapping[str, Counted]) -> Iterator[Write]:
        """Houses that fell silent, or are silent no more: lists find them by that."""
        for house in self._houses:
            is_silent = counted[house.id].activity.is_silent(self._known.days.days[-1])
            if is_silent != house.is_silent:
                yield Update(house_path(self._town, house.id), {"is_silent": is_silent})

    def _days_writes(self, counted: Mapping[str, Counted]) -> Iterator[Write]:
        """The months' pages in which a day changed. Who writes them writes the page of houses too, and that by
        compare-and-set.
        """
        for month, path in self._days_paths.items():
            stored = self._days.get(path)
            before = stored.record.unpacked() if stored else {}
            after = {house: dict(days) for house, days in before.items()}
            for house_id, each in counted.items():
                self._put_days(after, house_id, each, month)
            after = {house: days for house, days in after.items() if days}
            if after != before:
                yield Put(path, pack_days(self._group, self._number, month, after))

    def _put_days(self, days: dict[str, dict[str, HouseDay]], house_id: str, counted: Counted, month: str) -> None:
        theirs = days.setdefault(house_id, {})
        for day in self._known.days.days:
            if not day.startswith(month):
                continue
            if (found := counted.days.get(day)) is not None:
                theirs[day] = found
            else:
                theirs.pop(day, None)


def activity_of(house: House) -> HouseActivity:
    """What is known of the house itself."""
    return HouseActivity(
        house.id,
        house.chat_id,
        day_of(house.live_at or house.created_at),
        settlement=house.settlement,
        street=house.street,
        company_key=house.company_key,
        company=house.company,
        title=house.title,
        apartments=house.apartments,
        administrator_vk_id=house.administrator_vk_id,
    )


def _municipalities(group_id: int, store: Store) -> list[Municipality]:
    found = store.query("municipalities", Municipality, [("group_id", "==", group_id)])
    return [stored.record for stored in found]


def _rest(group_id: int, error: Exception, outside: Provisioning) -> None:
    log.warning("activity_count_broke_off", group_id=group_id, why=str(error))
    if isinstance(error, VkError) and error.what_to_do is WhatToDo.PAUSE_COMMUNITY:
        pause_community(group_id, error.code, store=outside.store, clock=outside.clock)
    elif isinstance(error, VkError) and error.what_to_do is WhatToDo.STOP_COMMUNITY:
        stop_community(group_id, error.code, store=outside.store)

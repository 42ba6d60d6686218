"""The round over a municipality's houses: each day, after the night's collection, what only time has changed is found,
and whatever a change elsewhere did not settle by itself.

Reads every house, writes those alone whose tasks differ. Houses come by their `twin_key`, so that two chats of one
house stand side by side. A sweep does a part and leaves the place where it stopped; doing a part twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from lib import log
from lib.activity.health.due import HealthRound, round_path
from lib.activity.health.mended import mended_writes
from lib.activity.health.rules import Heard, health_fields, judged
from lib.activity.health.twins import twins_of
from lib.activity.numbers import HouseActivity
from lib.activity.records import houses_now, load_collected
from lib.gateways.firestore.store import (
    AlreadyExists,
    Create,
    Replace,
    StaleRecord,
    Store,
    Stored,
    Update,
)
from lib.houses.house import House, HouseState, houses_path
from lib.municipalities.municipality import Municipality
from lib.pages import pages
from lib.people.member import Member, members_path
from lib.people.roles import Role
from lib.provisioning.outside import Provisioning
from lib.questions.settings import load_question_settings

# Before offices open, after the night's collection.
_TIME_OF_DAY = time(6, 0)
# Chats are still being created: their houses are looked at once they live.
_AGAIN_WHILE_CREATING = timedelta(hours=1)
_HOUSES_A_PAGE = 300
# Some seconds of a sweep; the next one goes on.
_HOUSES_A_SWEEP = 3_000
_MOST_ROUNDS_AT_ONCE = 20
_LEASE = timedelta(minutes=10)
# What was mended is noted beside: well below the 500 writes that a commit takes.
_CHANGES_A_COMMIT = 100
_MOST_MUNICIPALITIES = 1_000
_MOST_REPRESENTATIVES = 2_000
_MISSED_ARE_LOOKED_FOR_EVERY = timedelta(minutes=15)


class Swept(Struct, frozen=True):
    """That a quarter of an hour has been looked at (Firestore deletes it some time after, TTL on `expires_at`)."""

    expires_at: datetime


def sweep_health(outside: Provisioning) -> int:
    """Goes on with the rounds that are due; returns in how many houses something changed."""
    _begin_missed(outside)
    now = outside.clock.now()
    due = outside.store.query_group(
        "health_rounds", HealthRound, [("due_at", "<=", now)], ["due_at"], _MOST_ROUNDS_AT_ONCE
    )
    left, changed = _HOUSES_A_SWEEP, 0
    for stored in due:
        if left <= 0:
            break
        held = replace(stored.record, due_at=now + _LEASE)
        try:
            (revision,) = outside.store.commit([Replace(stored.path, held, stored.revision)])
        except StaleRecord:
            continue
        part = _Part(Stored(stored.path, held, revision), outside)
        part.run(left)
        left -= part.looked_at
        changed += part.changed
    return changed


class _Counted(Struct, frozen=True):
    """The houses as activity was last counted, and up to which day."""

    until: str
    houses: Mapping[str, HouseActivity]

    def heard_in(self, house: House) -> Heard | None:
        """Who last wrote when in a house's chat; None where that was never counted."""
        activity = self.houses.get(house.id)
        if activity is None or not self.until:
            return None
        is_same = activity.administrator_vk_id == house.administrator_vk_id
        return Heard(self.until, activity.person_on, activity.resident_on, activity.administrator_on if is_same else "")


class _Part:
    """What one sweep does of one round."""

    def __init__(self, stored: Stored[HealthRound], outside: Provisioning) -> None:
        self._stored = stored
        self._outside = outside
        self._store = outside.store
        self._municipality_id = stored.record.municipality_id
        self.looked_at = 0
        self.changed = 0

    def run(self, most: int) -> None:
        seen, now = self._stored.record, self._outside.clock.now()
        companies = _companies_that_answer(self._municipality_id, self._store)
        counted = houses_now(self._municipality_id, store=self._store)
        until = load_collected(self._municipality_id, store=self._store).last_day
        is_over = False
        while not is_over and self.looked_at < most:
            page = self._page(seen)
            is_over = len(page) < _HOUSES_A_PAGE
            whole = page if is_over else _without_the_last_group(page)
            self.looked_at += len(whole)
            self._judge(whole, companies, _Counted(until, counted), now)
            if whole:
                last = whole[-1].record
                creating = any(each.record.state is HouseState.WAITING for each in whole)
                seen = replace(
                    seen, after_key=last.twin_key, after_id=last.id, saw_creating=seen.saw_creating or creating
                )
        after = replace(seen, due_at=now)
        if is_over:
            again = now + _AGAIN_WHILE_CREATING if seen.saw_creating else self._tomorrow(now)
            after = HealthRound(self._municipality_id, again)
        try:
            self._store.commit([Replace(self._stored.path, after, self._stored.revision)])
        except StaleRecord:
            # Somebody asked for a round from the beginning meanwhile.
            return
        log.info(
            "health_judged",
            municipality_id=self._municipality_id,
            houses=self.looked_at,
            changed=self.changed,
            is_over=is_over,
        )

    def _page(self, seen: HealthRound) -> list[Stored[House]]:
        start = (seen.after_key, seen.after_id) if seen.after_id else None
        return self._store.query(
            houses_path(self._municipality_id), House, (), ["twin_key", "__name__"], _HOUSES_A_PAGE, start
        )

    def _judge(
        self, houses: Sequence[Stored[House]], companies: frozenset[str], counted: _Counted, now: datetime
    ) -> None:
        twins: dict[str, str] = {}
        for _, group in groupby((each.record for each in houses), key=lambda house: house.twin_key):
            twins |= twins_of(list(group))
        changes: list[tuple[Stored[House], House]] = []
        for stored in houses:
            before = stored.record
            # A closed chat remembers for whom it was closed.
            twin = before.twin_id if before.state is HouseState.CLOSED else twins.get(before.id, "")
            facts = {"company_answers": before.company_key in companies, "twin_id": twin}
            after = judged(replace(before, **facts), now, counted.heard_in(before))
            if health_fields(before, after):
                changes.append((stored, after))
        for some in pages(changes, _CHANGES_A_COMMIT):
            self._record(some, now)
        self.changed += len(changes)

    def _record(self, changes: Sequence[tuple[Stored[House], House]], now: datetime) -> None:
        updates = [
            Update(stored.path, health_fields(stored.record, after), stored.revision) for stored, after in changes
        ]
        pairs = [(stored.record, after) for stored, after in changes]
        try:
            self._store.commit([*updates, *mended_writes(self._municipality_id, pairs, now)])
        except StaleRecord:
            # Somebody changes one of them at this moment; alone each is recorded or left to tomorrow.
            if len(changes) > 1:
                for each in changes:
                    self._record([each], now)

    def _tomorrow(self, now: datetime) -> datetime:
        zone = ZoneInfo(load_question_settings(self._municipality_id, store=self._store).time_zone)
        local = now.astimezone(zone)
        today = datetime.combine(local.date(), _TIME_OF_DAY, zone)
        following = today if local < today else datetime.combine(local.date() + timedelta(days=1), _TIME_OF_DAY, zone)
        return following.astimezone(now.tzinfo)


def _without_the_last_group(page: list[Stored[House]]) -> list[Stored[House]]:
    """The page up to where a key may go on behind it; a page of one key is taken as it is."""
    last = page[-1].record.twin_key
    whole = [each for each in page if each.record.twin_key != last or not last]
    return whole or page


def _companies_that_answer(municipality_id: str, store: Store) -> frozenset[str]:
    """The keys of the companies whose every house somebody looks after."""
    where = [("roles", "array_contains", Role.REPRESENTATIVE)]
    found = store.query(members_path(municipality_id), Member, where, limit=_MOST_REPRESENTATIVES)
    return frozenset(key for stored in found for key in stored.record.company_keys if key)


def _begin_missed(outside: Provisioning) -> None:
    """Municipalities that never had a round, looked for by the first sweep of each quarter of an hour."""
    now = outside.clock.now()
    number = int(now.timestamp() // _MISSED_ARE_LOOKED_FOR_EVERY.total_seconds())
    try:
        outside.store.commit([Create(f"sweeps/health-{number}", Swept(now + timedelta(days=1)))])
    except AlreadyExists:
        return
    all_of_them = outside.store.query("municipalities", Municipality, limit=_MOST_MUNICIPALITIES)
    paths = [round_path(stored.record.id) for stored in all_of_them]
    begun = outside.store.get_many(paths, HealthRound)
    for stored in all_of_them:
        if round_path(stored.record.id) not in begun:
            try:
                outside.store.commit([Create(round_path(stored.record.id), HealthRound(stored.record.id, now))])
            except AlreadyExists:
                continue

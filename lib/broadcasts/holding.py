"""A batch that an attempt holds: taken by a lease, asked, recorded with all that follows from the outcome."""

from __future__ import annotations

from msgspec.structs import replace

from lib import log
from lib.broadcasts.attempt import Attempted, after_look, attempt, rest_in
from lib.broadcasts.batch import Batch, Does, failure_of_many, with_houses
from lib.broadcasts.broadcast import Broadcast
from lib.broadcasts.delivery import Delivery, moved_on
from lib.broadcasts.follow_ups import follow_ups, reachability
from lib.broadcasts.looking import find_messages
from lib.broadcasts.outside import Broadcasting, batch_task
from lib.broadcasts.plan import created
from lib.broadcasts.registry import pause_by_itself
from lib.communities.breaks import pause_community, stop_community
from lib.gateways.firestore.store import Stored
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown, WhatToDo
from lib.gateways.vk.pace import SHARES, Pace, Purpose
from lib.lease import Held


class HeldBatch:
    """A batch on its way through one attempt; every write of it raises LeaseLost where somebody else has it."""

    def __init__(self, stored: Stored[Batch], broadcast: Broadcast, outside: Broadcasting) -> None:
        self._before = stored.record
        self._held = Held(stored, outside.store)
        self._broadcast = broadcast
        self._outside = outside
        self._pace = Pace(SHARES[Purpose.BROADCAST], outside.clock)
        self._vk = outside.vk.of(stored.record.group_id)

    def ask(self) -> None:
        """Makes the request and records its outcome, in one turn of the share."""
        with self._pace.turn():
            now = self._outside.clock.now()
            self._take(replace(self._before, asked_at=self._before.asked_at or now, last_asked_at=now))
            self._record(attempt(self._before, self._held.record, self._broadcast, self._vk, self._outside.clock))

    def look(self, *, is_cancelled: bool) -> None:
        """Asks the chats whether they have the message, and records what they say."""
        self._take(self._before)
        batch, now = self._held.record, self._outside.clock.now()
        houses, rest = batch.at(Delivery.WAITING), None
        try:
            looked = find_messages(batch, houses, self._vk, self._pace, now)
        except (VkError, VkOutcomeUnknown) as error:
            # The look failed, not the chats: they are looked into again.
            looked = [replace(house, look_for=house.look_for or batch.random_id_of(house)) for house in houses]
            rest = rest_in([error])
        self._record(replace(after_look(batch, looked, now, is_cancelled=is_cancelled), rest=rest))

    def close_as_cancelled(self) -> None:
        """Records that nothing of it left."""
        now = self._outside.clock.now()
        houses = [
            moved_on(house, Delivery.CANCELLED, now) if house.state is Delivery.WAITING else house
            for house in self._before.houses
        ]
        self._held.replace(with_houses(self._before, houses))

    def _take(self, batch: Batch) -> None:
        due_at = self._outside.clock.now() + self._outside.timing.lease
        self._held.replace(replace(batch, due_at=due_at, attempts=batch.attempts + 1))

    def _record(self, attempted: Attempted) -> None:
        outside, before = self._outside, self._before
        following = follow_ups(before, attempted, self._broadcast, outside)
        ids = (*before.next_batch_ids, *(batch.id for batch in following))
        batch = replace(attempted.batch, next_batch_ids=ids)
        self._held.replace(batch, [*map(created, following), *reachability(before, batch, outside.clock.now())])
        self._log(batch)
        if attempted.rest is not None:
            self._let_community_rest(attempted.rest)
        if batch.does is Does.SEND and (reason := failure_of_many(batch)):
            pause_by_itself(batch.municipality_id, batch.broadcast_id, reason, outside)
        for each in [*following, *([batch] if batch.is_open else [])]:
            outside.queue.enqueue(batch_task(each, each.due_at))

    def _let_community_rest(self, error: VkError) -> None:
        store, clock = self._outside.store, self._outside.clock
        if error.what_to_do is WhatToDo.STOP_COMMUNITY:
            stop_community(self._before.group_id, error.code, store=store)
        else:
            pause_community(self._before.group_id, error.code, store=store, clock=clock)

    def _log(self, batch: Batch) -> None:
        log.info(
            "batch_attempted",
            municipality_id=batch.municipality_id,
            broadcast_id=batch.broadcast_id,
            batch_id=batch.id,
            group_id=batch.group_id,
            does=batch.does.value,
            attempt=batch.attempts,
            waiting=batch.waiting,
            done=batch.done,
            failed=batch.failed,
            unknown=batch.unknown,
        )

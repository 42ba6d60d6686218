"""What follows from a batch's outcome, written in the commit that records it: batches for what is tried again, for
pinning and unpinning, and notes on chats that cannot be reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from lib.broadcasts.attempt import Attempted
from lib.broadcasts.batch import Batch, Does, houses_a_batch, wait_before_next_try, with_houses
from lib.broadcasts.broadcast import Broadcast
from lib.broadcasts.delivery import BatchHouse, Delivery
from lib.broadcasts.outside import Broadcasting
from lib.broadcasts.unreachable import Unreachable, unreachable_path
from lib.gateways.firestore.store import Delete, Put, Write
from lib.pages import pages

# Reasons that lie in the chat and will most likely hold for the next message too.
OF_THE_CHAT = frozenset(
    {
        "broadcast_removed",
        "broadcast_chat_gone",
        "broadcast_no_rights",
        "broadcast_writing_closed",
        "broadcast_unreachable",
    }
)


def follow_ups(before: Batch, attempted: Attempted, broadcast: Broadcast, outside: Broadcasting) -> list[Batch]:
    """The batches that an outcome makes."""
    batch, now = attempted.batch, outside.clock.now()
    following: list[Batch] = []
    if attempted.anew:
        # What was looked for and is not there goes at once; what VK refused rests a little.
        wait = timedelta(0) if before.must_look(now) else wait_before_next_try(batch.tries + 1)
        anew = replace(batch_like(batch, now + wait), tries=batch.tries + 1)
        following += batches_for(anew, [replace(house, look_for=0) for house in attempted.anew], outside)
    if attempted.to_look_for:
        settled = (batch.last_asked_at or now) + outside.timing.lost_request_settles
        look = replace(
            batch_like(batch, settled),
            tries=batch.tries + 1,
            asked_at=batch.asked_at,
            last_asked_at=batch.last_asked_at,
        )
        following += batches_for(look, attempted.to_look_for, outside)
    newly = _newly_done(before, batch)
    if newly and broadcast.content.pin_minutes:
        if batch.does is Does.SEND:
            following += batches_for(replace(batch_like(batch, now), does=Does.PIN), again_waiting(newly), outside)
        elif batch.does is Does.PIN:
            ends = now + timedelta(minutes=broadcast.content.pin_minutes)
            following += batches_for(replace(batch_like(batch, ends), does=Does.UNPIN), again_waiting(newly), outside)
    return following


def reachability(before: Batch, after: Batch, now: datetime) -> Iterator[Write]:
    """Notes on the chats that a message did not reach, and an end to those of chats that it reached again."""
    if after.does is not Does.SEND:
        return
    for old, new in zip(before.houses, after.houses, strict=True):
        if old.state is new.state:
            continue
        path = unreachable_path(after.municipality_id, new.house_id)
        if new.state is Delivery.FAILED and new.failure in OF_THE_CHAT:
            yield Put(path, Unreachable(new.house_id, new.failure, now))
        elif new.state is Delivery.DONE and new.was_unreachable:
            yield Delete(path)


def again_waiting(houses: Sequence[BatchHouse]) -> list[BatchHouse]:
    """The houses as another batch begins with them."""
    return [
        replace(house, state=Delivery.WAITING, failure="", failure_vk_code=0, at=None, look_for=0) for house in houses
    ]


def batches_for(empty: Batch, houses: Sequence[BatchHouse], outside: Broadcasting) -> list[Batch]:
    """Batches like `empty` for these houses, each with an id and a `random_id` of its own."""
    size = houses_a_batch(empty.does, is_personal=empty.is_personal)
    return [
        with_houses(
            replace(empty, id=outside.ids.document_id(), random_id=outside.ids.random_id()),
            page,
        )
        for page in pages(houses, size)
    ]


def batch_like(batch: Batch, due_at: datetime) -> Batch:
    """A batch of the same broadcast, chats' community and kind that has no houses and no history yet."""
    return replace(
        batch,
        due_at=due_at,
        houses=(),
        attempts=0,
        tries=0,
        asked_at=None,
        last_asked_at=None,
        next_batch_ids=(),
    )


def _newly_done(before: Batch, after: Batch) -> list[BatchHouse]:
    pairs = zip(before.houses, after.houses, strict=True)
    return [new for old, new in pairs if new.state is Delivery.DONE and old.state is not Delivery.DONE]

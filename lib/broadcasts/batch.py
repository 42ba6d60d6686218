"""A batch: what one request to VK does for at most a hundred chats of one community, frozen before it is made.

A batch that sends is open until the outcome of its request is known, and until then it is the same chats under the same
`random_id`. Once the outcome is known it is closed, and what has to be tried again is in a new batch with a new id: so
it does not matter whether VK holds a repeated `random_id` against each chat or against the whole request.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from lib.broadcasts.delivery import COUNTED, BatchHouse, Delivery
from lib.gateways.vk.limits import CALLS_AN_EXECUTE, PEERS_A_SEND

# VK forgets a `random_id` after about an hour or a hundred messages of the chat (docs/decisions/broadcasts.md). Long
# before either the chats are asked instead.
RANDOM_ID_HOLDS = timedelta(minutes=10)
# With the growing waits below that is about half an hour.
MOST_TRIES = 14
LONGEST_WAIT = timedelta(minutes=5)
# So many houses of one batch that fail for one reason, and at least this part of it, are no accident of single chats.
_ALIKE_AT_LEAST = 10
_ALIKE_PART = 0.5
_LARGEST_RANDOM_ID = 2**31 - 1


class Does(StrEnum):
    """What the requests of a batch do."""

    SEND = "send"
    EDIT = "edit"
    WITHDRAW = "withdraw"
    PIN = "pin"
    UNPIN = "unpin"


class Batch(Struct, frozen=True):
    """Chats of one community that one request is made for.

    Nobody may take it before `due_at`: an attempt under way moves that ahead as its lease. `asked_at` is since when a
    request that was made may have taken effect without anybody knowing. `next_batch_ids` are the batches that its
    outcome made: what is tried again, what is pinned. `waiting` … `cancelled`, `failures` (by reason) and `has` (states
    that occur) repeat what `houses` say, to be counted and found by queries.
    """

    id: str
    municipality_id: str
    broadcast_id: str
    group_id: int
    walk_id: str
    number: int
    does: Does
    random_id: int
    due_at: datetime
    houses: tuple[BatchHouse, ...]
    is_personal: bool = False
    is_open: bool = True
    attempts: int = 0
    tries: int = 0
    asked_at: datetime | None = None
    last_asked_at: datetime | None = None
    waiting: int = 0
    done: int = 0
    failed: int = 0
    unknown: int = 0
    cancelled: int = 0
    next_batch_ids: tuple[str, ...] = ()
    failures: Mapping[str, int] = field(default_factory=dict)
    has: tuple[str, ...] = ()

    def at(self, state: Delivery) -> list[BatchHouse]:
        """The houses in a state."""
        return [house for house in self.houses if house.state is state]

    def random_id_of(self, house: BatchHouse) -> int:
        """The `random_id` of a house's message: the batch's, or one of its own where each has a text of its own."""
        if not self.is_personal:
            return self.random_id
        return random_id_after(self.random_id, [each.house_id for each in self.houses].index(house.house_id))

    def must_look(self, now: datetime) -> bool:
        """Whether its chats have to be asked before it is sent: some messages may have been sent so long ago, or under
        such an id, that VK would not know a repeat.
        """
        if self.asked_at is not None and now - self.asked_at > RANDOM_ID_HOLDS:
            return True
        return any(house.look_for for house in self.at(Delivery.WAITING))


def broadcasts_path(municipality_id: str) -> str:
    """The collection of a municipality's broadcasts."""
    return f"municipalities/{municipality_id}/broadcasts"


def broadcast_path(municipality_id: str, broadcast_id: str) -> str:
    """Where a broadcast's record lies."""
    return f"{broadcasts_path(municipality_id)}/{broadcast_id}"


def batches_path(municipality_id: str, broadcast_id: str) -> str:
    """The collection of a broadcast's batches."""
    return f"{broadcast_path(municipality_id, broadcast_id)}/batches"


def batch_path(municipality_id: str, broadcast_id: str, batch_id: str) -> str:
    """Where a batch lies."""
    return f"{batches_path(municipality_id, broadcast_id)}/{batch_id}"


def houses_a_batch(does: Does, *, is_personal: bool) -> int:
    """How many chats one request can do it for: a hundred with one text, else as many as `execute` takes calls."""
    return PEERS_A_SEND if does is Does.SEND and not is_personal else CALLS_AN_EXECUTE


def random_id_after(first: int, number: int) -> int:
    """The `number`-th id after `first`, a positive int32 and never 0."""
    return (first - 1 + number) % _LARGEST_RANDOM_ID + 1


def with_houses(batch: Batch, houses: Sequence[BatchHouse]) -> Batch:
    """The batch with its houses as they are now, its sums and its openness following them."""
    states = Counter(house.state for house in houses)
    failures = Counter(house.failure for house in houses if house.state is Delivery.FAILED)
    return replace(
        batch,
        houses=tuple(houses),
        is_open=states[Delivery.WAITING] > 0,
        waiting=states[Delivery.WAITING],
        done=states[Delivery.DONE],
        failed=states[Delivery.FAILED],
        unknown=states[Delivery.UNKNOWN],
        cancelled=states[Delivery.CANCELLED],
        failures=dict(failures),
        has=tuple(state.value for state in COUNTED if states[state]),
    )


def wait_before_next_try(tries: int) -> timedelta:
    """How long to let VK rest after so many failures in a row."""
    return min(timedelta(seconds=2 ** min(tries, 12)), LONGEST_WAIT)


def failure_of_many(batch: Batch) -> str:
    """The one reason for which so much of a batch failed that the rest should not be tried; empty where none is."""
    if not batch.failures:
        return ""
    reason, houses = max(batch.failures.items(), key=lambda each: each[1])
    return reason if houses >= max(_ALIKE_AT_LEAST, _ALIKE_PART * len(batch.houses)) else ""

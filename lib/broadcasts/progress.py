"""How far a broadcast is: counted over its batches, kept in no counter."""

from __future__ import annotations

from msgspec import Struct

from lib.broadcasts.batch import Does, batches_path
from lib.broadcasts.broadcast import Broadcast, BroadcastState
from lib.broadcasts.delivery import COUNTED, REASONS
from lib.gateways.firestore.store import Condition, Store


class Progress(Struct, frozen=True):
    """Houses by what became of them; together they are the audience as far as it is planned."""

    waiting: int
    done: int
    failed: int
    unknown: int
    cancelled: int

    @property
    def houses(self) -> int:
        """All of them."""
        return self.waiting + self.done + self.failed + self.unknown + self.cancelled


def count_progress(municipality_id: str, broadcast_id: str, does: Does, *, store: Store) -> Progress:
    """The houses of a broadcast by what became of the message in them, or of a change of it; all as of one moment."""
    names = [state.value for state in COUNTED]
    counted = store.sums(batches_path(municipality_id, broadcast_id), [("does", "==", does)], names)
    return Progress(**counted)


def count_failures(municipality_id: str, broadcast_id: str, does: Does, *, store: Store) -> dict[str, int]:
    """The failed houses by the reason."""
    path, where = batches_path(municipality_id, broadcast_id), _does(does)
    counted = {}
    for reason in REASONS:
        # A query of its own each: a batch names only the reasons that it has.
        field = f"failures.{reason}"
        counted[reason] = store.sums(path, where, [field])[field]
    return {reason: count for reason, count in counted.items() if count}


def count_open(municipality_id: str, broadcast_id: str, *, store: Store) -> int:
    """The batches that still have something to send."""
    path = batches_path(municipality_id, broadcast_id)
    return store.totals(path, [*_does(Does.SEND), ("is_open", "==", True)])[0]


def shown_state(broadcast: Broadcast, progress: Progress) -> BroadcastState:
    """The state as a person sees it: a broadcast of which nothing waits is done, whoever writes it down."""
    if broadcast.state is BroadcastState.SENDING and broadcast.is_planned and not progress.waiting:
        return BroadcastState.DONE
    return broadcast.state


def _does(does: Does) -> list[Condition]:
    return [("does", "==", does)]

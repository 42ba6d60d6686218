"""Walks that change what was sent: batches that edit or withdraw, made of the batches that sent."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from lib.broadcasts.batch import Does, batches_path
from lib.broadcasts.broadcast import Broadcast
from lib.broadcasts.delivery import Delivery
from lib.broadcasts.follow_ups import again_waiting, batch_like, batches_for
from lib.broadcasts.outside import Broadcasting
from lib.broadcasts.plan import WalkedPage
from lib.broadcasts.rounds import sending_batches
from lib.broadcasts.walk import Walk, WalkKind

_DOES = {WalkKind.EDIT: Does.EDIT, WalkKind.WITHDRAW: Does.WITHDRAW}
# What is under way when somebody withdraws ends within seconds.
_WAITS_FOR_SENDING = timedelta(seconds=2)


def change_page(walk: Walk, broadcast: Broadcast, outside: Broadcasting) -> WalkedPage:
    """The next batches that sent, each as batches that change; begins when nothing is being sent any more."""
    now = outside.clock.now()
    path = batches_path(broadcast.municipality_id, broadcast.id)
    still_open, _ = outside.store.totals(path, [("does", "==", Does.SEND), ("is_open", "==", True)])
    if still_open:
        return WalkedPage(replace(walk, due_at=now + _WAITS_FOR_SENDING))
    found, after = sending_batches(walk, outside)
    batches = []
    for stored in found:
        if houses := again_waiting(stored.record.at(Delivery.DONE)):
            empty = replace(batch_like(stored.record, now), does=_DOES[walk.kind], walk_id=walk.id)
            batches += batches_for(empty, houses, outside)
    return WalkedPage(after, tuple(batches))

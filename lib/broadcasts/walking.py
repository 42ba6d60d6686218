"""Going one page further: the same for every kind of walk.

It may be called any number of times, at once and in any order: of two that go from the same place one commits, and the
other leaves the rest to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta

from msgspec.structs import replace

from lib import log
from lib.broadcasts.batch import Batch, batch_path
from lib.broadcasts.broadcast import Broadcast
from lib.broadcasts.changes import change_page
from lib.broadcasts.outside import Broadcasting, batch_task, walk_body, walk_task
from lib.broadcasts.plan import WalkedPage, created, plan_page
from lib.broadcasts.registry import find_broadcast
from lib.broadcasts.rounds import cancel_page, resume_page, retry_page
from lib.broadcasts.walk import Walk, WalkKind, walk_path
from lib.errors import DomainError
from lib.gateways.firestore.store import AlreadyExists, Replace, StaleRecord, Stored

_PAGES: Mapping[WalkKind, Callable[[Walk, Broadcast, Broadcasting], WalkedPage]] = {
    WalkKind.PLAN: plan_page,
    WalkKind.RESUME: resume_page,
    WalkKind.CANCEL: cancel_page,
    WalkKind.RETRY: retry_page,
    WalkKind.EDIT: change_page,
    WalkKind.WITHDRAW: change_page,
}


# A race is lost once or twice, not more.
_TRIES = 5
# A worker that committed a page has enqueued what follows from it within this time, or is dead.
_ENQUEUEING_TAKES = timedelta(seconds=10)


def walk_on(municipality_id: str, broadcast_id: str, walk_id: str, page: int, outside: Broadcasting) -> None:
    """Makes the page with this number and enqueues what follows from it. A page that is made already comes from a
    worker that may have died before it enqueued, so that is done again, later and once.

    Raises:
        DomainError: `broadcast_unknown`.
    """
    path = walk_path(municipality_id, broadcast_id, walk_id)
    for _ in range(_TRIES):
        stored = outside.store.get(path, Walk)
        if stored is None:
            raise DomainError("broadcast_unknown", municipality_id=municipality_id, broadcast_id=broadcast_id)
        walk, now = stored.record, outside.clock.now()
        if page < walk.pages:
            _enqueue_again(walk, page, outside)
            return
        if not walk.is_open:
            return
        if now < walk.due_at:
            outside.queue.enqueue(walk_task(walk, walk.due_at))
            return
        try:
            after, batches = _make_page(stored, outside)
        except (StaleRecord, AlreadyExists):
            continue
        _enqueue(after, batches, outside)
        return
    raise StaleRecord(path)


def _make_page(stored: Stored[Walk], outside: Broadcasting) -> tuple[Walk, Sequence[Batch]]:
    walk = stored.record
    broadcast = find_broadcast(walk.municipality_id, walk.broadcast_id, store=outside.store).record
    page = _PAGES[walk.kind](walk, broadcast, outside)
    now = outside.clock.now()
    fresh = tuple(batch.id for batch in page.batches if batch.is_open)
    after = replace(
        page.walk, pages=walk.pages + 1, walked_at=now, due_at=max(page.walk.due_at, now), fresh_batch_ids=fresh
    )
    outside.store.commit([Replace(stored.path, after, stored.revision), *map(created, page.batches), *page.writes])
    log.info(
        "walk_went_on",
        municipality_id=walk.municipality_id,
        broadcast_id=walk.broadcast_id,
        walk=walk.kind.value,
        page=after.pages,
        batches=len(page.batches),
        is_open=after.is_open,
    )
    return after, page.batches


def _enqueue(walk: Walk, batches: Iterable[Batch], outside: Broadcasting) -> None:
    for batch in batches:
        if batch.is_open:
            outside.queue.enqueue(batch_task(batch, batch.due_at))
    if walk.is_open:
        outside.queue.enqueue(walk_task(walk, walk.due_at))


def _enqueue_again(walk: Walk, page: int, outside: Broadcasting) -> None:
    if page < walk.pages - 1 or walk.walked_at is None:
        return
    settled = walk.walked_at + _ENQUEUEING_TAKES
    if outside.clock.now() < settled:
        outside.queue.enqueue(replace(walk_task(walk, settled), body=walk_body(walk, page)))
        return
    paths = [batch_path(walk.municipality_id, walk.broadcast_id, id_) for id_ in walk.fresh_batch_ids]
    _enqueue(walk, (stored.record for stored in outside.store.get_many(paths, Batch).values()), outside)

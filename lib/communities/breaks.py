"""Breaks that VK asks a community for, written where every worker sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from lib import log
from lib.clock import Clock
from lib.communities.community import Community, community_path, paused, resumed, stopped
from lib.errors import DomainError
from lib.gateways.firestore.store import Replace, StaleRecord, Store

# Workers that meet the same error at the same moment write at the same moment; one of them wins and is enough.
_TRIES = 5


def load_community(group_id: int, *, store: Store) -> Community:
    """The community's record.

    Raises:
        DomainError: `community_unknown`.
    """
    found = store.get(community_path(group_id), Community)
    if found is None:
        raise DomainError("community_unknown", group_id=group_id)
    return found.record


def communities_that_may_send(group_ids: Iterable[int], now: datetime, *, store: Store) -> set[int]:
    """Those among the communities to which requests may go out at `now`."""
    return {group_id for group_id in group_ids if load_community(group_id, store=store).may_send(now)}


def pause_community(group_id: int, code: int, *, store: Store, clock: Clock) -> Community:
    """Pauses the community after VK's error `code`, longer each time in a row; a pause that holds already is left as
    it is.
    """
    before, after = _change(group_id, lambda community: paused(community, code, clock.now()), store)
    if after != before:
        log.alert(
            "community_paused", group_id=group_id, code=code, until=after.paused_until, in_a_row=after.pauses_in_a_row
        )
    return after


def stop_community(group_id: int, code: int, *, store: Store) -> Community:
    """Stops the community after VK's error `code`, until ops resume it."""
    before, after = _change(group_id, lambda community: stopped(community, code), store)
    if after != before:
        log.alert("community_stopped", group_id=group_id, code=code)
    return after


def resume_community(group_id: int, *, store: Store) -> Community:
    """Lets the community send again."""
    _, after = _change(group_id, resumed, store)
    log.info("community_resumed", group_id=group_id)
    return after


def _change(group_id: int, change: Callable[[Community], Community], store: Store) -> tuple[Community, Community]:
    path = community_path(group_id)
    for _ in range(_TRIES):
        found = store.get(path, Community)
        if found is None:
            raise DomainError("community_unknown", group_id=group_id)
        after = change(found.record)
        if after == found.record:
            return found.record, after
        try:
            store.commit([Replace(path, after, found.revision)])
        except StaleRecord:
            continue
        return found.record, after
    raise StaleRecord(path)

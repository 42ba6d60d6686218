"""The sweep of onboardings: what should have moved and did not, houses that nobody began with, links that went stale.

A task is lost where a process dies between a commit and the enqueueing after it, or where a queue was purged. A task
too many is harmless.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from lib import log
from lib.communities.breaks import load_community
from lib.gateways.firestore.store import Condition, StaleRecord, Stored, Update
from lib.houses.house import AdministratorState, House, HouseState, OnboardingState
from lib.onboarding.onboarding import Onboarding
from lib.onboarding.outside import Leading
from lib.onboarding.records import change_case
from lib.onboarding.rules import expired
from lib.onboarding.tasks import HOUSES_A_TASK, onboarding_task
from lib.pages import pages

# Longer than a task waits in good order behind an import's.
OVERDUE_AFTER = timedelta(minutes=5)
# The task that begins with a house is enqueued at once where nothing dies.
_BEGINS_WITHIN = timedelta(minutes=1)
_MOST_AT_ONCE = 500
_NOT_BEGUN: list[Condition] = [
    ("state", "==", HouseState.LIVE),
    ("administrator_state", "==", AdministratorState.NAMED),
    ("onboarding", "==", OnboardingState.NOBODY),
]


def sweep_onboardings(outside: Leading) -> int:
    """Enqueues what is overdue or not begun, in communities that may send; returns how many houses."""
    _let_links_expire(outside)
    overdue = _overdue(outside)
    not_begun = _not_begun(outside)
    waiting = [(each.record.group_id, each.path.split("/")[1], each.record.house_id) for each in overdue]
    waiting += [(each.record.group_id, each.path.split("/")[1], each.record.id) for each in not_begun]
    moved = 0
    for group_id, municipality_id in sorted({(group_id, municipality_id) for group_id, municipality_id, _ in waiting}):
        if load_community(group_id, store=outside.store).may_send(outside.clock.now()):
            ids = [house_id for group, place, house_id in waiting if (group, place) == (group_id, municipality_id)]
            moved += _enqueue(group_id, municipality_id, ids, outside)
    if overdue:
        log.alert("onboarding_was_stuck", houses=len(overdue))
    return moved


def _overdue(outside: Leading) -> list[Stored[Onboarding]]:
    """Those that are overdue, noted as just enqueued, so that the next sweeps leave them alone."""
    now = outside.clock.now()
    found = outside.store.query_group(
        "onboardings", Onboarding, [("due_at", "<", now - OVERDUE_AFTER)], ["due_at"], _MOST_AT_ONCE
    )
    mine = []
    for stored in found:
        try:
            outside.store.commit([Update(stored.path, {"due_at": now}, stored.revision)])
        except StaleRecord:
            continue
        mine.append(stored)
    return mine


def _not_begun(outside: Leading) -> list[Stored[House]]:
    """Houses with a named administrator whom nobody leads, though they have been so for long enough."""
    long_ago = outside.clock.now() - _BEGINS_WITHIN
    found = outside.store.query_group("houses", House, _NOT_BEGUN, limit=_MOST_AT_ONCE)
    since = ((stored.record.live_at, stored.record.administrator_named_at, stored) for stored in found)
    return [stored for *moments, stored in since if all(at is None or at <= long_ago for at in moments)]


def _enqueue(group_id: int, municipality_id: str, house_ids: Sequence[str], outside: Leading) -> int:
    for page in pages(list(dict.fromkeys(house_ids)), HOUSES_A_TASK):
        outside.queue.enqueue(onboarding_task(group_id, municipality_id, page))
    return len(house_ids)


def _let_links_expire(outside: Leading) -> None:
    """Stale links go, and with them the phones that nobody came by."""
    now = outside.clock.now()
    stale = outside.store.query_group(
        "onboardings", Onboarding, [("token_expires_at", "<=", now)], ["token_expires_at"], _MOST_AT_ONCE
    )
    for stored in stale:
        seen = stored.record
        change_case(seen.municipality_id, seen.house_id, lambda _, each: expired(each, now), store=outside.store)

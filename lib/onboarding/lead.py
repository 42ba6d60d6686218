"""Leading administrators: from the task that says so to the next state that is safe to stop in.

It may be called any number of times, at once and in any order, and may die between any two lines: nobody is told
anything twice and nobody is forgotten. Houses of one task share requests: what is plain to say goes out 25 messages a
request. docs/decisions/onboarding.md goes through the crashes one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from lib import log
from lib.communities.breaks import load_community, pause_community, stop_community
from lib.communities.community import Community
from lib.gateways.vk.errors import VkError, WhatToDo
from lib.municipalities.registry import load_municipality
from lib.onboarding.errands import Errands
from lib.onboarding.lease import Held, LeaseLost, take
from lib.onboarding.onboarding import Onboarding
from lib.onboarding.outside import Leading
from lib.onboarding.records import Case, load_cases
from lib.onboarding.rules import begun, can_begin, expired
from lib.onboarding.tasks import onboarding_task

# A community that is stopped is looked at again by the sweep once ops have resumed it.
_STOPPED_LOOKS_AGAIN = timedelta(minutes=5)


def lead_houses(municipality_id: str, house_ids: Sequence[str], outside: Leading) -> None:
    """Does what is due for these houses, beginning where nothing has begun; what is left comes again as tasks.

    Raises:
        DomainError: `municipality_unknown`, `community_unknown`, `community_token_missing`.
    """
    cases = load_cases(municipality_id, house_ids, store=outside.store)
    for group_id in sorted({case.house.record.group_id for case in cases}):
        of_group = [case for case in cases if case.house.record.group_id == group_id]
        _lead(municipality_id, group_id, of_group, outside)


def _lead(municipality_id: str, group_id: int, cases: Sequence[Case], outside: Leading) -> None:
    community, now = load_community(group_id, store=outside.store), outside.clock.now()
    if not community.may_send(now):
        ids = [case.house.record.id for case in cases if _work_on(case, now, outside)]
        _come_again(group_id, municipality_id, ids, _when_it_may_send(community, now), outside)
        return
    for case in cases:
        if (until := _held_until(case, now)) is not None:
            _come_again(group_id, municipality_id, [case.house.record.id], until, outside)
    held = take([(case, after) for case in cases if (after := _work_on(case, now, outside)) is not None], outside)
    if not held:
        return
    errands = Errands(load_municipality(municipality_id, store=outside.store), community, outside)
    stopped_by = errands.run(held)
    again = _when_it_may_send(_take_a_break(group_id, stopped_by, outside), now) if stopped_by else None
    log.info(
        "onboarding_led",
        municipality_id=municipality_id,
        group_id=group_id,
        houses=len(held),
        stopped_by_code=stopped_by.code if stopped_by else 0,
    )
    _hand_back(held, municipality_id, group_id, again, outside)


def _work_on(case: Case, now: datetime, outside: Leading) -> Onboarding | None:
    """The onboarding as a worker takes it up; None where there is nothing to do now, or somebody else does it."""
    before = case.onboarding.record if case.onboarding else None
    if not can_begin(case.house.record):
        return None
    if before is None or not case.is_current:
        token = outside.ids.document_id()
        return begun(case.house.record, before, _municipality_of(case), token, now)
    if (over := expired(before, now)) != before:
        return over
    if before.due_at is None or before.due_at > now or _held_until(case, now):
        return None
    return before


def _municipality_of(case: Case) -> str:
    """The municipality that a house lies in: `municipalities/{m}/houses/{id}`."""
    return case.house.path.split("/")[1]


def _held_until(case: Case, now: datetime) -> datetime | None:
    """Until when another worker has a case that has something due."""
    if case.onboarding is None or not case.is_current:
        return None
    seen = case.onboarding.record
    is_held = seen.held_until is not None and now < seen.held_until and seen.due_at is not None and seen.due_at <= now
    return seen.held_until if is_held else None


def _hand_back(
    held: Sequence[Held], municipality_id: str, group_id: int, not_before: datetime | None, outside: Leading
) -> None:
    due: dict[datetime, list[str]] = {}
    for each in held:
        try:
            at = each.hand_back()
        except LeaseLost:
            log.warning("onboarding_lease_lost", municipality_id=municipality_id, house_id=each.house.id)
            continue
        if at is not None:
            due.setdefault(max(at, not_before) if not_before else at, []).append(each.house.id)
    for at, house_ids in due.items():
        _come_again(group_id, municipality_id, house_ids, at, outside)


def _come_again(group_id: int, municipality_id: str, house_ids: list[str], at: datetime, outside: Leading) -> None:
    if house_ids:
        outside.queue.enqueue(onboarding_task(group_id, municipality_id, house_ids, at))


def _take_a_break(group_id: int, error: VkError, outside: Leading) -> Community:
    if error.what_to_do is WhatToDo.STOP_COMMUNITY:
        return stop_community(group_id, error.code, store=outside.store)
    return pause_community(group_id, error.code, store=outside.store, clock=outside.clock)


def _when_it_may_send(community: Community, now: datetime) -> datetime:
    return community.paused_until if community.is_paused(now) and community.paused_until else now + _STOPPED_LOOKS_AGAIN

"""Advancing a wave: from the task that says so to the next state that is safe to stop in.

It may be called any number of times, at once and in any order, and may die between any two lines: no house gets two
chats and none is forgotten. docs/decisions/waves.md goes through the crashes one by one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from lib import log
from lib.communities.breaks import load_community, pause_community, stop_community
from lib.communities.community import Community
from lib.errors import DomainError
from lib.gateways.firestore.store import Stored
from lib.gateways.vk.errors import VkError, WhatToDo
from lib.lease import LeaseLost, Timing
from lib.municipalities.registry import load_municipality
from lib.onboarding.tasks import onboarding_task
from lib.provisioning.attempt import Attempt
from lib.provisioning.lease import take
from lib.provisioning.outside import Provisioning, wave_task
from lib.provisioning.wave import Step, Wave, wait_before_next_attempt, wave_path

# A wave whose community is stopped is looked at again by the sweep once ops have resumed it.
_STOPPED_LOOKS_AGAIN = timedelta(minutes=5)

# A usual sheet is through by then, so that nobody is invited while the chats of their neighbours are still being made.
_LED_AFTER = timedelta(seconds=15)


def advance_wave(municipality_id: str, wave_id: str, outside: Provisioning) -> None:
    """Takes the wave as far as VK allows now; what is left is handed back and comes again as a task with a time.

    Raises:
        DomainError: `wave_unknown`, `municipality_unknown`, `community_unknown`.
    """
    stored = outside.store.get(wave_path(municipality_id, wave_id), Wave)
    if stored is None:
        raise DomainError("wave_unknown", municipality_id=municipality_id, wave_id=wave_id)
    wave, now = stored.record, outside.clock.now()
    if not wave.is_open:
        return
    if now < wave.due_at:
        _come_again(wave, wave.due_at, outside)
        return
    community = load_community(wave.group_id, store=outside.store)
    if not community.may_send(now):
        _come_again(wave, _when_it_may_send(community, now), outside)
        return
    try:
        _attempt_and_hand_back(stored, outside)
    except LeaseLost:
        log.warning("wave_lease_lost", municipality_id=municipality_id, wave_id=wave_id)
        _come_again(wave, now + outside.timing.lease, outside)


def _attempt_and_hand_back(stored: Stored[Wave], outside: Provisioning) -> None:
    vk = outside.vk.of(stored.record.group_id)
    template = load_municipality(stored.record.municipality_id, store=outside.store).welcome_template
    held = take(stored, store=outside.store, clock=outside.clock, timing=outside.timing)
    stopped_by = Attempt(held, vk, outside.store, outside.clock, outside.timing, template).run()
    wave, now = held.wave, outside.clock.now()
    log.info(
        "wave_attempted",
        municipality_id=wave.municipality_id,
        wave_id=wave.id,
        group_id=wave.group_id,
        attempt=wave.attempts,
        live=wave.live,
        failed=wave.failed,
        houses=len(wave.houses),
        stopped_by_code=stopped_by.code if stopped_by else 0,
    )
    if not wave.is_open:
        _have_administrators_led(wave, outside)
        return
    if stopped_by is not None:
        again = _when_it_may_send(_take_a_break(wave.group_id, stopped_by, outside), now)
    else:
        again = _when_it_makes_sense(wave, now, outside.timing)
    held.hand_back(again)
    _come_again(wave, again, outside)


def _take_a_break(group_id: int, error: VkError, outside: Provisioning) -> Community:
    if error.what_to_do is WhatToDo.STOP_COMMUNITY:
        return stop_community(group_id, error.code, store=outside.store)
    return pause_community(group_id, error.code, store=outside.store, clock=outside.clock)


def _when_it_may_send(community: Community, now: datetime) -> datetime:
    return community.paused_until if community.is_paused(now) and community.paused_until else now + _STOPPED_LOOKS_AGAIN


def _when_it_makes_sense(wave: Wave, now: datetime, timing: Timing) -> datetime:
    soon = now + wait_before_next_attempt(wave)
    return min(
        max(soon, house.since + timing.lost_request_settles) if house.step is Step.CREATING else soon
        for house in wave.houses
        if not house.is_final
    )


def _have_administrators_led(wave: Wave, outside: Provisioning) -> None:
    """Houses that nobody begins with, since this process dies here, are found by the sweep of onboardings."""
    ready = [house.house_id for house in wave.houses if house.has_administrator and house.step is Step.LIVE]
    if ready:
        at = outside.clock.now() + _LED_AFTER
        outside.queue.enqueue(onboarding_task(wave.group_id, wave.municipality_id, ready, at))


def _come_again(wave: Wave, at: datetime, outside: Provisioning) -> None:
    outside.queue.enqueue(wave_task(wave, at))

"""How far chats are, and what holds them up, in words."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Literal

from functions.api.calls import Call
from functions.api.models.municipalities import CommunityStatus, Progress
from lib.communities.breaks import load_community
from lib.communities.community import Community, CommunityState
from lib.errors import ERRORS
from lib.gateways.vk.pace import SHARES, Purpose
from lib.provisioning import progress as records
from lib.provisioning.wave import HOUSES_A_WAVE

# create, link, welcome, pin: docs/decisions/waves.md.
_REQUESTS_A_WAVE = 4
_HOUSES_A_SECOND = SHARES[Purpose.PROVISION].requests_a_second * HOUSES_A_WAVE / _REQUESTS_A_WAVE


def show_progress(call: Call, counted: records.Progress) -> Progress:
    """Counted houses with the time that the rest takes at VK's pace; unknown while the community is held up."""
    done = counted.live + counted.failed
    community = show_community(call)
    moves = community.state == "active"
    return Progress(
        total=counted.houses,
        waiting=counted.waiting,
        live=counted.live,
        failed=counted.failed,
        percent=done * 100 // counted.houses if counted.houses else 0,
        is_finished=not counted.waiting,
        seconds_left=math.ceil(counted.waiting / _HOUSES_A_SECOND) if moves else None,
        community=community,
    )


def show_community(call: Call) -> CommunityStatus:
    """The municipality's community, of several the first that is held up, and in words what it waits for."""
    now = call.clock.now()
    known = [load_community(group_id, store=call.store) for group_id in call.municipality.group_ids]
    community = next((each for each in known if not each.may_send(now)), known[0])
    state, title, action = _state_in_words(community, now)
    return CommunityStatus(
        group_id=community.group_id,
        name=community.name,
        screen_name=community.screen_name,
        state=state,
        title=title,
        action=action,
        paused_until=community.paused_until if state == "paused" else None,
    )


def _state_in_words(community: Community, now: datetime) -> tuple[Literal["active", "paused", "stopped"], str, str]:
    if community.state is CommunityState.STOPPED:
        row = ERRORS["community_stopped"]
        return "stopped", row.title, row.action
    if community.is_paused(now):
        return (
            "paused",
            "ВКонтакте попросил сообщество сделать перерыв.",
            "Ничего делать не нужно: работа продолжится сама.",
        )
    return "active", "", ""

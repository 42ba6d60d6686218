"""The short link of a house's chat, for posters: what people type where their phone reads no codes.

VK's own shortener makes `vk.cc/…` of an invite link of sixty characters. A poster does without where VK gives none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from lib import log
from lib.clock import Clock
from lib.communities.breaks import load_community
from lib.gateways.firestore.store import Condition, StaleRecord, Store, Stored, Update
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.connect import VkClients
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown, WhatToDo
from lib.gateways.vk.execute import Call, execute
from lib.gateways.vk.limits import CALLS_AN_EXECUTE
from lib.gateways.vk.pace import SHARES, Pace, Purpose
from lib.houses.house import House, HouseState
from lib.pages import pages

# Ten requests, one a second: a municipality of 10,000 houses has them within the hour.
HOUSES_A_SWEEP = 250
_METHOD = "utils.getShortLink"
# The link is being made, or VK asks for a break: it is asked again by the next sweep.
_LATER = (WhatToDo.TRY_AGAIN, WhatToDo.PAUSE_COMMUNITY, WhatToDo.STOP_COMMUNITY)


def with_short_link(stored: Stored[House], *, vk: VkClient, store: Store) -> House:
    """The house with its short link, which VK is asked for where that was not done yet; without it where VK does not
    answer now.
    """
    house = stored.record
    if house.short_link is not None or not house.invite_link:
        return house
    try:
        link = _link_in(vk.call(_METHOD, url=house.invite_link))
    except VkError as error:
        if error.what_to_do in _LATER:
            return house
        link = ""
    except VkOutcomeUnknown:
        return house
    _keep(stored, link, store)
    return replace(house, short_link=link)


def sweep_short_links(*, store: Store, vk: VkClients, clock: Clock) -> int:
    """Asks VK for the short links of live houses that have none yet; returns how many were settled."""
    wanting: list[Condition] = [("state", "==", HouseState.LIVE), ("short_link", "==", None)]
    found = store.query_group("houses", House, wanting, limit=HOUSES_A_SWEEP)
    settled = 0
    for group_id, houses in groupby(sorted(found, key=_group_of), _group_of):
        if load_community(group_id, store=store).may_send(clock.now()):
            for page in pages(list(houses), CALLS_AN_EXECUTE):
                settled += _shorten(page, vk.of(group_id), store, clock)
    return settled


def _shorten(houses: Sequence[Stored[House]], vk: VkClient, store: Store, clock: Clock) -> int:
    calls = [Call(_METHOD, {"url": stored.record.invite_link}) for stored in houses]
    try:
        with Pace(SHARES[Purpose.ANSWER], clock).turn():
            answers = execute(vk, calls)
    except (VkError, VkOutcomeUnknown) as error:
        log.warning("links_not_shortened", houses=len(houses), error=str(error))
        return 0
    settled = 0
    for stored, answer in zip(houses, answers, strict=True):
        if not (isinstance(answer, VkError) and answer.what_to_do in _LATER):
            _keep(stored, "" if isinstance(answer, VkError) else _link_in(answer), store)
            settled += 1
    return settled


def _link_in(answer: Any) -> str:
    return str(answer.get("short_url", ""))


def _keep(stored: Stored[House], link: str, store: Store) -> None:
    try:
        store.commit([Update(stored.path, {"short_link": link}, stored.revision)])
    except StaleRecord:
        # Whoever changed the house meanwhile may have changed its link: the next sweep asks again.
        log.info("house_changed_meanwhile", house_id=stored.record.id)


def _group_of(stored: Stored[House]) -> int:
    return stored.record.group_id

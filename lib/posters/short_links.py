"""The short link of a house's chat, for posters: what people type where their phone reads no codes.

VK's own shortener makes `vk.cc/…` of an invite link of sixty characters. A poster does without where VK gives none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from lib import log
from lib.clock import Clock
from lib.communities.breaks import load_community
from lib.gateways.firestore.store import StaleRecord, Store, Stored, Update
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown, WhatToDo
from lib.gateways.vk.execute import Call, execute
from lib.gateways.vk.limits import CALLS_AN_EXECUTE
from lib.gateways.vk.pace import SHARES, Pace, Purpose
from lib.houses.house import House
from lib.pages import pages

_METHOD = "utils.getShortLink"
# The link is being made, or VK asks for a break: it is asked again with the next poster.
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


def with_short_links(houses: Sequence[Stored[House]], *, vk: VkClient, store: Store, clock: Clock) -> dict[str, House]:
    """The houses with their short links, by path: those that VK was not asked for yet are asked for 25 a request, at
    the pace that is kept for answers to people. A house stays without where VK does not answer now.
    """
    found = {stored.path: stored.record for stored in houses}
    wanting = [stored for stored in houses if stored.record.short_link is None and stored.record.invite_link]
    if wanting and load_community(vk.group_id, store=store).may_send(clock.now()):
        for page in pages(wanting, CALLS_AN_EXECUTE):
            links = _shorten(page, vk, store, clock)
            if links is None:
                break
            found |= {path: replace(found[path], short_link=link) for path, link in links.items()}
    return found


def _shorten(houses: Sequence[Stored[House]], vk: VkClient, store: Store, clock: Clock) -> dict[str, str] | None:
    """The links that VK gave, or refused for good, by house; None where it answered nothing."""
    calls = [Call(_METHOD, {"url": stored.record.invite_link}) for stored in houses]
    try:
        with Pace(SHARES[Purpose.ANSWER], clock).turn():
            answers = execute(vk, calls)
    except (VkError, VkOutcomeUnknown) as error:
        log.warning("links_not_shortened", houses=len(houses), error=str(error))
        return None
    links: dict[str, str] = {}
    for stored, answer in zip(houses, answers, strict=True):
        if not (isinstance(answer, VkError) and answer.what_to_do in _LATER):
            links[stored.path] = "" if isinstance(answer, VkError) else _link_in(answer)
            _keep(stored, links[stored.path], store)
    return links


def _link_in(answer: Any) -> str:
    return str(answer.get("short_url", ""))


def _keep(stored: Stored[House], link: str, store: Store) -> None:
    try:
        store.commit([Update(stored.path, {"short_link": link}, stored.revision)])
    except StaleRecord:
        # Whoever changed the house meanwhile may have changed its link: the next poster asks again.
        log.info("house_changed_meanwhile", house_id=stored.record.id)

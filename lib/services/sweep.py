"""The sweep of service bots: looks into chats that await one, and leads their administrators to add it.

Nothing else notices where the event of a bot's coming was lost. A house is looked at when it is due, 25 chats a
request, within the share of requests that is kept for answers to people.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from msgspec.structs import replace

from lib import log
from lib.clock import Clock
from lib.communities.breaks import load_community
from lib.gateways.firestore.store import Condition, Replace, StaleRecord, Store, Stored
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.connect import VkClients
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown, WhatToDo
from lib.gateways.vk.execute import Call, execute
from lib.gateways.vk.limits import CALLS_AN_EXECUTE
from lib.gateways.vk.pace import SHARES, Pace, Purpose
from lib.houses.house import AdministratorState, House, peer_id
from lib.pages import pages
from lib.services.arrivals import MEMBERS_A_READ, communities_among, communities_in_chat, next_look, with_arrived
from lib.services.catalogue import ensure_catalogued
from lib.services.leading import leading_keyboard, leading_random_id, leading_text
from lib.services.service_bot import ServiceBot

# Two requests for 25 houses, at most one in a second: well within a minute.
HOUSES_A_SWEEP = 200


def sweep_service_bots(*, store: Store, vk: VkClients, clock: Clock) -> int:
    """Looks at the houses that are due; returns how many."""
    due: list[Condition] = [("service_bots_due_at", "<=", clock.now())]
    found = store.query_group("houses", House, due, ["service_bots_due_at"], HOUSES_A_SWEEP)
    looked_at = 0
    for group_id, houses in groupby(
        sorted(found, key=lambda stored: stored.record.group_id), lambda s: s.record.group_id
    ):
        if load_community(group_id, store=store).may_send(clock.now()):
            for page in pages(list(houses), CALLS_AN_EXECUTE):
                looked_at += _look_at(page, vk.of(group_id), store, clock)
    return looked_at


def _look_at(houses: Sequence[Stored[House]], vk: VkClient, store: Store, clock: Clock) -> int:
    pace = Pace(SHARES[Purpose.ANSWER], clock)
    now = clock.now()
    try:
        with pace.turn():
            present = _communities_in(houses, vk)
        after = {stored.path: with_arrived(stored.record, present.get(stored.path, set())) for stored in houses}
        with pace.turn():
            told = _lead(houses, after, vk, store, now)
    except (VkError, VkOutcomeUnknown) as error:
        log.warning("service_bots_not_looked_at", houses=len(houses), error=str(error))
        return 0
    for stored in houses:
        _record(stored, told[stored.path], now, store)
    return len(houses)


def _communities_in(houses: Sequence[Stored[House]], vk: VkClient) -> dict[str, set[int]]:
    """By house, the communities in its chat; a chat that VK does not show is left out."""
    ready = [stored for stored in houses if stored.record.chat_id]
    if not ready:
        return {}
    calls = [
        Call(
            "messages.getConversationMembers",
            {"peer_id": peer_id(stored.record.chat_id), "count": MEMBERS_A_READ},
        )
        for stored in ready
    ]
    found: dict[str, set[int]] = {}
    for stored, answer in zip(ready, execute(vk, calls), strict=True):
        if isinstance(answer, VkError):
            log.info("chat_not_shown", group_id=stored.record.group_id, house_id=stored.record.id, code=answer.code)
        elif int(answer["count"]) > MEMBERS_A_READ:
            found[stored.path] = communities_in_chat(vk, stored.record)
        else:
            found[stored.path] = communities_among(answer["items"])
    return found


def _lead(
    houses: Sequence[Stored[House]], after: dict[str, House], vk: VkClient, store: Store, now: datetime
) -> dict[str, House]:
    """Asks the administrators to add what is still awaited and what they were not asked to add yet."""
    told = dict(after)
    asked: list[tuple[str, Call, tuple[int, ...]]] = []
    for stored in houses:
        house = after[stored.path]
        new = [each for each in house.service_bots_awaited if each not in house.service_bots_told]
        if new and house.administrator_vk_id and house.administrator_state is AdministratorState.JOINED:
            bots = ensure_catalogued(new, _municipality_of(stored.path), now, store=store, vk=vk)
            known = [bots[each] for each in new if each in bots]
            if known:
                asked.append(
                    (
                        stored.path,
                        _message(_municipality_of(stored.path), house, known),
                        tuple(bot.group_id for bot in known),
                    )
                )
    if not asked:
        return told
    for (path, _, bots_asked), answer in zip(asked, execute(vk, [call for _, call, _ in asked]), strict=True):
        if not _is_to_be_asked_again(answer):
            told[path] = replace(told[path], service_bots_told=(*told[path].service_bots_told, *bots_asked))
    return told


def _is_to_be_asked_again(answer: object) -> bool:
    """Whether the message did not arrive and still may. Without consent (901) it never will: then the app shows the
    employee what is awaited.
    """
    error = answer
    if isinstance(answer, list) and answer and (refused := answer[0].get("error")):
        error = VkError(int(refused.get("code", 1)), "messages.send")
    return isinstance(error, VkError) and error.what_to_do not in (WhatToDo.GIVE_UP_ON_PEER, WhatToDo.OUR_MISTAKE)


def _message(municipality_id: str, house: House, bots: list[ServiceBot]) -> Call:
    return Call(
        "messages.send",
        {
            "peer_ids": str(house.administrator_vk_id),
            "random_id": leading_random_id(house, bots),
            "message": leading_text(house, bots),
            "keyboard": leading_keyboard(municipality_id, house, bots),
            "dont_parse_links": 1,
        },
    )


def _record(stored: Stored[House], after: House, now: datetime, store: Store) -> None:
    if after.service_bots_awaited:
        after = replace(after, service_bots_due_at=next_look(after, now))
    else:
        after = replace(after, service_bots_due_at=None)
    try:
        store.commit([Replace(stored.path, after, stored.revision)])
    except StaleRecord:
        # Somebody changed the house meanwhile; it stays due, and a repeated message has the same random_id.
        log.info("house_changed_meanwhile", house_id=stored.record.id)


def _municipality_of(path: str) -> str:
    return path.split("/")[1]

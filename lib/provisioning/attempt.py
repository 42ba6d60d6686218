"""One attempt on a wave that is held: look for what was left behind, then climb step by step.

Every step is one request for the whole wave and one record after it. The attempt ends when the steps are through, or
when VK asks the whole community to pause or stop.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from lib.clock import Clock
from lib.gateways.firestore.store import Store
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown, WhatToDo
from lib.gateways.vk.execute import Call, execute
from lib.gateways.vk.pace import SHARES, Pace, Purpose
from lib.houses.house import Chat
from lib.lease import Timing
from lib.provisioning.adoption import find_chats, find_welcomes, may_be_welcomed_already
from lib.provisioning.lease import HeldWave
from lib.provisioning.steps import Answer, Climb, climbs
from lib.provisioning.wave import Step, WaveHouse

_COMMUNITY_MUST_REST = frozenset({WhatToDo.PAUSE_COMMUNITY, WhatToDo.STOP_COMMUNITY})


class Attempt:
    """An attempt on `held`, at the pace of provisioning's share."""

    def __init__(
        self, held: HeldWave, vk: VkClient, store: Store, clock: Clock, timing: Timing, welcome_template: str
    ) -> None:
        self._held = held
        self._vk = vk
        self._store = store
        self._clock = clock
        self._timing = timing
        self._pace = Pace(SHARES[Purpose.PROVISION], clock)
        self._climbs = climbs(held.wave.group_id, welcome_template)

    def run(self) -> VkError | None:
        """Goes through all steps; returns VK's error where the whole community must rest, the rest of the steps undone.

        Raises:
            LeaseLost: somebody else holds the wave now; nothing more was recorded.
        """
        if error := self._look_for_chats() or self._look_for_welcomes():
            return error
        for climb in self._climbs:
            houses = self._marked_as_creating() if climb.takes is Step.CREATING else self._ready_for(climb)
            if houses and (error := self._climb(climb, houses)):
                return error
        return None

    def _ready_for(self, climb: Climb) -> list[WaveHouse]:
        now = self._clock.now()
        return [house for house in self._held.at(climb.takes) if not may_be_welcomed_already(house, now)]

    def _climb(self, climb: Climb, houses: Sequence[WaveHouse]) -> VkError | None:
        with self._pace.turn():
            answers = self._ask([climb.call(house) for house in houses])
            now = self._clock.now()
            self._held.record(
                [climb.outcome(house, answer, now) for house, answer in zip(houses, answers, strict=True)]
            )
        return next(filter(None, map(_reason_to_rest, answers)), None)

    def _ask(self, calls: Sequence[Call]) -> list[Answer]:
        try:
            return execute(self._vk, calls)
        except (VkError, VkOutcomeUnknown) as error:
            return [error] * len(calls)

    def _marked_as_creating(self) -> list[WaveHouse]:
        """The waiting houses, recorded as being created, each with the highest chat number that is known before."""
        waiting = self._held.at(Step.WAITING)
        if not waiting:
            return []
        known, now = self._highest_known_chat_id(), self._clock.now()
        marked = [replace(house, step=Step.CREATING, since=now, known_chat_id=known) for house in waiting]
        self._held.record(marked)
        return marked

    def _look_for_chats(self) -> VkError | None:
        settled_before = self._clock.now() - self._timing.lost_request_settles
        houses = [house for house in self._held.at(Step.CREATING) if house.since <= settled_before]
        return self._look(
            houses, lambda: find_chats(houses, self._vk, self._pace, self._highest_known_chat_id(), self._clock.now())
        )

    def _look_for_welcomes(self) -> VkError | None:
        houses = [house for house in self._held.at(Step.LINKED) if may_be_welcomed_already(house, self._clock.now())]
        return self._look(houses, lambda: find_welcomes(houses, self._vk, self._pace, self._clock.now()))

    def _look(self, houses: Sequence[WaveHouse], search: Callable[[], list[WaveHouse]]) -> VkError | None:
        if not houses:
            return None
        try:
            self._held.record(search())
        except (VkError, VkOutcomeUnknown) as error:
            # The search failed, not the houses: they stay where they are, to be looked for again.
            self._held.record([replace(house, tries=house.tries + 1) for house in houses])
            return _reason_to_rest(error)
        return None

    def _highest_known_chat_id(self) -> int:
        newest = self._store.query(
            "chats", Chat, [("group_id", "==", self._held.wave.group_id)], order_by=["-chat_id"], limit=1
        )
        return newest[0].record.chat_id if newest else 0


def _reason_to_rest(answer: Answer) -> VkError | None:
    return answer if isinstance(answer, VkError) and answer.what_to_do in _COMMUNITY_MUST_REST else None

"""The life of waves: imports, tasks that come twice, late or never, workers that die, VK that fails, in any order.

Whatever happens: a title has one chat, a live house stays what it is, and in the end every house is live.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lib.communities.breaks import resume_community
from lib.gateways.firestore.store import StaleRecord
from lib.houses.house import House, HouseState
from lib.provisioning.retry import retry_failed
from lib.provisioning.sweep import sweep_provisioning
from lib.provisioning.wave import Step
from local.vk.testing import RunningVk, running_vk
from tests.lib.provisioning.conftest import Stage, make_stage, rows
from tests.machines import Mortal, empty_store, live

# What was asked is done, and nobody is told: the worst, and three times as often as any other.
_LOST: dict[str, Any] = {"drop_response": True}
_FAULTS: list[dict[str, Any]] = [
    {"error_code": 1},
    {"error_code": 6},
    {"error_code": 9},
    {"error_code": 10},
    {"error_code": 14},
    {"http_status": 502},
    *[_LOST] * 3,
]


@pytest.fixture(scope="module")
def own_vk() -> Iterator[RunningVk]:
    """A VK in which nobody else makes chats."""
    with running_vk(requests_a_second=10_000) as running:
        yield running


class Waves(RuleBasedStateMachine):
    """One municipality's waves."""

    def __init__(self, vk: RunningVk, mortal: Mortal) -> None:
        super().__init__()
        vk.post("/sim/reset")
        self.stage: Stage = make_stage(empty_store(), vk)
        self.vk, self.mortal = vk, mortal
        self.asked: set[str] = set()
        self.live: dict[str, House] = {}

    @initialize(count=st.integers(1, 4), commit=st.integers(1, 5), fault=st.none() | st.just(_LOST))
    def two_workers_meet_at_the_first_wave(self, count: int, commit: int, fault: dict[str, Any] | None) -> None:
        self.start_import(1, count)
        # The chunk.
        self._do(self._take(0))
        self.a_worker_is_held_up_while_another_does_its_task(0, commit, 46, fault)

    @rule(first=st.integers(1, 6), count=st.integers(1, 4))
    @precondition(lambda self: len(self.asked) < 9)
    def start_import(self, first: int, count: int) -> None:
        sheet = rows(count, first)
        self.asked |= {row.title for row in sheet}
        self.stage.start(sheet)

    @rule(number=st.integers(0, 5), comes_again=st.booleans(), fault=st.none() | st.sampled_from(_FAULTS))
    @precondition(lambda self: self.stage.queue.tasks)
    def do_a_task(self, number: int, comes_again: bool, fault: dict[str, Any] | None) -> None:
        task = self._take(number)
        if comes_again:
            self.stage.queue.tasks.append(task)
        if fault:
            self.vk_fails(fault, 1)
        self._do(task)

    @rule(number=st.integers(0, 5), call=st.integers(0, 14), after=st.booleans())
    @precondition(lambda self: self.stage.queue.tasks)
    def a_worker_dies(self, number: int, call: int, after: bool) -> None:
        task = self._take(number)
        with self.mortal.dying(call, after=after):
            self._do(task)
        self.stage.queue.tasks.append(task)

    @rule(
        number=st.integers(0, 5),
        commit=st.integers(0, 5),
        seconds=st.sampled_from([0, 46]),
        fault=st.none() | st.sampled_from(_FAULTS),
    )
    @precondition(lambda self: self.stage.queue.tasks)
    def a_worker_is_held_up_while_another_does_its_task(
        self, number: int, commit: int, seconds: int, fault: dict[str, Any] | None
    ) -> None:
        task = self._take(number)
        if fault:
            self.vk_fails(fault, 1)

        def meanwhile() -> None:
            self.stage.clock.move(seconds=seconds)
            self._do(task)
            self.a_live_house_stays_what_it_is()

        with self.mortal.held_up(commit, meanwhile):
            self._do(task)

    @rule(number=st.integers(0, 5))
    @precondition(lambda self: self.stage.queue.tasks)
    def a_task_is_lost(self, number: int) -> None:
        self._take(number)

    @rule(seconds=st.sampled_from([1, 20, 31, 46, 700, 4000, -60]))
    def the_clock_moves(self, seconds: int) -> None:
        self.stage.clock.move(seconds=seconds)

    @rule(fault=st.sampled_from(_FAULTS), count=st.integers(1, 3))
    def vk_fails(self, fault: dict[str, Any], count: int) -> None:
        self.vk.post("/sim/faults", {**fault, "count": count})

    @rule(call=st.integers(0, 9))
    def the_sweep_runs(self, call: int) -> None:
        with self.mortal.dying(call, after=True):
            sweep_provisioning(self.stage.outside)

    @rule()
    def an_employee_tries_again(self) -> None:
        retry_failed(self.stage.municipality_id, self.stage.outside)

    @rule()
    def ops_let_the_community_send(self) -> None:
        resume_community(self.stage.group_id, store=self.stage.outside.store)

    @invariant()
    def a_title_has_one_chat(self) -> None:
        titles = Counter(chat["title"] for chat in self.stage.chats())
        assert all(number == 1 for number in titles.values()), titles

    @invariant()
    def a_live_house_stays_what_it_is(self) -> None:
        houses = {house.id: house for house in self.stage.houses()}
        for id_, before in self.live.items():
            after = houses[id_]
            assert after.state is HouseState.LIVE
            assert (after.chat_id, after.invite_link) == (before.chat_id, before.invite_link)
        self.live = {id_: house for id_, house in houses.items() if house.state is HouseState.LIVE}
        chats = [house.chat_id for house in self.live.values()]
        assert all(chats)
        assert len(chats) == len(set(chats))

    @invariant()
    def the_sums_of_a_wave_are_those_of_its_houses(self) -> None:
        for wave in self.stage.waves():
            steps = Counter(house.step for house in wave.houses)
            assert (wave.live, wave.failed) == (steps[Step.LIVE], steps[Step.FAILED])
            assert wave.is_open == (steps[Step.LIVE] + steps[Step.FAILED] < len(wave.houses))

    def teardown(self) -> None:
        self.vk.delete("/sim/faults")
        for _ in range(12):
            resume_community(self.stage.group_id, store=self.stage.outside.store)
            while self.stage.queue.tasks:
                self._do(self._take(0))
            if {house.title for house in self.stage.houses() if house.state is HouseState.LIVE} == self.asked:
                break
            self.stage.clock.move(minutes=11)
            sweep_provisioning(self.stage.outside)
            retry_failed(self.stage.municipality_id, self.stage.outside)
        self.a_live_house_stays_what_it_is()
        self.every_house_has_its_chat_and_one_welcome()

    def every_house_has_its_chat_and_one_welcome(self) -> None:
        assert {house.title for house in self.live.values()} == self.asked
        assert Counter(chat["title"] for chat in self.stage.chats()) == Counter(self.asked)
        for chat in self.stage.chats():
            own = self.vk.get(f"/sim/chats/{self.stage.group_id}/{chat['peer_id']}/messages")
            assert sum(each["from_id"] < 0 and not each.get("action") for each in own) == 1, chat["title"]

    def _take(self, number: int) -> dict[str, Any]:
        """A task, as if it were its turn."""
        task = self.stage.queue.tasks.pop(number % len(self.stage.queue.tasks))
        self.stage.clock.time = max(self.stage.clock.time, self.stage.due(task))
        return task

    def _do(self, task: dict[str, Any]) -> None:
        try:
            self.stage.do(task)
        except StaleRecord:
            # As Cloud Tasks does with whatever ends in an error.
            self.stage.queue.tasks.append(task)


def test_whatever_happens_to_waves_every_house_gets_one_chat(
    own_vk: RunningVk, firestore_emulator_host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert firestore_emulator_host
    mortal = Mortal(monkeypatch)
    live(lambda: Waves(own_vk, mortal), lives=10, steps=14)

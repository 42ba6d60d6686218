"""The life of broadcasts' batches: sent, cancelled, tried again, with tasks that come twice, late or never, workers
that die, VK that fails and chats that go, in any order.

Whatever happens: a chat gets a message at most once, what is final stays so, and every house of the audience is told of
by one batch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lib.broadcasts.batch import Batch, Does
from lib.broadcasts.broadcast import Broadcast
from lib.broadcasts.delivery import Delivery
from lib.broadcasts.sending import cancel_broadcast, resume_broadcast, retry_failed
from lib.broadcasts.sweep import sweep_broadcasts
from lib.communities.breaks import resume_community
from lib.errors import DomainError
from lib.gateways.firestore.store import StaleRecord
from local.vk.testing import RunningVk, running_vk
from tests.lib.broadcasts.conftest import Stage, make_stage
from tests.machines import Mortal, empty_store, live

_HOUSES = 27
_STAYS = {Delivery.DONE, Delivery.CANCELLED, Delivery.MOVED}
# What was given up may be taken into a new batch, and nothing else.
_GIVEN_UP = {Delivery.FAILED, Delivery.UNKNOWN}
_FAULTS: list[dict[str, Any]] = [
    {"error_code": 1},
    {"error_code": 6},
    {"error_code": 9},
    {"error_code": 10},
    {"error_code": 14},
    {"http_status": 502},
    {"drop_response": True},
]


@pytest.fixture(scope="module")
def own_vk() -> Iterator[RunningVk]:
    """A VK in which nobody else sends."""
    with running_vk(requests_a_second=10_000) as running:
        yield running


class Batches(RuleBasedStateMachine):
    """One municipality's broadcasts."""

    def __init__(self, vk: RunningVk, mortal: Mortal) -> None:
        super().__init__()
        vk.post("/sim/reset")
        self.stage: Stage = make_stage(empty_store(), vk)
        self.vk, self.mortal = vk, mortal
        self.sent: dict[str, Broadcast] = {}
        self.final: dict[tuple[str, str], Delivery] = {}
        self.resumes = 0

    @initialize(is_personal=st.booleans(), commit=st.integers(1, 2), fault=st.sampled_from(_FAULTS[-2:]))
    def two_workers_meet_at_the_first_batch(self, is_personal: bool, commit: int, fault: dict[str, Any]) -> None:
        self.stage.add_houses(_HOUSES)
        self.an_employee_sends(is_personal)
        # The walk.
        self._do(self._take(0))
        self.a_worker_is_held_up_while_another_does_its_task(0, commit, 46, fault)

    @rule(is_personal=st.booleans())
    @precondition(lambda self: len(self.sent) < 2)
    def an_employee_sends(self, is_personal: bool) -> None:
        text = f"Сообщение № {len(self.sent)}." + (" Дом: {адрес}." if is_personal else "")
        self.sent[f"Сообщение № {len(self.sent)}."] = self.stage.send(text)

    @rule(number=st.integers(0, 5), comes_again=st.booleans(), fault=st.none() | st.sampled_from(_FAULTS))
    @precondition(lambda self: self.stage.queue.tasks)
    def do_a_task(self, number: int, comes_again: bool, fault: dict[str, Any] | None) -> None:
        task = self._take(number)
        if comes_again:
            self.stage.queue.tasks.append(task)
        if fault:
            self.vk_fails(fault, 1)
        self._do(task)

    @rule(number=st.integers(0, 5), call=st.integers(0, 7), after=st.booleans())
    @precondition(lambda self: self.stage.queue.tasks)
    def a_worker_dies(self, number: int, call: int, after: bool) -> None:
        task = self._take(number)
        with self.mortal.dying(call, after=after):
            self._do(task)
        self.stage.queue.tasks.append(task)

    @rule(
        number=st.integers(0, 5),
        commit=st.integers(0, 2),
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
            self.what_is_final_stays_so()

        with self.mortal.held_up(commit, meanwhile):
            self._do(task)

    @rule(number=st.integers(0, 5))
    @precondition(lambda self: self.stage.queue.tasks)
    def a_task_is_lost(self, number: int) -> None:
        self._take(number)

    @rule(seconds=st.sampled_from([1, 16, 46, 400, 700, 4000, -60]))
    def the_clock_moves(self, seconds: int) -> None:
        self.stage.clock.move(seconds=seconds)

    @rule(fault=st.sampled_from(_FAULTS), count=st.integers(1, 3))
    def vk_fails(self, fault: dict[str, Any], count: int) -> None:
        self.vk.post("/sim/faults", {**fault, "count": count})

    @rule(house=st.integers(0, _HOUSES - 1))
    def somebody_removes_the_community_from_a_chat(self, house: int) -> None:
        # VK refuses the second time.
        with suppress(Exception):
            self.stage.close(self.stage.houses[house])

    @rule(call=st.integers(0, 5))
    def the_sweep_runs(self, call: int) -> None:
        with self.mortal.dying(call, after=True):
            sweep_broadcasts(self.stage.outside)

    @rule(which=st.integers(0, 1), act=st.sampled_from([cancel_broadcast, resume_broadcast, retry_failed]))
    @precondition(lambda self: self.sent)
    def an_employee_presses(self, which: int, act: Callable[..., Broadcast]) -> None:
        broadcast = list(self.sent.values())[which % len(self.sent)]
        with suppress(DomainError):
            act(broadcast.id, self.stage.rights(), self.stage.doing(), self.stage.outside)

    @rule()
    def ops_let_the_community_send(self) -> None:
        resume_community(self.stage.group_id, store=self.stage.outside.store)

    @invariant()
    def what_is_final_stays_so(self) -> None:
        now = {
            (batch.id, house.house_id): house.state
            for broadcast in self.sent.values()
            for batch in self.stage.batches(broadcast)
            for house in batch.houses
        }
        for key, before in self.final.items():
            assert now[key] is before or (before in _GIVEN_UP and now[key] is Delivery.MOVED), (before, now[key])
        self.final = {key: state for key, state in now.items() if state in _STAYS | _GIVEN_UP}

    @invariant()
    def every_house_is_told_of_by_one_batch_and_the_sums_add_up(self) -> None:
        for broadcast in self.sent.values():
            batches = self.stage.batches(broadcast)
            told = Counter(
                house.house_id for batch in batches for house in batch.houses if house.state is not Delivery.MOVED
            )
            assert set(told.values()) <= {1}
            assert sum(map(_counted, batches)) == len(told)
            if self.stage.broadcast(broadcast).is_planned:
                assert self.stage.progress(broadcast).houses >= len(told)

    def teardown(self) -> None:
        self.vk.delete("/sim/faults")
        for _ in range(12):
            resume_community(self.stage.group_id, store=self.stage.outside.store)
            while self.stage.queue.tasks:
                self._do(self._take(0))
            is_planned = all(self.stage.broadcast(each).is_planned for each in self.sent.values())
            if is_planned and not any(
                batch.is_open for each in self.sent.values() for batch in self.stage.batches(each)
            ):
                break
            self.stage.clock.move(minutes=11)
            sweep_broadcasts(self.stage.outside)
        self.what_is_final_stays_so()
        for words, broadcast in self.sent.items():
            self._assert_people_saw_what_is_recorded(words, broadcast)

    def _assert_people_saw_what_is_recorded(self, words: str, broadcast: Broadcast) -> None:
        states = {
            house.house_id: house.state
            for batch in self.stage.batches(broadcast)
            for house in batch.houses
            if house.state is not Delivery.MOVED
        }
        assert Delivery.WAITING not in states.values()
        for house in self.stage.houses:
            got = sum(words in message for message in self.stage.messages(house))
            state = states.get(house.id)
            assert got <= 1, (words, house.title)
            assert (got == 1) == (state is Delivery.DONE) or state is Delivery.UNKNOWN, (got, state)

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


def _counted(batch: Batch) -> int:
    assert batch.does is Does.SEND
    return batch.waiting + batch.done + batch.failed + batch.unknown + batch.cancelled


def test_whatever_happens_to_batches_no_chat_gets_a_message_twice(
    own_vk: RunningVk, firestore_emulator_host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert firestore_emulator_host
    mortal = Mortal(monkeypatch)
    live(lambda: Batches(own_vk, mortal), lives=8, steps=14)

"""The life of imports: sheets uploaded and started in any order, twice and at once, planned by workers that come late,
come again or die.

Whatever happens: a house is there once, a sheet's rows add up, an import goes on and never back, and each start has one
line in the log.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lib.audit.line import Actor, AuditAction, AuditLine
from lib.audit.record import Doing
from lib.errors import DomainError
from lib.gateways.firestore.store import AlreadyExists, StaleRecord, Update
from lib.houses.house import HouseState, house_path
from lib.houses.uploading import ImportState, import_status, load_import, start_import, upload_sheet
from lib.municipalities.registry import load_municipality
from lib.provisioning.sweep import sweep_provisioning
from local.vk.testing import RunningVk
from tests.lib.provisioning.conftest import Stage, make_stage, vk
from tests.machines import Mortal, empty_store, live

__all__ = ["vk"]

_ORDER = list(ImportState)
# Numbers of houses in a sheet; so few that sheets have some in common.
_NUMBERS = st.lists(st.integers(1, 7), min_size=1, max_size=5)
# Nobody makes so many calls.
_NEVER = 1_000_000
_ACTOR = Actor(501, "Марина Соколова", "сотрудник")


class Imports(RuleBasedStateMachine):
    """One municipality's imports. Waves are not carried out; their houses are called live instead."""

    def __init__(self, running: RunningVk, mortal: Mortal) -> None:
        super().__init__()
        self.stage: Stage = make_stage(empty_store(), running)
        self.outside, self.store = self.stage.outside, self.stage.outside.store
        self.mortal = mortal
        self.numbers = count(1)
        self.rows: dict[str, int] = {}
        self.starts: dict[str, Doing] = {}
        self.states: dict[str, ImportState] = {}
        self.wanted: dict[str, set[int]] = {}

    @initialize(first=_NUMBERS, second=_NUMBERS, are_planned=st.booleans())
    def two_sheets_are_started(self, first: list[int], second: list[int], are_planned: bool) -> None:
        for houses in (first, second):
            self.an_employee_uploads(houses, 0, _NEVER)
            self.an_employee_starts(len(self.rows) - 1, True, _NEVER)
        if are_planned:
            self.a_worker_is_held_up_while_another_plans(0, 1, 0)

    @rule(houses=_NUMBERS, bad=st.integers(0, 1), call=st.integers(0, 8))
    @precondition(lambda self: len(self.rows) < 3)
    def an_employee_uploads(self, houses: list[int], bad: int, call: int) -> None:
        lines = [f"г. Город, ул. Мира, д. {number};ООО «Уют»" for number in houses] + ["г. Город;x"] * bad
        content = "\n".join(["Адрес;Управляющая компания", *lines]).encode()
        doing = self._doing()
        town = load_municipality(self.stage.municipality_id, store=self.store)
        with self.mortal.dying(call, after=bool(call % 2)):
            self._keep(upload_sheet(content, "дома.csv", town, doing, self.outside).id, len(lines), houses)
            return
        # The same request again, as whoever lost the answer sends it.
        again = Doing(doing.municipality_id, doing.actor, doing.request_id, doing.now, is_repeat=True)
        with suppress(DomainError):
            self._keep(upload_sheet(content, "дома.csv", town, again, self.outside).id, len(lines), houses)

    @rule(which=st.integers(0, 2), is_new=st.booleans(), call=st.integers(0, 8))
    @precondition(lambda self: self.rows)
    def an_employee_starts(self, which: int, is_new: bool, call: int) -> None:
        id_ = list(self.rows)[which % len(self.rows)]
        doing = self._doing() if is_new or id_ not in self.starts else self._again(self.starts[id_])
        self.starts.setdefault(id_, doing)
        with self.mortal.dying(call, after=bool(call % 2)), suppress(DomainError):
            start_import(self.stage.municipality_id, id_, doing, self.outside)

    @rule(number=st.integers(0, 5), call=st.none() | st.integers(0, 4), again=st.booleans())
    @precondition(lambda self: self._chunks())
    def a_worker_plans(self, number: int, call: int | None, again: bool) -> None:
        tasks = self._chunks()
        task = tasks[number % len(tasks)]
        try:
            if call is None:
                self.stage.do(task)
            else:
                with self.mortal.dying(call, after=bool(call % 2)):
                    self.stage.do(task)
        except (StaleRecord, AlreadyExists):
            return
        if call is None and not again:
            self.stage.queue.tasks.remove(task)

    @rule(number=st.integers(0, 5), other=st.integers(0, 5), commit=st.integers(0, 1))
    @precondition(lambda self: self._chunks())
    def a_worker_is_held_up_while_another_plans(self, number: int, other: int, commit: int) -> None:
        tasks = self._chunks()
        with self.mortal.held_up(commit, lambda: self.stage.do(tasks[other % len(tasks)])):
            self.stage.do(tasks[number % len(tasks)])

    @rule(number=st.integers(0, 5))
    @precondition(lambda self: self._chunks())
    def a_task_is_lost(self, number: int) -> None:
        tasks = self._chunks()
        self.stage.queue.tasks.remove(tasks[number % len(tasks)])

    @rule(number=st.integers(0, 9), is_live=st.booleans())
    @precondition(lambda self: self.stage.houses())
    def a_house_ends(self, number: int, is_live: bool) -> None:
        waiting = [house for house in self.stage.houses() if house.state is HouseState.WAITING]
        if waiting:
            house = waiting[number % len(waiting)]
            ended = {"state": HouseState.LIVE if is_live else HouseState.FAILED, "failure": "" if is_live else "x"}
            self.store.commit([Update(house_path(self.stage.municipality_id, house.id), ended)])

    @rule(minutes=st.sampled_from([1, 11, 60, -1]))
    def the_clock_moves(self, minutes: int) -> None:
        self.stage.clock.move(minutes=minutes)

    @rule()
    def the_sweep_runs(self) -> None:
        sweep_provisioning(self.outside)

    @invariant()
    def a_house_is_there_once(self) -> None:
        addresses = [house.address for house in self.stage.houses()]
        titles = [house.title for house in self.stage.houses()]
        assert len(addresses) == len(set(addresses))
        assert len(titles) == len(set(titles))
        carried = [house.house_id for wave in self.stage.waves() for house in wave.houses]
        assert sorted(carried) == sorted(house.id for house in self.stage.houses())

    @invariant()
    def rows_add_up_and_an_import_never_goes_back(self) -> None:
        for id_, rows in self.rows.items():
            found = load_import(self.stage.municipality_id, id_, store=self.store)
            assert found.rows + found.bad_rows + found.repeated_rows == rows
            status = import_status(found, store=self.store)
            progress = status.progress
            assert progress.waiting + progress.live + progress.failed + status.already_there == found.rows
            before = self.states.get(id_, ImportState.CHECKED)
            assert _ORDER.index(status.state) >= _ORDER.index(before), (before, status.state)
            self.states[id_] = status.state

    @invariant()
    def an_import_is_started_in_the_log_once(self) -> None:
        path = f"municipalities/{self.stage.municipality_id}/audit"
        lines = [stored.record for stored in self.store.query(path, AuditLine)]
        started = [line.subject.id for line in lines if line.action == AuditAction.IMPORT_STARTED]
        assert len(started) == len(set(started))
        uploaded = [line.subject.id for line in lines if line.action == AuditAction.IMPORT_UPLOADED]
        assert len(uploaded) == len(set(uploaded))

    def teardown(self) -> None:
        for _ in range(4):
            for task in self._chunks():
                self.stage.queue.tasks.remove(task)
                self.stage.do(task)
            self.stage.clock.time += timedelta(minutes=11)
            sweep_provisioning(self.outside)
        for id_ in self.rows:
            found = load_import(self.stage.municipality_id, id_, store=self.store)
            status = import_status(found, store=self.store)
            assert found.is_started == (status.state is not ImportState.CHECKED)
            assert status.state is not ImportState.RUNNING or status.progress.waiting
            if found.is_started:
                self._assert_its_houses_are_there(id_)
        self.rows_add_up_and_an_import_never_goes_back()
        self.a_house_is_there_once()

    def _assert_its_houses_are_there(self, id_: str) -> None:
        there = {house.address for house in self.stage.houses()}
        for number in self.wanted[id_]:
            assert any(address.endswith(f" {number}") for address in there), number

    def _keep(self, id_: str, rows: int, houses: list[int]) -> None:
        self.rows[id_], self.wanted[id_] = rows, set(houses)

    def _doing(self) -> Doing:
        request = f"request{next(self.numbers):04}"
        return Doing(self.stage.municipality_id, _ACTOR, request, self.stage.clock.now())

    def _again(self, doing: Doing) -> Doing:
        return Doing(doing.municipality_id, doing.actor, doing.request_id, doing.now, is_repeat=True)

    def _chunks(self) -> list[dict[str, Any]]:
        return [task for task in self.stage.queue.tasks if task["http_request"]["url"].endswith("/chunks")]


def test_whatever_happens_to_imports_every_house_is_there_once(
    vk: RunningVk, firestore_emulator_host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert firestore_emulator_host
    mortal = Mortal(monkeypatch)
    live(lambda: Imports(vk, mortal), lives=10, steps=15)

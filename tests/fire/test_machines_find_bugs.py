"""The state machines are not for show: bugs that are planted, one at a time, are found, each by a check that is for it.

A machine stops at the first life in which something is wrong, so a bug costs less than the machine's own test.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis.errors import Flaky

from local.vk.testing import RunningVk, running_vk
from tests.fire.machine_bugs import BUGS, Bug
from tests.killer import ON_FIRE
from tests.lib.broadcasts import test_batches_machine as batches
from tests.lib.discussions import test_rules as discussions
from tests.lib.discussions.conftest import Stage, stage
from tests.lib.houses import test_imports_machine as imports
from tests.lib.people import test_sessions_machine as sessions
from tests.lib.provisioning import test_waves_machine as waves
from tests.lib.questions import test_machine as questions
from tests.machines import live

__all__ = ["stage"]


@pytest.fixture(scope="module")
def vk() -> Iterator[RunningVk]:
    """A VK in which nobody else sends."""
    with running_vk(requests_a_second=10_000) as running:
        yield running


@pytest.fixture
def machines(
    vk: RunningVk, stage: Stage, firestore_emulator_host: str, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Callable[[], None]]:
    """The machines as their own tests run them, by their modules."""
    host = firestore_emulator_host
    return {
        batches.__name__: lambda: batches.test_whatever_happens_to_batches_no_chat_gets_a_message_twice(
            vk, host, monkeypatch
        ),
        imports.__name__: lambda: imports.test_whatever_happens_to_imports_every_house_is_there_once(
            vk, host, monkeypatch
        ),
        waves.__name__: lambda: waves.test_whatever_happens_to_waves_every_house_gets_one_chat(vk, host, monkeypatch),
        sessions.__name__: lambda: sessions.test_whatever_happens_a_launch_string_opens_one_session(host, monkeypatch),
        questions.__name__: lambda: (
            questions.test_whatever_people_and_machines_do_the_rules_of_questions_and_discussions_hold(stage)
        ),
        discussions.__name__: lambda: live(discussions.Life, lives=200, steps=40),
    }


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: f"{bug.machine.rpartition('.')[2]}: {bug.what}")
def test_a_planted_bug_is_found(
    bug: Bug, machines: dict[str, Callable[[], None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    if bug.is_slow and not ON_FIRE:
        pytest.skip("one bug in some is planted here, all of them by `make fire`")
    monkeypatch.setattr("tests.machines.MAKES_SHORT", False)
    bug.plant(monkeypatch)
    with pytest.raises((AssertionError, Flaky, pytest.fail.Exception)) as found:
        machines[bug.machine]()
    assert bug.found_by & said_by(found.value, bug.machine), repr(found.value)


def said_by(error: BaseException, machine: str) -> set[str]:
    """The machine's functions that the error came through, whatever Hypothesis wrapped around it."""
    own = {
        frame.name
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).stem == machine.rpartition(".")[2]
    }
    return own.union(*(said_by(each, machine) for each in getattr(error, "exceptions", ())))


def test_every_machine_has_bugs_that_ci_plants(machines: dict[str, Callable[[], None]]) -> None:
    assert {bug.machine for bug in BUGS if not bug.is_slow} == set(machines)
    assert all(sum(bug.machine == machine for bug in BUGS) >= 2 for machine in machines)

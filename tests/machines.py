"""What Hypothesis state machines of use cases share: how many lives they try, and workers that are killed at a call."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from lib.gateways.firestore.connect import connect
from lib.gateways.firestore.store import Store
from lib.gateways.tasks.queue import TaskQueue
from lib.gateways.vk.client import VkClient
from tests.killer import ON_FIRE, WorkerDied

# So many times more lives where everything is on fire (tests/conftest.py).
_MORE_ON_FIRE = 12
MAKES_SHORT = ON_FIRE


def _nothing() -> None:
    pass


def _die() -> None:
    raise WorkerDied


class Mortal:
    """Makes every call that leaves the process one at which the process can die, or be held up while others go on."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._calls_left: int | None = None
        self._kinds: tuple[str, ...] = ()
        self._before, self._after = _nothing, _nothing
        for kind, name in ((Store, "commit"), (VkClient, "call_raw"), (TaskQueue, "enqueue")):
            patch.setattr(kind, name, self._struck(name, getattr(kind, name)))

    @contextmanager
    def dying(self, call: int, *, after: bool) -> Iterator[None]:
        """Kills whoever makes the `call`-th call inside, right before it or right after."""
        self._calls_left, self._kinds = call, ("commit", "call_raw", "enqueue")
        self._before, self._after = (_nothing, _die) if after else (_die, _nothing)
        try:
            yield
        except WorkerDied:
            pass
        finally:
            self._calls_left = None

    @contextmanager
    def held_up(self, commit: int, meanwhile: Callable[[], None]) -> Iterator[None]:
        """Holds up whoever writes for the `commit`-th time inside, right before it: first `meanwhile` happens."""
        self._calls_left, self._kinds = commit, ("commit",)
        self._before, self._after = meanwhile, _nothing
        try:
            yield
        finally:
            self._calls_left = None

    def _struck(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            if self._calls_left is None or name not in self._kinds:
                return real(*args, **kwargs)
            is_it = self._calls_left == 0
            self._calls_left = None if is_it else self._calls_left - 1
            if not is_it:
                return real(*args, **kwargs)
            self._before()
            try:
                return real(*args, **kwargs)
            finally:
                self._after()

        return wrapped


def live(machine: Callable[[], RuleBasedStateMachine], *, lives: int, steps: int) -> None:
    """Runs a machine so many times, or many times more where everything is on fire."""
    if ON_FIRE:
        lives *= _MORE_ON_FIRE
    # Making a failing life short takes longer than CI has, and where the bug was planted nobody wants it, nor to see it
    # again.
    phases = [*Phase] if MAKES_SHORT else [Phase.explicit, Phase.generate]
    kept = settings().database if MAKES_SHORT else None
    # Hypothesis takes whatever makes a machine, and says that it wants a class.
    made = cast(type[RuleBasedStateMachine], machine)
    run_state_machine_as_test(
        made, settings=settings(max_examples=lives, stateful_step_count=steps, phases=phases, database=kept)
    )


def empty_store() -> Store:
    """A database that nobody else uses: one for each life."""
    return connect(f"test-{uuid.uuid4().hex[:12]}")

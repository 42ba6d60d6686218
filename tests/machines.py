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


class Mortal:
    """Makes every call that leaves the process one at which the process can die."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._calls_left: int | None = None
        self._dies_after = False
        for kind, name in ((Store, "commit"), (VkClient, "call_raw"), (TaskQueue, "enqueue")):
            patch.setattr(kind, name, self._deadly(getattr(kind, name)))

    @contextmanager
    def dying(self, call: int, *, after: bool) -> Iterator[None]:
        """Kills whoever makes the `call`-th call inside, right before it or right after."""
        self._calls_left, self._dies_after = call, after
        try:
            yield
        except WorkerDied:
            pass
        finally:
            self._calls_left = None

    def _deadly(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            kills = self._calls_left == 0
            self._calls_left = None if kills or self._calls_left is None else self._calls_left - 1
            if kills and not self._dies_after:
                raise WorkerDied
            try:
                return real(*args, **kwargs)
            finally:
                if kills:
                    raise WorkerDied

        return wrapped


def live(machine: Callable[[], RuleBasedStateMachine], *, lives: int, steps: int) -> None:
    """Runs a machine so many times, or many times more where everything is on fire."""
    phases = [Phase.explicit, Phase.generate]
    if ON_FIRE:
        lives *= _MORE_ON_FIRE
        # Making a failing life short takes longer than CI has.
        phases = [*Phase]
    # Hypothesis takes whatever makes a machine, and says that it wants a class.
    made = cast(type[RuleBasedStateMachine], machine)
    run_state_machine_as_test(made, settings=settings(max_examples=lives, stateful_step_count=steps, phases=phases))


def empty_store() -> Store:
    """A database that nobody else uses: one for each life."""
    return connect(f"test-{uuid.uuid4().hex[:12]}")

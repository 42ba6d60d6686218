"""Workers that die before or after each thing that they ask of the world outside."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lib.gateways.firestore.store import Store
from lib.gateways.sms.client import SmsClient
from lib.gateways.tasks.queue import TaskQueue
from lib.gateways.vk.client import VkClient

# Whether everything is on fire (tests/conftest.py): then each call kills, and otherwise one in some.
ON_FIRE = os.environ.get("HYPOTHESIS_PROFILE") == "fire"


class WorkerDied(BaseException):
    """A kill: nothing in the code under test may catch it."""


class Killer:
    """Counts what is asked of the outside while it watches, and kills before or after one of the calls."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls = 0
        self.kills_at = -1
        self.kills_after = False
        self.watches = False
        self.died = False
        for owner, name in (
            (Store, "commit"),
            (VkClient, "call_raw"),
            (VkClient, "upload"),
            (TaskQueue, "enqueue"),
            (SmsClient, "send"),
        ):
            monkeypatch.setattr(owner, name, self._deadly(getattr(owner, name)))

    def deaths(self, every: int = 1, *, after: bool) -> Iterator[int]:
        """The calls at which a story is to die, until a story is over before. Where nothing is on fire only one call in
        `every`, and not after the same ones as before.
        """
        step = 1 if ON_FIRE else every
        self.kills_after = after
        kills_at, self.died = step // 2 if after else 0, True
        while self.died:
            self.calls, self.kills_at, self.died = 0, kills_at, False
            yield kills_at
            kills_at += step

    def _deadly(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*given: Any, **named: Any) -> Any:
            if not self.watches:
                return call(*given, **named)
            is_it = self.calls == self.kills_at
            self.calls += 1
            if is_it and not self.kills_after:
                self._kill()
            done = call(*given, **named)
            if is_it and self.kills_after:
                self._kill()
            return done

        return called

    def _kill(self) -> None:
        self.died = True
        raise WorkerDied

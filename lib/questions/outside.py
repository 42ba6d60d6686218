"""What questions need from outside to be changed: nothing of it asks VK."""

from __future__ import annotations

from typing import Protocol

from lib.clock import Clock
from lib.gateways.firestore.store import Store
from lib.gateways.tasks.queue import TaskQueue


class Desk(Protocol):
    """The outside world as questions see it."""

    @property
    def store(self) -> Store: ...
    @property
    def queue(self) -> TaskQueue: ...
    @property
    def clock(self) -> Clock: ...

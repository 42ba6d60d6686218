"""What discussions need from outside to be scheduled and changed: nothing of it asks VK."""

from __future__ import annotations

from typing import Protocol

from lib.clock import Clock, Ids
from lib.gateways.firestore.store import Store
from lib.gateways.tasks.queue import TaskQueue


class Table(Protocol):
    """The outside world as those who hold discussions see it."""

    @property
    def store(self) -> Store: ...
    @property
    def queue(self) -> TaskQueue: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def ids(self) -> Ids: ...

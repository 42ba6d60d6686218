"""What leading administrators needs from outside."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from msgspec import Struct

from lib.clock import Clock, Ids
from lib.gateways.firestore.store import Store
from lib.gateways.sms.client import SmsClient
from lib.gateways.tasks.queue import TaskQueue
from lib.gateways.vk.connect import VkClients
from lib.provisioning.outside import Provisioning


class Hearing(Protocol):
    """What taking in an event needs: nothing of it asks VK."""

    @property
    def store(self) -> Store: ...
    @property
    def queue(self) -> TaskQueue: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def ids(self) -> Ids: ...


class SmsOffice(Struct, frozen=True):
    """SMS.ru, and the key under which phones are counted without being kept."""

    client: SmsClient
    key: bytes


class Leading(Struct, frozen=True):
    """The outside world as onboarding sees it; `sms` is None where SMS are switched off."""

    provisioning: Provisioning
    sms: SmsOffice | None = None

    @property
    def store(self) -> Store:
        """Firestore."""
        return self.provisioning.store

    @property
    def vk(self) -> VkClients:
        """VK, by community."""
        return self.provisioning.vk

    @property
    def queue(self) -> TaskQueue:
        """Cloud Tasks."""
        return self.provisioning.queue

    @property
    def clock(self) -> Clock:
        """Time."""
        return self.provisioning.clock

    @property
    def ids(self) -> Ids:
        """Ids."""
        return self.provisioning.ids

    @property
    def lease(self) -> timedelta:
        """How long a worker may be silent before another takes its houses."""
        return self.provisioning.timing.lease

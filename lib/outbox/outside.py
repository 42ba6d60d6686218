"""What sending needs from outside."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from lib.clock import Clock
from lib.gateways.firestore.store import Store
from lib.gateways.tasks.queue import TaskQueue
from lib.gateways.vk.connect import VkClients
from lib.lease import Timing
from lib.outbox.message import Phone
from lib.provisioning.outside import Provisioning

# Sends an SMS about a message (municipality, message id) at most once, if the person's phone is known.
SendSms = Callable[[str, str, Phone], None]


class Posting(Struct, frozen=True):
    """The outside world as the outbox sees it; `sms` is None where SMS are switched off."""

    store: Store
    vk: VkClients
    queue: TaskQueue
    clock: Clock
    timing: Timing
    sms: SendSms | None = None


def posting(provisioning: Provisioning, sms: SendSms | None = None) -> Posting:
    """The outbox beside provisioning, on the same connections."""
    return Posting(
        provisioning.store, provisioning.vk, provisioning.queue, provisioning.clock, provisioning.timing, sms
    )

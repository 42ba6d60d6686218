"""Connects provisioning with the world that a configuration names."""

from __future__ import annotations

from lib.clock import SystemClock, SystemIds
from lib.config import Config
from lib.gateways.firestore.connect import connect as connect_firestore
from lib.gateways.tasks.connect import connect_queue
from lib.gateways.vk.connect import VkClients
from lib.lease import Timing
from lib.provisioning.outside import Provisioning


def connect(config: Config) -> Provisioning:
    """The outside of provisioning; one per process, its connections are shared by threads."""
    return Provisioning(
        store=connect_firestore(config.project),
        vk=VkClients(config.vk_api_url, config.vk_tokens, config.vk_timeout_s),
        queue=connect_queue(config),
        clock=SystemClock(),
        ids=SystemIds(),
        timing=Timing(config.vk_timeout_s),
    )

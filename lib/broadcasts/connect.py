"""Connects broadcasts with the world that a configuration names."""

from __future__ import annotations

from lib.broadcasts.outside import Broadcasting
from lib.config import Config
from lib.gateways.scheduler.jobs import JobScheduler
from lib.provisioning import connect as provisioning
from lib.provisioning.outside import Provisioning


def connect(config: Config) -> Broadcasting:
    """The outside of broadcasts; one per process, its connections are shared by threads."""
    return beside(provisioning.connect(config), config)


def beside(other: Provisioning, config: Config) -> Broadcasting:
    """The outside of broadcasts on the connections that provisioning has already."""
    scheduler = JobScheduler(config)
    return Broadcasting(other.store, other.vk, other.queue, other.clock, other.ids, other.timing, scheduler)

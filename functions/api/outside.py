"""The world as the API sees it; built once an instance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from functions.api.limits import Limits
from lib.broadcasts.connect import beside
from lib.broadcasts.outside import Broadcasting
from lib.clock import Clock
from lib.config import ApiConfig
from lib.gateways.firestore.store import Store
from lib.gateways.open311.client import GeoReportClient
from lib.gateways.vk.client import VkClient
from lib.people.rights import RememberedRights
from lib.provisioning.outside import Provisioning


@dataclass(frozen=True)
class Outside:
    """Everything that routes need from outside."""

    config: ApiConfig
    provisioning: Provisioning

    @property
    def store(self) -> Store:
        """Firestore."""
        return self.provisioning.store

    @cached_property
    def broadcasting(self) -> Broadcasting:
        """Broadcasts, on the same connections."""
        return beside(self.provisioning, self.config.core)

    @property
    def clock(self) -> Clock:
        """Time."""
        return self.provisioning.clock

    def vk(self, group_id: int) -> VkClient:
        """VK as the community; raises DomainError `community_token_missing`."""
        return self.provisioning.vk.of(group_id)

    @cached_property
    def open311(self) -> GeoReportClient:
        """Organisations' own systems; only a local cloud reaches those on its own machine."""
        return GeoReportClient(self.clock, is_local=bool(self.config.core.cloud_tasks_emulator_host))

    @cached_property
    def rights(self) -> RememberedRights:
        """What people are, as read a few seconds ago."""
        return RememberedRights(self.store, self.clock)

    @cached_property
    def limits(self) -> Limits:
        """How often people may ask this instance."""
        return Limits(self.clock)

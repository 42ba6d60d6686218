"""A local cloud with a municipality in it, and the people who work there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lib.municipalities.municipality import Municipality
from lib.municipalities.registry import ensure_municipality
from lib.people.appointing import appoint_administrator
from local.addresses import Addresses, free_addresses
from local.cloud import COMMUNITIES, LocalCloud
from local.lifecycle import running
from local.vk_people import VkPeople

REGION = "Показательная область"


@dataclass(frozen=True)
class Stage:
    """A municipality with an administrator, and the addresses."""

    cloud: LocalCloud
    frame_url: str
    municipality: Municipality
    administrator: int

    @property
    def people(self) -> VkPeople:
        """The people of VK."""
        return VkPeople(Addresses.url(self.cloud.addresses.vk))

    def open(self, user_id: int, platform: str, theme: str = "light", path: str = "") -> str:
        """The address at which VK opens the app for a person."""
        return f"{self.frame_url}/?user={user_id}&platform={platform}&theme={theme}#{path}"


@contextmanager
def staged(state: Path) -> Iterator[Stage]:
    """A stage that is up inside the `with`, and gone after it."""
    cloud = LocalCloud(free_addresses(), state)
    with running(cloud):
        yield _with_people(cloud)


def _with_people(cloud: LocalCloud) -> Stage:
    outside = cloud.outside()
    group_id = COMMUNITIES[0].group_id
    town = ensure_municipality("Екатеринбург", REGION, group_id, "г. Екатеринбург", store=outside.store)
    administrator = VkPeople(Addresses.url(cloud.addresses.vk)).add("Марина", "Соколова")
    appoint_administrator(
        town,
        str(administrator),
        vk=outside.vk.of(group_id),
        store=outside.store,
        clock=outside.clock,
        ids=outside.ids,
    )
    return Stage(cloud, Addresses.url(cloud.addresses.vk_frame), town, administrator)

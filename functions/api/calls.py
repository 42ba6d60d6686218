"""One call of the API: who calls, what they are where they work, and what their request is called in the audit log."""

from __future__ import annotations

from dataclasses import dataclass

from functions.api.outside import Outside
from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.clock import Clock
from lib.gateways.firestore.store import Store
from lib.gateways.vk.client import VkClient
from lib.municipalities.municipality import Municipality
from lib.people.permissions import Rights
from lib.people.rights import Workplace
from lib.people.roles import Role


@dataclass(frozen=True)
class Call:
    """A call as routes see it. `vk_id` is 0 where nobody is signed in; calls in a municipality have a workplace."""

    outside: Outside
    request_id: str
    vk_id: int = 0
    workplace: Workplace | None = None
    is_repeat: bool = False

    @property
    def store(self) -> Store:
        """Firestore."""
        return self.outside.store

    @property
    def clock(self) -> Clock:
        """Time."""
        return self.outside.clock

    @property
    def rights(self) -> Rights:
        """What the person is in the municipality that the route lies in."""
        assert self.workplace is not None
        return self.workplace.rights

    @property
    def municipality(self) -> Municipality:
        """The municipality that the route lies in."""
        assert self.workplace is not None
        return self.workplace.municipality

    @property
    def municipality_id(self) -> str:
        """Its id."""
        return self.municipality.id

    @property
    def vk(self) -> VkClient:
        """VK as the municipality's community; raises DomainError `community_token_missing`."""
        return self.outside.vk(self.municipality.group_id)

    def doing(self) -> Doing:
        """This request as the audit log will have it."""
        highest = min(self.rights.roles, key=list(Role).index)
        name = self.rights.name or f"id{self.vk_id}"
        actor = Actor(self.vk_id, name, highest.in_russian)
        return Doing(self.municipality_id, actor, self.request_id, self.clock.now(), self.is_repeat)

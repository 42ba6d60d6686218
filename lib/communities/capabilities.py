"""What VK lets a community do where its documentation does not say: tried, and what came of it written down.

A refusal is believed for a while, so that not every use costs a request that is refused; then it is tried again, since
VK changes its mind.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from lib.communities.community import Community, community_path
from lib.gateways.firestore.store import Put, Store

_BELIEVED_FOR = timedelta(days=1)


class Capability(Struct, frozen=True):
    """How the last use of a method ended; `vk_code` is VK's error, 0 where it worked."""

    method: str
    works: bool
    vk_code: int
    at: datetime


def capability_path(group_id: int, method: str) -> str:
    """Where it lies."""
    return f"{community_path(group_id)}/capabilities/{method}"


def is_refused(community: Community, method: str, now: datetime, *, store: Store) -> bool:
    """Whether VK refused the method lately."""
    found = store.get(capability_path(community.group_id, method), Capability)
    return found is not None and not found.record.works and now - found.record.at < _BELIEVED_FOR


def note_refusal(community: Community, method: str, code: int, now: datetime, *, store: Store) -> None:
    """Writes down that VK refused the method with an error."""
    refused = Capability(method, works=False, vk_code=code, at=now)
    store.commit([Put(capability_path(community.group_id, method), refused)])


def note_use(community: Community, method: str, now: datetime, *, store: Store) -> None:
    """Writes down that the method worked."""
    found = store.get(capability_path(community.group_id, method), Capability)
    if found is None or not found.record.works or now - found.record.at > _BELIEVED_FOR:
        worked = Capability(method, works=True, vk_code=0, at=now)
        store.commit([Put(capability_path(community.group_id, method), worked)])

"""Making a community of VK known to the system, under the name that it has in VK."""

from __future__ import annotations

from lib.communities.community import Community, community_path
from lib.errors import DomainError
from lib.gateways.firestore.store import AlreadyExists, Create, Store, Update
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown


def register_community(vk: VkClient, *, store: Store) -> Community:
    """The record of the community whose token `vk` holds: made, or its names brought up to date.

    Raises:
        DomainError: `vk_unavailable`.
    """
    try:
        group = vk.call("groups.getById", group_id=vk.group_id)["groups"][0]
    except (VkError, VkOutcomeUnknown) as error:
        raise DomainError("vk_unavailable", error=str(error)) from None
    new = Community(vk.group_id, str(group["name"]), str(group.get("screen_name", "")))
    path = community_path(vk.group_id)
    try:
        store.commit([Create(path, new)])
    except AlreadyExists:
        # Only the names: whether it may send is decided elsewhere.
        store.commit([Update(path, {"name": new.name, "screen_name": new.screen_name})])
    return new

"""VK's own role of a chat administrator, where VK lets a community give it. Our role holds anyway."""

from __future__ import annotations

from lib import log
from lib.communities.capabilities import is_refused, note_refusal, note_use
from lib.communities.community import Community
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError
from lib.gateways.vk.pace import Pace
from lib.houses.house import House, peer_id
from lib.onboarding.outside import Leading
from lib.onboarding.sending import COMMUNITY_MUST_REST

_ROLE_METHOD = "messages.setMemberRole"
# 3 unknown method (not a broken token, as elsewhere), 7 and 15 no right to it: the method is not for us. Whatever else
# VK refuses is about this chat or this person.
_NOT_FOR_US = frozenset({3, 7, 15})


def set_role(
    house: House, person_id: int, role: str, community: Community, vk: VkClient, pace: Pace, outside: Leading
) -> bool:
    """Whether VK gave the role. That communities may is unproven, so a refusal is nothing but noted.

    Raises:
        VkError, VkOutcomeUnknown: VK could not be asked, or lets the community rest.
    """
    now, store = outside.clock.now(), outside.store
    if is_refused(community, _ROLE_METHOD, now, store=store):
        return False
    try:
        with pace.turn():
            vk.call(_ROLE_METHOD, peer_id=peer_id(house.chat_id), member_id=person_id, role=role)
    except VkError as error:
        if error.what_to_do in COMMUNITY_MUST_REST and error.code not in _NOT_FOR_US:
            raise
        if error.code in _NOT_FOR_US:
            note_refusal(community, _ROLE_METHOD, error.code, now, store=store)
        log.info("vk_role_refused", house_id=house.id, code=error.code)
        return False
    note_use(community, _ROLE_METHOD, now, store=store)
    return True

"""Looking after a municipality's coordination chat: have it created, tell staff the link, remove who does not belong.

Chat administrators get the link from the bot that leads them (lib/onboarding). May be called any number of times and
die anywhere: the chat is created once, nobody is told twice, and what is left is done by the next call.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from msgspec.structs import replace

from lib import log
from lib.communities.breaks import load_community
from lib.coordination.chat import CoordinationChat, coordination_path
from lib.coordination.creating import LOOKS_AGAIN_AFTER, create_again, ensure_coordination
from lib.coordination.members import people_in_chat, remove_people, those_who_belong
from lib.gateways.firestore.store import Replace, StaleRecord, Stored
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown
from lib.gateways.vk.pace import SHARES, Pace, Purpose
from lib.houses.house import HouseState
from lib.municipalities.municipality import Municipality
from lib.municipalities.registry import load_municipality
from lib.people.member import Member, members_path
from lib.people.roles import STAFF
from lib.provisioning.adoption import RANDOM_ID_HOLDS
from lib.provisioning.outside import Provisioning

_LOOKS_ANYWAY_AFTER = timedelta(days=1)
_FAILED_REST = timedelta(minutes=10)
# VK takes so many peers in one messages.send.
_PEERS_A_MESSAGE = 100


def coordinate(municipality_id: str, outside: Provisioning) -> None:
    """Does what is to be done for the chat now.

    Raises:
        DomainError: `municipality_unknown`, `community_unknown`, `community_token_missing`.
        VkError, VkOutcomeUnknown: VK could not be asked; the sweep comes again.
    """
    municipality = load_municipality(municipality_id, store=outside.store)
    ensure_coordination(municipality, outside)
    stored = outside.store.get(coordination_path(municipality_id), CoordinationChat)
    now = outside.clock.now()
    if stored is None or not load_community(municipality.group_id, store=outside.store).may_send(now):
        return
    if stored.record.state is HouseState.FAILED:
        create_again(stored, outside)
        return
    if stored.record.state is HouseState.LIVE:
        vk, pace = outside.vk.of(municipality.group_id), Pace(SHARES[Purpose.ANSWER], outside.clock)
        _remove_strangers(stored.record, municipality, vk, pace, outside)
        _tell_staff(stored, vk, pace, outside)


def due_after(chat: CoordinationChat, now: datetime) -> datetime:
    """When to look after a chat again if nobody asks for it before."""
    match chat.state:
        case HouseState.LIVE:
            return now + _LOOKS_ANYWAY_AFTER
        case HouseState.FAILED:
            return now + _FAILED_REST
        case _:
            return now + LOOKS_AGAIN_AFTER


def _remove_strangers(
    chat: CoordinationChat, municipality: Municipality, vk: VkClient, pace: Pace, outside: Provisioning
) -> None:
    people = list(people_in_chat(vk, chat.chat_id, pace))
    belong = those_who_belong(people, municipality, store=outside.store)
    strangers = [vk_id for vk_id in people if vk_id not in belong]
    if strangers:
        remove_people(vk, chat.chat_id, strangers, pace)
        log.info("coordination_strangers_removed", municipality_id=municipality.id, people=len(strangers))


def _tell_staff(stored: Stored[CoordinationChat], vk: VkClient, pace: Pace, outside: Provisioning) -> None:
    """Sends the link to the staff who have not had it. Those who let nobody write to them find it in the app."""
    while (frozen := _frozen(stored, outside)) is not None:
        chat = frozen.record
        with pace.turn():
            try:
                vk.call(
                    "messages.send",
                    peer_ids=chat.telling,
                    random_id=chat.telling_random_id,
                    message=_invitation(chat.invite_link),
                    dont_parse_links=True,
                )
            except (VkError, VkOutcomeUnknown) as error:
                log.warning("coordination_staff_not_told", municipality_id=chat.municipality_id, error=str(error))
                return
        told = replace(chat, told=(*chat.told, *chat.telling), telling=(), telling_random_id=0, telling_since=None)
        try:
            (revision,) = outside.store.commit([Replace(frozen.path, told, frozen.revision)])
        except StaleRecord:
            return
        stored = Stored(frozen.path, told, revision)


def _frozen(stored: Stored[CoordinationChat], outside: Provisioning) -> Stored[CoordinationChat] | None:
    """The record with those to be told next, written down before they are told; None where there is nobody."""
    chat, now = stored.record, outside.clock.now()
    if chat.telling and chat.telling_since and now - chat.telling_since < RANDOM_ID_HOLDS:
        return stored
    # Whoever was being told so long ago that VK has forgotten it has either had it or finds it in the app.
    told = (*chat.told, *chat.telling)
    untold = [vk_id for vk_id in _staff(chat.municipality_id, outside) if vk_id not in told][:_PEERS_A_MESSAGE]
    if not untold and not chat.telling:
        return None
    named = f"{chat.municipality_id} {untold}"
    key = int.from_bytes(hashlib.sha256(named.encode()).digest()[:4]) % (2**31 - 1) + 1
    after = replace(chat, told=told, telling=tuple(untold), telling_random_id=key, telling_since=now)
    try:
        (revision,) = outside.store.commit([Replace(stored.path, after, stored.revision)])
    except StaleRecord:
        return None
    return Stored(stored.path, after, revision) if untold else None


def _staff(municipality_id: str, outside: Provisioning) -> list[int]:
    roles = sorted(STAFF)
    found = outside.store.query(members_path(municipality_id), Member, [("roles", "array_contains_any", roles)])
    return sorted(stored.record.vk_id for stored in found)


def _invitation(link: str) -> str:
    return (
        "Здравствуйте! Для сотрудников муниципалитета и администраторов домовых чатов создан общий чат: в нём можно "
        f"задать вопрос и договориться. Вступить: {link}"
    )

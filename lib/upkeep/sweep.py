"""The sweep of live chats: finds what lost events left behind, and mends it or tells of it on the house.

Every minute it looks at the next few hundred chats of each community, 100 a call and all of them in one request, so
that each is looked at about once an hour. Where the count of people differs, the members are read, and who came
unnoticed is noted and welcomed. Looking twice, or at the same time as an event comes, changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from lib import log
from lib.activity.health.mended import changed_house_writes
from lib.communities.breaks import pause_community, stop_community
from lib.communities.community import Community, community_path
from lib.gateways.firestore.store import AlreadyExists, Create, Put, StaleRecord, Store, Stored
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown, WhatToDo
from lib.gateways.vk.execute import Call, execute
from lib.gateways.vk.limits import CALLS_AN_EXECUTE, PEERS_A_READ
from lib.gateways.vk.pace import SHARES, Pace, Purpose
from lib.houses.house import Chat, ChatKind, House, HouseState, house_path, peer_id
from lib.membership.gathering import Gathering, Gatherings, gathering_task
from lib.membership.movement import Movement, movements_path
from lib.pages import pages
from lib.provisioning.outside import Provisioning
from lib.upkeep.faults import Fault, find_faults
from lib.upkeep.mending import plan_mending, record_of
from lib.upkeep.silence import tell_of_silence

# 10,000 chats an hour.
CHATS_A_SWEEP = 200
_MEMBERS_A_READ = 1_000
# A sweep that began within a minute is followed by the next; what it does not get done waits for the next hour.
_MOST_CLOSER_LOOKS = 2 * CALLS_AN_EXECUTE
# An event takes its time; who came just now is told of yet.
_EVENTS_TAKE = timedelta(minutes=5)
_KEPT_FOR = timedelta(days=62)
# A gathering's task is late after this.
_OVERDUE_AFTER = timedelta(minutes=2)


class Round(Struct, frozen=True):
    """How far the sweep has come in a community, and when the round before this one began."""

    after_chat_id: int
    began_at: datetime
    last_began_at: datetime


def sweep_chats(outside: Provisioning) -> int:
    """Looks at the next chats of every community; returns in how many something was wrong."""
    communities = outside.store.query("communities", Community)
    wrong = 0
    for community in (stored.record for stored in communities):
        if community.may_send(outside.clock.now()):
            try:
                wrong += _sweep(community.group_id, outside)
            except (VkError, VkOutcomeUnknown) as error:
                _rest(community.group_id, error, outside)
    return wrong + _sweep_gatherings(outside)


def look_at(group_id: int, chats: Sequence[Chat], outside: Provisioning) -> None:
    """Looks at these chats of a community now, since somebody waits for it.

    Raises:
        VkError, VkOutcomeUnknown: VK could not be asked, or wants a rest.
    """
    now = outside.clock.now()
    _Look(outside.vk.of(group_id), Round(0, now, now - timedelta(hours=1)), outside).at(chats)


def _sweep(group_id: int, outside: Provisioning) -> int:
    round_path = f"{community_path(group_id)}/rounds/chats"
    stored, now = outside.store.get(round_path, Round), outside.clock.now()
    this = stored.record if stored else Round(0, now, now - timedelta(hours=1))
    chats = outside.store.query(
        "chats",
        Chat,
        [("group_id", "==", group_id), ("chat_id", ">", this.after_chat_id)],
        ["chat_id"],
        CHATS_A_SWEEP,
    )
    wrong = 0
    if chats:
        wrong = _Look(outside.vk.of(group_id), this, outside).at([each.record for each in chats])
    is_over = len(chats) < CHATS_A_SWEEP
    after = replace(this, after_chat_id=chats[-1].record.chat_id) if not is_over else Round(0, now, this.began_at)
    if chats or stored is None:
        outside.store.commit([Put(round_path, after)])
    if chats:
        tell_of_silence(outside.vk.of(group_id), Pace(SHARES[Purpose.ANSWER], outside.clock), outside)
    return wrong


class _Look:
    """One look at some chats of a community."""

    def __init__(self, vk: VkClient, this: Round, outside: Provisioning) -> None:
        self._vk = vk
        self._round = this
        self._outside = outside
        self._store: Store = outside.store
        self._pace = Pace(SHARES[Purpose.ANSWER], outside.clock)
        self._gatherings = Gatherings(outside.store, outside.queue, outside.clock)

    def at(self, chats: Sequence[Chat]) -> int:
        houses = self._live_houses(chats)
        if not houses:
            return 0
        shown = self._shown(houses)
        wrong: list[tuple[Stored[House], list[Fault]]] = []
        for stored in houses:
            house = stored.record
            faults = find_faults(house, shown.get(peer_id(house.chat_id)))
            if faults or house.chat_trouble:
                wrong.append((stored, faults))
        for some in pages(wrong[:_MOST_CLOSER_LOOKS], CALLS_AN_EXECUTE // 2):
            self._mend(self._confirmed(some), shown)
        return len(wrong)

    def _live_houses(self, chats: Sequence[Chat]) -> list[Stored[House]]:
        paths = [house_path(chat.municipality_id, chat.house_id) for chat in chats if chat.kind is ChatKind.HOUSE]
        found = self._store.get_many(paths, House).values()
        return [stored for stored in found if stored.record.state is HouseState.LIVE]

    def _shown(self, houses: Sequence[Stored[House]]) -> dict[int, Any]:
        """VK's settings of the chats that it shows, by peer."""
        peers = [peer_id(stored.record.chat_id) for stored in houses]
        calls = [
            Call("messages.getConversationsById", {"peer_ids": ",".join(map(str, page))})
            for page in pages(peers, PEERS_A_READ)
        ]
        with self._pace.turn():
            answers: list[Any] = execute(self._vk, calls)
        for answer in answers:
            if isinstance(answer, VkError):
                raise answer
        return {int(item["peer"]["id"]): item["chat_settings"] for answer in answers for item in answer["items"]}

    def _confirmed(self, wrong: Sequence[tuple[Stored[House], list[Fault]]]) -> list[tuple[Stored[House], list[Fault]]]:
        """The faults that hold after the members were read: VK now and then leaves out a chat that is there, and who
        came unnoticed is noted.
        """
        closer = [each for each in wrong if {Fault.OUT_OF_SIGHT, Fault.MISCOUNTED} & set(each[1])]
        if not closer:
            return list(wrong)
        calls = [
            Call(
                "messages.getConversationMembers",
                {"peer_id": peer_id(stored.record.chat_id), "count": _MEMBERS_A_READ},
            )
            for stored, _ in closer
        ]
        with self._pace.turn():
            answers = execute(self._vk, calls)
        seen = {stored.path: answer for (stored, _), answer in zip(closer, answers, strict=True)}
        confirmed: list[tuple[Stored[House], list[Fault]]] = []
        for stored, faults in wrong:
            answer = seen.get(stored.path)
            if Fault.OUT_OF_SIGHT in faults and not _is_closed_to_us(answer):
                continue
            settled = faults
            if answer is not None and not isinstance(answer, VkError) and not self._arrivals_are_noted(stored, answer):
                settled = [fault for fault in faults if fault is not Fault.MISCOUNTED]
            confirmed.append((stored, settled))
        return confirmed

    def _arrivals_are_noted(self, stored: Stored[House], answer: Any) -> bool:
        """Notes who joined since the last round and of whom no event told; False where somebody came so lately that the
        event may be on its way. Then the count is left as it is too, so that the chat is looked at again.
        """
        house, municipality_id = stored.record, stored.path.split("/")[1]
        since, until = self._round.last_began_at - 2 * _EVENTS_TAKE, self._outside.clock.now() - _EVENTS_TAKE
        joined_at = {
            int(member["member_id"]): datetime.fromtimestamp(int(member.get("join_date", 0)), UTC)
            for member in answer["items"]
            if int(member["member_id"]) > 0
        }
        came = [(user_id, joined) for user_id, joined in joined_at.items() if since <= joined < until]
        is_settled = all(joined < until for joined in joined_at.values())
        if not came:
            return is_settled
        path = movements_path(municipality_id, house.id)
        noted = self._store.query(path, Movement, [("at", ">=", since)])
        known = {each.record.user_id for each in noted if each.record.joined}
        lost = [(user_id, joined) for user_id, joined in came if user_id not in known]
        for user_id, joined in lost:
            self._note(f"{path}/lost-{user_id}-{int(joined.timestamp())}", house, user_id, joined)
        if lost:
            # Where somebody has just begun or ended a gathering, they wait for the next one.
            with suppress(AlreadyExists, StaleRecord):
                self._gatherings.begin(Chat(house.group_id, house.chat_id, municipality_id, house.id))
        return is_settled

    def _note(self, path: str, house: House, user_id: int, joined: datetime) -> None:
        kept_until = self._outside.clock.now() + _KEPT_FOR
        movement = Movement(
            house.group_id, house.chat_id, house.id, user_id, 0, True, joined, kept_until, is_waiting=True
        )
        try:
            self._store.commit([Create(path, movement)])
        except AlreadyExists:
            return
        log.info("arrival_found", group_id=house.group_id, house_id=house.id)

    def _mend(self, wrong: Sequence[tuple[Stored[House], list[Fault]]], shown: dict[int, Any]) -> None:
        plans = [
            (stored, faults, plan_mending(stored.record, faults, shown.get(peer_id(stored.record.chat_id))))
            for stored, faults in wrong
        ]
        calls = [(stored.path, fault, call) for stored, _, plan in plans for fault, call in plan.calls.items()]
        answers: list[Any] = []
        if calls:
            with self._pace.turn():
                answers = execute(self._vk, [call for _, _, call in calls])
        told = {(path, fault): answer for (path, fault, _), answer in zip(calls, answers, strict=True)}
        for stored, faults, plan in plans:
            fields = record_of(stored.record, plan, {fault: told[stored.path, fault] for fault in plan.calls})
            self._record(stored, faults, fields)
        for answer in answers:
            if isinstance(answer, VkError) and answer.what_to_do in {
                WhatToDo.PAUSE_COMMUNITY,
                WhatToDo.STOP_COMMUNITY,
            }:
                raise answer

    def _record(self, stored: Stored[House], faults: Sequence[Fault], fields: dict[str, object]) -> None:
        if "chat_trouble" in fields:
            fields = fields | {"chat_trouble_at": self._outside.clock.now() if fields["chat_trouble"] else None}
        if fields:
            municipality_id = stored.path.split("/")[1]
            now = self._outside.clock.now()
            self._store.commit(changed_house_writes(stored.path, stored.record, fields, municipality_id, now))
        if set(faults) - {Fault.MISCOUNTED}:
            house = stored.record
            trouble = fields.get("chat_trouble", house.chat_trouble)
            log.warning(
                "chat_differed", group_id=house.group_id, house_id=house.id, faults=list(faults), trouble=trouble
            )


def _is_closed_to_us(answer: Any) -> bool:
    """Whether VK says that the chat is none of ours any more: 917 and the like, or that it is not there."""
    return isinstance(answer, VkError) and answer.what_to_do in {WhatToDo.GIVE_UP_ON_PEER, WhatToDo.OUR_MISTAKE}


def _sweep_gatherings(outside: Provisioning) -> int:
    """Enqueues again the gatherings whose task was lost."""
    late = [("due_at", "<", outside.clock.now() - _OVERDUE_AFTER)]
    groups = {stored.record.group_id for stored in outside.store.query("gatherings", Gathering, late, ["due_at"], 500)}
    for group_id in groups:
        outside.queue.enqueue(gathering_task(group_id))
    if groups:
        log.alert("gatherings_were_stuck", communities=len(groups))
    return len(groups)


def _rest(group_id: int, error: Exception, outside: Provisioning) -> None:
    log.warning("chats_not_looked_at", group_id=group_id, why=str(error))
    if isinstance(error, VkError) and error.what_to_do is WhatToDo.PAUSE_COMMUNITY:
        pause_community(group_id, error.code, store=outside.store, clock=outside.clock)
    elif isinstance(error, VkError) and error.what_to_do is WhatToDo.STOP_COMMUNITY:
        stop_community(group_id, error.code, store=outside.store)

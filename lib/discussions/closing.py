"""Closing a temporary chat: the link is reset, everybody is removed, the community leaves last, the conversation goes.

VK has no method that deletes a chat. Every step may be repeated, and what is left to do is asked of VK each time, never
remembered: whoever comes in while the chat closes is found by the next look, and an attempt that died in the middle of
900 people is followed by one that goes on with those who are still there. The link is reset first, so that nobody can
follow those who are being removed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from lib import log
from lib.communities.breaks import load_community, pause_community, stop_community
from lib.discussions.discussion import Discussion, Place, coming_path, hands_path
from lib.discussions.hand import Hand
from lib.discussions.registry import Turn, change_by_time, load_discussion
from lib.discussions.rules import closed, put_off
from lib.discussions.said import Coming
from lib.discussions.tasks import discussion_task
from lib.gateways.firestore.store import WRITES_A_COMMIT, Delete, StaleRecord, Stored, Update
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown, WhatToDo
from lib.gateways.vk.execute import Call, execute
from lib.gateways.vk.limits import CALLS_AN_EXECUTE
from lib.gateways.vk.pace import SHARES, Pace, Purpose
from lib.houses.house import House, house_path, peer_id
from lib.lease import Held, LeaseLost
from lib.provisioning.outside import Provisioning
from lib.upkeep.faults import expected_pin
from lib.upkeep.mending import pin_call

# The last call of a request looks who is left.
_PEOPLE_A_REQUEST = CALLS_AN_EXECUTE - 1
# A look shows more than one request removes, so that those whom VK does not let go hide nobody.
_PEOPLE_A_LOOK = 200
# Then others of the community have their turn: at the pace of answers this is 20 s.
_REQUESTS_A_TASK = 10
# So often VK may refuse everybody who is left before the chat is left with them in it.
_MOST_REFUSALS = 5
# 24,000 people: no chat of VK has more, so whoever is left after these does not go.
_MOST_ROUNDS = 100
_LONGEST_REST = timedelta(minutes=1)
_STOPPED_LOOKS_AGAIN = timedelta(minutes=5)
_COMMUNITY_MUST_REST = frozenset({WhatToDo.PAUSE_COMMUNITY, WhatToDo.STOP_COMMUNITY})

Answer = Any | VkError


class _Gone(Exception):
    """The community is not in the chat any more."""


def close_chat(stored: Stored[Discussion], outside: Provisioning) -> bool:
    """Goes on with closing; returns whether the chat is closed. What is left comes again as a task."""
    community, now = load_community(stored.record.group_id, store=outside.store), outside.clock.now()
    if not community.may_send(now):
        paused = community.paused_until if community.is_paused(now) else None
        _hand_back(Held(stored, outside.store), (paused or now + _STOPPED_LOOKS_AGAIN) - now, 0, outside)
        return False
    held = Held(stored, outside.store)
    try:
        is_empty = _Closing(held, outside).run()
    except (VkError, VkOutcomeUnknown) as error:
        _rest(held, error, outside)
        return False
    except LeaseLost:
        log.warning("discussion_lease_lost", discussion_id=stored.record.id)
        return False
    if is_empty:
        _forget_people(held.record, outside)
        _settle(held, outside)
    return is_empty


class _Closing:
    """One attempt, at the pace of the share for answers, under a lease that each request renews."""

    def __init__(self, held: Held[Discussion], outside: Provisioning) -> None:
        self._held = held
        self._outside = outside
        self._vk: VkClient = outside.vk.of(held.record.group_id)
        self._pace = Pace(SHARES[Purpose.ANSWER], outside.clock)
        self._refused: dict[int, int] = {}

    def run(self) -> bool:
        """Whether the chat is empty and left; else there is more to do.

        Raises:
            VkError, VkOutcomeUnknown: as the client does.
            LeaseLost: somebody else is at it.
        """
        chat_id = self._held.record.chat_id
        look = Call("messages.getConversationMembers", {"peer_id": peer_id(chat_id), "count": _PEOPLE_A_LOOK})
        reset = Call("messages.getInviteLink", {"peer_id": peer_id(chat_id), "reset": 1})
        try:
            _, seen = self._ask([reset, look])
            for _ in range(_REQUESTS_A_TASK):
                people = self._removable(seen)
                if not people or self._held.record.rounds >= _MOST_ROUNDS:
                    self._leave(chat_id)
                    return True
                *removed, seen = self._ask([*(_remove(chat_id, member_id) for member_id in people), look])
                self._note_refusals(people, removed)
        except _Gone:
            # An attempt before has left already.
            self._delete(chat_id)
            return True
        _hand_back(self._held, timedelta(0), 0, self._outside, rounds=1)
        return False

    def _ask(self, calls: Sequence[Call]) -> list[Answer]:
        """The answers; the last one is the look into the chat."""
        self._renew()
        with self._pace.turn():
            answers = execute(self._vk, calls)
        for answer in answers:
            if isinstance(answer, VkError) and answer.what_to_do in _COMMUNITY_MUST_REST:
                raise answer
        if isinstance(answers[-1], VkError):
            if answers[-1].what_to_do is WhatToDo.GIVE_UP_ON_PEER:
                raise _Gone
            raise answers[-1]
        return answers

    def _renew(self) -> None:
        # Longer than a request and its turn. Two attempts at once only repeat what may be repeated, so it is short:
        # people wait for whoever follows one that died.
        lease = timedelta(seconds=2 * self._outside.timing.vk_timeout_s)
        self._held.replace(put_off(self._held.record, self._outside.clock.now() + lease))

    def _removable(self, seen: Any) -> list[int]:
        own = -self._held.record.group_id
        others = [int(item["member_id"]) for item in seen["items"] if int(item["member_id"]) != own]
        return [each for each in others if self._refused.get(each, 0) < _MOST_REFUSALS][:_PEOPLE_A_REQUEST]

    def _note_refusals(self, people: Sequence[int], answers: Sequence[Answer]) -> None:
        for member_id, answer in zip(people, answers, strict=True):
            # Whoever has gone by themselves is refused too, and not seen again.
            if isinstance(answer, VkError) and answer.what_to_do is not WhatToDo.TRY_AGAIN:
                self._refused[member_id] = self._refused.get(member_id, 0) + 1
        stuck = sum(times >= _MOST_REFUSALS for times in self._refused.values())
        if stuck:
            log.alert("discussion_members_stuck", discussion_id=self._held.record.id, members=stuck)

    def _leave(self, chat_id: int) -> None:
        self._renew()
        with self._pace.turn():
            left, deleted = execute(self._vk, [_remove(chat_id, -self._held.record.group_id), _deletion(chat_id)])
        for answer in (left, deleted):
            if isinstance(answer, VkError) and answer.what_to_do is not WhatToDo.GIVE_UP_ON_PEER:
                raise answer

    def _delete(self, chat_id: int) -> None:
        self._renew()
        with self._pace.turn():
            (deleted,) = execute(self._vk, [_deletion(chat_id)])
        if isinstance(deleted, VkError) and deleted.what_to_do is not WhatToDo.GIVE_UP_ON_PEER:
            raise deleted


def _remove(chat_id: int, member_id: int) -> Call:
    return Call("messages.removeChatUser", {"chat_id": chat_id, "member_id": member_id})


def _deletion(chat_id: int) -> Call:
    return Call("messages.deleteConversation", {"peer_id": peer_id(chat_id)})


def _forget_people(discussion: Discussion, outside: Provisioning) -> None:
    """Who wanted to come and to speak concerns nobody any more."""
    for collection, kind in ((coming_path(discussion), Coming), (hands_path(discussion), Hand)):
        while found := outside.store.query(collection, kind, limit=WRITES_A_COMMIT):
            outside.store.commit([Delete(each.path) for each in found])


def _settle(held: Held[Discussion], outside: Provisioning) -> None:
    """The houses' chats have their own pin again, and the discussion is over."""
    for place in held.record.places:
        _unpin(held.record, place, outside)
    stored = load_discussion(held.record.municipality_id, held.record.id, store=outside.store)
    change_by_time(stored, lambda each: Turn(_closed(each, outside)), outside)


def _closed(discussion: Discussion, outside: Provisioning) -> Discussion:
    return closed(discussion, outside.clock.now()) if discussion.closed_at is None else discussion


def _unpin(discussion: Discussion, place: Place, outside: Provisioning) -> None:
    """The announcement gives way to what was pinned before; what VK refuses now is put right by lib/upkeep."""
    stored = outside.store.get(house_path(discussion.municipality_id, place.house_id), House)
    if stored is None or not place.announcement_cmid or stored.record.pinned_cmid != place.announcement_cmid:
        return
    house = replace(stored.record, pinned_cmid=place.pinned_before)
    try:
        outside.store.commit([Update(stored.path, {"pinned_cmid": place.pinned_before}, stored.revision)])
    except StaleRecord:
        return
    if cmid := expected_pin(house):
        call = pin_call(house, cmid)
        try:
            with Pace(SHARES[Purpose.ANSWER], outside.clock).turn():
                outside.vk.of(discussion.group_id).call(call.method, **call.params)  # type: ignore[arg-type]
        except (VkError, VkOutcomeUnknown) as error:
            log.warning("discussion_pin_left", group_id=discussion.group_id, why=type(error).__name__)


def _rest(held: Held[Discussion], error: VkError | VkOutcomeUnknown, outside: Provisioning) -> None:
    group_id, tries = held.record.group_id, held.record.tries + 1
    log.warning("discussion_not_closed", discussion_id=held.record.id, why=type(error).__name__, tries=tries)
    if isinstance(error, VkError) and error.what_to_do is WhatToDo.STOP_COMMUNITY:
        stop_community(group_id, error.code, store=outside.store)
    elif isinstance(error, VkError) and error.what_to_do is WhatToDo.PAUSE_COMMUNITY:
        pause_community(group_id, error.code, store=outside.store, clock=outside.clock)
    _hand_back(held, min(timedelta(seconds=2 ** min(tries, 6)), _LONGEST_REST), tries, outside)


def _hand_back(held: Held[Discussion], wait: timedelta, tries: int, outside: Provisioning, rounds: int = 0) -> None:
    at, before = outside.clock.now() + wait, held.record
    try:
        held.replace(put_off(replace(before, tries=tries, rounds=before.rounds + rounds), at))
    except LeaseLost:
        return
    outside.queue.enqueue(discussion_task(held.record, at))

"""Welcoming: whoever came into chats that are due gets one welcome a chat, 25 chats in two requests.

It may be called any number of times, at once and late. The message's `random_id` follows from the last welcome, so an
interrupted or doubled attempt says it once. In one commit the welcome is noted and the movements that it looked at wait
no more; whoever came, or was told of, meanwhile goes on waiting. docs/decisions/events.md goes through the crashes.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from lib import log
from lib.activity.health.mended import changed_house_writes
from lib.chat_buttons import WELCOME_KEYBOARD
from lib.communities.breaks import load_community, pause_community, stop_community
from lib.gateways.firestore.store import WRITES_A_COMMIT, Replace, StaleRecord, Store, Stored, Update
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown, WhatToDo
from lib.gateways.vk.execute import Call, execute
from lib.gateways.vk.limits import CALLS_AN_EXECUTE
from lib.gateways.vk.pace import SHARES, Pace, Purpose
from lib.houses.house import House, house_path, peer_id
from lib.membership.gathering import Gathering, gathering_path, gathering_task, next_welcome_at
from lib.membership.movement import Movement, movements_path
from lib.membership.residents import residents_among
from lib.membership.texts import MOST_NAMES, mention, newcomers_text
from lib.provisioning.outside import Provisioning

# One chat in a request is left for the names.
_CHATS_AT_ONCE = CALLS_AN_EXECUTE - 1
_LEASE = timedelta(minutes=1)
# More newcomers than these are told by number anyway. All of them wait no more by the commit that notes the welcome.
_MOST_MOVEMENTS = WRITES_A_COMMIT - 1
# The date of a coming in the list of members and that of its service message are of the same moment.
_SAME_COMING = timedelta(seconds=5)
# People who stream in begin gatherings while one ends; after so many times the queue comes again.
_TRIES = 5
# Chats that found no room are looked at by the next task, at once.
_REST_AFTER = timedelta(seconds=1)


class _Chat(Struct, frozen=True):
    gathering: Gathering
    revision: datetime
    house: House | None
    waiting: tuple[Stored[Movement], ...]
    newcomers: tuple[Movement, ...]

    @property
    def path(self) -> str:
        return gathering_path(self.gathering.group_id, self.gathering.chat_id)

    def looked_at(self, below: int) -> list[Update]:
        """The writes by which what came before the chat's message `below` waits no more."""
        over = {"is_waiting": False}
        return [Update(each.path, over) for each in self.waiting if each.record.cmid < below]


def welcome_newcomers(group_id: int, outside: Provisioning) -> None:
    """Welcomes in the community's chats that are due, and brings the houses' numbers of residents up to date.

    Raises:
        DomainError: `community_unknown`, `community_token_missing`.
    """
    community, now = load_community(group_id, store=outside.store), outside.clock.now()
    due = outside.store.query(
        "gatherings", Gathering, [("group_id", "==", group_id), ("due_at", "<=", now)], ["due_at"], _CHATS_AT_ONCE
    )
    if not due:
        return
    if not community.may_send(now):
        again = community.paused_until if community.is_paused(now) else now + timedelta(minutes=5)
        outside.queue.enqueue(gathering_task(group_id, again))
        return
    chats = [chat for stored in due if (chat := _take(stored, now, outside.store)) is not None]
    try:
        _welcome(chats, outside.vk.of(group_id), outside)
    except (VkError, VkOutcomeUnknown) as error:
        _come_back_later(group_id, error, now + _LEASE, outside)
        return
    if len(due) == _CHATS_AT_ONCE:
        outside.queue.enqueue(gathering_task(group_id, now + _REST_AFTER))


def _take(stored: Stored[Gathering], now: datetime, store: Store) -> _Chat | None:
    taken = replace(stored.record, due_at=now + _LEASE, is_taken=True)
    try:
        (revision,) = store.commit([Replace(stored.path, taken, stored.revision)])
    except StaleRecord:
        return None
    house = store.get(house_path(taken.municipality_id, taken.house_id), House)
    waiting = store.query(
        movements_path(taken.municipality_id, taken.house_id),
        Movement,
        [("is_waiting", "==", True)],
        limit=_MOST_MOVEMENTS,
    )
    return _Chat(taken, revision, house.record if house else None, tuple(waiting), _newcomers(taken, waiting, store))


def _newcomers(gathering: Gathering, waiting: Sequence[Stored[Movement]], store: Store) -> tuple[Movement, ...]:
    """Who came and stayed, each once, in order; who came and went again needs no welcome."""
    movements = sorted((stored.record for stored in waiting), key=lambda movement: (movement.at, movement.cmid))
    last = {movement.user_id: movement for movement in movements}
    return tuple(
        movement
        for movement in last.values()
        if movement.joined and not (movement.cmid < gathering.welcomed_cmid and _is_settled(movement, gathering, store))
    )


def _is_settled(movement: Movement, gathering: Gathering, store: Store) -> bool:
    """Whether we knew of a coming by the sweep before we were told of it, or were told only after the going that
    followed it.
    """
    path = movements_path(gathering.municipality_id, gathering.house_id)
    own = [stored.record for stored in store.query(path, Movement, [("user_id", "==", movement.user_id)])]
    return any(each.at > movement.at - _SAME_COMING for each in own if not each.is_waiting)


def _welcome(chats: Sequence[_Chat], vk: VkClient, outside: Provisioning) -> None:
    if not chats:
        return
    pace = Pace(SHARES[Purpose.ANSWER], outside.clock)
    with pace.turn():
        shown, names = _look(chats, vk)
    for chat in chats:
        _keep_residents(chat, shown, outside.clock.now(), outside.store)
    welcomed = [chat for chat in chats if chat.newcomers]
    sent: list[Any] = []
    if welcomed:
        with pace.turn():
            sent = execute(vk, [_message(chat, shown, names) for chat in welcomed])
    answers = {chat.path: answer for chat, answer in zip(welcomed, sent, strict=True)}
    for chat in chats:
        _let_go(chat, answers.get(chat.path), outside)
    if error := next((each for each in map(_error, answers.values()) if each and _is_for_all(each)), None):
        raise error


def _look(chats: Sequence[_Chat], vk: VkClient) -> tuple[dict[int, Any], dict[int, str]]:
    """VK's view of the chats by peer, and the first names of those who are called by them."""
    peers = ",".join(str(peer_id(chat.gathering.chat_id)) for chat in chats)
    named = [who.user_id for chat in chats if len(chat.newcomers) <= MOST_NAMES for who in chat.newcomers]
    calls = [Call("messages.getConversationsById", {"peer_ids": peers})]
    if named:
        calls.append(Call("users.get", {"user_ids": ",".join(map(str, named))}))
    answers = execute(vk, calls)
    if isinstance(answers[0], VkError):
        raise answers[0]
    people = answers[1] if len(answers) > 1 and not isinstance(answers[1], VkError) else []
    shown = {int(item["peer"]["id"]): item.get("chat_settings", {}) for item in answers[0]["items"]}
    return shown, {int(person["id"]): str(person.get("first_name", "")) for person in people}


def _message(chat: _Chat, shown: dict[int, Any], names: dict[int, str]) -> Call:
    gathering, newcomers = chat.gathering, chat.newcomers
    peer = peer_id(gathering.chat_id)
    residents = residents_among(shown[peer], chat.house) if peer in shown and chat.house else 0
    called = [mention(who.user_id, names.get(who.user_id, "")) for who in newcomers[:MOST_NAMES]]
    return Call(
        "messages.send",
        {
            "peer_ids": str(peer),
            "random_id": _random_id(gathering),
            "message": newcomers_text(called, len(newcomers), residents),
            "keyboard": WELCOME_KEYBOARD,
            "disable_mentions": 1,
        },
    )


def _random_id(gathering: Gathering) -> int:
    named = f"{gathering.group_id} {gathering.chat_id} welcome after {gathering.welcomed_cmid}"
    return int.from_bytes(hashlib.sha256(named.encode()).digest()[:8]) % (2**31 - 1) + 1


def _keep_residents(chat: _Chat, shown: dict[int, Any], now: datetime, store: Store) -> None:
    settings = shown.get(peer_id(chat.gathering.chat_id))
    if settings is None or chat.house is None:
        return
    residents = residents_among(settings, chat.house)
    if residents != chat.house.members_count:
        told = sum(1 if each.record.joined else -1 for each in chat.waiting)
        # Perhaps the others are told of yet; the sweep, which comes later, finds out.
        fields = {"members_count": residents, "is_miscounted": residents != chat.house.members_count + told}
        municipality_id = chat.gathering.municipality_id
        path = house_path(municipality_id, chat.house.id)
        store.commit(changed_house_writes(path, chat.house, fields, municipality_id, now))


def _let_go(chat: _Chat, answer: Any, outside: Provisioning) -> None:
    """Ends the gathering, or, where VK did not take the welcome and may later, leaves it to the end of its lease."""
    error = _error(answer)
    if error is not None and error.what_to_do not in {WhatToDo.GIVE_UP_ON_PEER, WhatToDo.OUR_MISTAKE}:
        outside.queue.enqueue(gathering_task(chat.gathering.group_id, chat.gathering.due_at))
        return
    if error is not None:
        log.warning(
            "welcome_refused", group_id=chat.gathering.group_id, chat_id=chat.gathering.chat_id, code=error.code
        )
    done = replace(chat.gathering, due_at=None, is_taken=False)
    # Where nobody was or can be welcomed, nobody who came is tried again.
    below = sys.maxsize
    if error is None and answer is not None:
        below = int(answer[0]["conversation_message_id"])
        done = replace(done, welcomed_cmid=below, welcomed_at=outside.clock.now())
    looked_at = chat.looked_at(below)
    if len(looked_at) < len(chat.waiting) or len(chat.waiting) == _MOST_MOVEMENTS:
        done = replace(done, due_at=next_welcome_at(done, outside.clock.now()))
    try:
        outside.store.commit([Replace(chat.path, done, chat.revision), *looked_at])
    except StaleRecord:
        # Somebody came meanwhile and has begun the next gathering, which must know of this welcome.
        _note_welcome(chat, done, looked_at, outside.store)
    else:
        if done.due_at:
            outside.queue.enqueue(gathering_task(done.group_id, done.due_at))


def _note_welcome(chat: _Chat, done: Gathering, looked_at: Sequence[Update], store: Store) -> None:
    for _ in range(_TRIES):
        seen = store.get(chat.path, Gathering)
        if seen is None:
            return
        after = seen.record
        if done.welcomed_cmid > after.welcomed_cmid:
            after = replace(after, welcomed_cmid=done.welcomed_cmid, welcomed_at=done.welcomed_at)
        try:
            store.commit([Replace(chat.path, after, seen.revision), *looked_at])
        except StaleRecord:
            continue
        return
    raise StaleRecord(chat.path)


def _error(answer: Any) -> VkError | None:
    if isinstance(answer, VkError):
        return answer
    if isinstance(answer, list) and (refused := answer[0].get("error")):
        return VkError(int(refused["code"]), "messages.send", str(refused.get("description", "")))
    return None


def _is_for_all(error: VkError) -> bool:
    return error.what_to_do in {WhatToDo.PAUSE_COMMUNITY, WhatToDo.STOP_COMMUNITY}


def _come_back_later(group_id: int, error: Exception, at: datetime, outside: Provisioning) -> None:
    log.warning("newcomers_not_welcomed", group_id=group_id, why=str(error))
    if isinstance(error, VkError) and error.what_to_do is WhatToDo.PAUSE_COMMUNITY:
        pause_community(group_id, error.code, store=outside.store, clock=outside.clock)
    elif isinstance(error, VkError) and error.what_to_do is WhatToDo.STOP_COMMUNITY:
        stop_community(group_id, error.code, store=outside.store)
    outside.queue.enqueue(gathering_task(group_id, at))

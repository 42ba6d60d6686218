"""One attempt on a batch that is held: ask VK, and turn what it answered into what is recorded.

A batch that sends is closed by the first answer that VK gives to it. Whatever has to be tried again is moved into a new
batch with a new `random_id`, in the commit that closes this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from lib.broadcasts.asking import Answer, Done, NotTold, change, send
from lib.broadcasts.batch import MOST_TRIES, Batch, Does, wait_before_next_try, with_houses
from lib.broadcasts.broadcast import Broadcast
from lib.broadcasts.delivery import BatchHouse, Delivery, Verdict, done, failed, failure_of, moved_on, verdict_on
from lib.broadcasts.looking import is_still_unsure
from lib.clock import Clock
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown, WhatToDo

_COMMUNITY_MUST_REST = frozenset({WhatToDo.PAUSE_COMMUNITY, WhatToDo.STOP_COMMUNITY})
_NEXT_SECOND = timedelta(seconds=1)


class Attempted(Struct, frozen=True):
    """What an attempt came to: the batch as it is now, houses for a new batch, houses to be looked for first, VK's
    error where the whole community must rest.
    """

    batch: Batch
    anew: tuple[BatchHouse, ...] = ()
    to_look_for: tuple[BatchHouse, ...] = ()
    rest: VkError | None = None


def attempt(before: Batch, held: Batch, broadcast: Broadcast, vk: VkClient, clock: Clock) -> Attempted:
    """Makes the batch's request. `before` is the batch as it was before it was taken, `held` as it is held now."""
    houses = held.at(Delivery.WAITING)
    try:
        answers = (send if held.does is Does.SEND else change)(vk, held, houses, broadcast)
    except VkOutcomeUnknown:
        return Attempted(_asked_once_more(held, clock.now()))
    except VkError as error:
        return _refused_as_a_whole(before, held, error, clock.now())
    now = clock.now()
    if held.does is Does.SEND:
        return _sent(held, houses, answers, now)
    return _changed(held, houses, answers, now)


def after_look(batch: Batch, looked: Sequence[BatchHouse], now: datetime, *, is_cancelled: bool) -> Attempted:
    """What a look into the chats came to: what was found is done, what is not there is sent anew."""
    anew: list[BatchHouse] = []
    after: dict[str, BatchHouse] = {}
    for house in looked:
        after[house.house_id] = house
        if is_still_unsure(house):
            if batch.tries + 1 >= MOST_TRIES:
                after[house.house_id] = moved_on(house, Delivery.UNKNOWN, now)
        elif house.state is Delivery.WAITING and is_cancelled:
            after[house.house_id] = moved_on(house, Delivery.CANCELLED, now)
        elif house.state is Delivery.WAITING and batch.tries >= MOST_TRIES:
            after[house.house_id] = failed(house, "broadcast_vk_not_answering", now)
        elif house.state is Delivery.WAITING:
            anew.append(house)
            after[house.house_id] = moved_on(house, Delivery.MOVED, now)
    return Attempted(_later_if_open(_with(batch, after), now), anew=tuple(anew))


def _sent(batch: Batch, houses: Sequence[BatchHouse], answers: Sequence[Answer], now: datetime) -> Attempted:
    anew: list[BatchHouse] = []
    to_look_for: list[BatchHouse] = []
    after: dict[str, BatchHouse] = {}
    for house, answer in zip(houses, answers, strict=True):
        match _verdict(answer):
            case None:
                assert isinstance(answer, Done)
                after[house.house_id] = done(house, answer.cmid, now)
            case Verdict.GIVE_UP:
                assert isinstance(answer, VkError)
                after[house.house_id] = failed(house, failure_of(answer), now, answer.code)
            case Verdict.SEND_ANEW if batch.tries + 1 >= MOST_TRIES and not rest_in([answer]):
                after[house.house_id] = failed(house, "broadcast_vk_not_answering", now)
            case Verdict.SEND_ANEW:
                anew.append(house)
                after[house.house_id] = moved_on(house, Delivery.MOVED, now)
            case Verdict.LOOK_FIRST:
                to_look_for.append(replace(house, look_for=batch.random_id_of(house)))
                after[house.house_id] = moved_on(house, Delivery.MOVED, now)
    return Attempted(_with(batch, after), tuple(anew), tuple(to_look_for), rest_in(answers))


def _verdict(answer: Answer) -> Verdict | None:
    match answer:
        case Done():
            return None
        case NotTold():
            return Verdict.LOOK_FIRST
        case _:
            return verdict_on(answer)


def _changed(batch: Batch, houses: Sequence[BatchHouse], answers: Sequence[Answer], now: datetime) -> Attempted:
    """Editing, deleting and pinning twice is the same as once, so what failed for a while just waits."""
    after: dict[str, BatchHouse] = {}
    for house, answer in zip(houses, answers, strict=True):
        if isinstance(answer, Done):
            after[house.house_id] = done(house, 0, now)
        elif isinstance(answer, VkError) and verdict_on(answer) is Verdict.GIVE_UP:
            after[house.house_id] = failed(house, failure_of(answer), now, answer.code)
        elif batch.tries + 1 >= MOST_TRIES:
            after[house.house_id] = failed(house, "broadcast_vk_not_answering", now)
    return Attempted(_later_if_open(_with(batch, after), now), rest=rest_in(answers))


def _refused_as_a_whole(before: Batch, held: Batch, error: VkError, now: datetime) -> Attempted:
    rest = error if error.what_to_do in _COMMUNITY_MUST_REST else None
    if verdict_on(error) is Verdict.LOOK_FIRST:
        return Attempted(_asked_once_more(held, now))
    # VK refused before it did anything: this request has had no effect, an earlier one may have.
    unasked = replace(held, asked_at=before.asked_at, last_asked_at=before.last_asked_at)
    if rest is not None:
        return Attempted(replace(unasked, due_at=now + _NEXT_SECOND), rest=rest)
    if error.what_to_do is WhatToDo.TRY_AGAIN:
        tries = unasked.tries + 1
        return Attempted(replace(unasked, tries=tries, due_at=now + wait_before_next_try(tries)))
    houses = held.at(Delivery.WAITING)
    if held.does is Does.SEND and before.asked_at is not None:
        look = tuple(replace(house, look_for=held.random_id_of(house)) for house in houses)
        moved = {house.house_id: moved_on(house, Delivery.MOVED, now) for house in houses}
        return Attempted(_with(unasked, moved), to_look_for=look)
    reason = failure_of(error)
    return Attempted(_with(unasked, {house.house_id: failed(house, reason, now, error.code) for house in houses}))


def _asked_once_more(batch: Batch, now: datetime) -> Batch:
    """The same batch, the same chats, the same id, a little later."""
    tries = batch.tries + 1
    if batch.does is not Does.SEND and tries >= MOST_TRIES:
        houses = batch.at(Delivery.WAITING)
        return _with(batch, {house.house_id: failed(house, "broadcast_vk_not_answering", now) for house in houses})
    return replace(batch, tries=tries, due_at=now + wait_before_next_try(tries))


def _later_if_open(batch: Batch, now: datetime) -> Batch:
    if not batch.is_open:
        return batch
    return replace(batch, tries=batch.tries + 1, due_at=now + wait_before_next_try(batch.tries + 1))


def _with(batch: Batch, after: dict[str, BatchHouse]) -> Batch:
    return with_houses(batch, [after.get(house.house_id, house) for house in batch.houses])


def rest_in(answers: Sequence[object]) -> VkError | None:
    """VK's error for which the whole community must rest, if there is one among the answers."""
    return next(
        (each for each in answers if isinstance(each, VkError) and each.what_to_do in _COMMUNITY_MUST_REST), None
    )

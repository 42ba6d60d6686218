"""The rules of a wave: at most 25 houses of one community on their way to a live chat.

A house climbs `WAITING → CREATING → CREATED → LINKED → WELCOMED → LIVE`, one request of VK's `execute` a step for the
whole wave, and every climb is recorded before the next request. What VK's answers mean for a house is decided here,
without any I/O; docs/decisions/waves.md says why it is built so.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from lib.gateways.vk.errors import VkError, VkOutcomeUnknown, WhatToDo
from lib.gateways.vk.limits import CALLS_AN_EXECUTE
from lib.houses.house import ChatKind

# One request a step for the whole wave: as many houses as `execute` takes calls.
HOUSES_A_WAVE = CALLS_AN_EXECUTE

# A house that VK fails this many times in a row at one step is reported; with the growing waits below that is about
# half an hour.
MOST_TRIES = 14
LONGEST_WAIT = timedelta(minutes=5)


class Step(StrEnum):
    """How far a house of a wave has come."""

    WAITING = "waiting"
    CREATING = "creating"
    CREATED = "created"
    LINKED = "linked"
    WELCOMED = "welcomed"
    LIVE = "live"
    FAILED = "failed"


FINAL_STEPS = frozenset({Step.LIVE, Step.FAILED})


class WaveHouse(Struct, frozen=True):
    """A house on its way, with all that its requests need.

    `since` is when it came to its step; `known_chat_id` the highest chat number that was known before its chat was
    asked for; `random_id` VK's key against a second welcome; `tries` counts failures at this step in a row.

    A chat that is no house's climbs alike: `kind` says what it is, `record_path` which record is told of it, and
    `welcome` what is pinned in it. `has_administrator`: somebody is named who is to be led once the chat is live.
    """

    house_id: str
    title: str
    address: str
    company: str
    random_id: int
    since: datetime
    step: Step = Step.WAITING
    known_chat_id: int = 0
    chat_id: int = 0
    invite_link: str = ""
    welcome_cmid: int = 0
    tries: int = 0
    failure: str = ""
    failure_vk_code: int = 0
    kind: ChatKind = ChatKind.HOUSE
    record_path: str = ""
    welcome: str = ""
    has_administrator: bool = False

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to the house in this wave."""
        return self.step in FINAL_STEPS


class Wave(Struct, frozen=True):
    """Houses of one municipality and community that climb together.

    Nobody may take the wave before `due_at`: an attempt under way moves it ahead as its lease, an attempt that hands
    the wave back sets it to the time at which it makes sense again. `live` and `failed` repeat what `houses` say, to
    be summed by queries.
    """

    id: str
    municipality_id: str
    group_id: int
    import_id: str
    due_at: datetime
    houses: tuple[WaveHouse, ...]
    is_open: bool = True
    attempts: int = 0
    live: int = 0
    failed: int = 0


def waves_path(municipality_id: str) -> str:
    """The collection of a municipality's waves."""
    return f"municipalities/{municipality_id}/waves"


def wave_path(municipality_id: str, wave_id: str) -> str:
    """Where a wave's record lies."""
    return f"{waves_path(municipality_id)}/{wave_id}"


def with_houses(wave: Wave, changed: dict[str, WaveHouse]) -> Wave:
    """The wave with some of its houses changed (by house id), its sums and its openness following them."""
    houses = tuple(changed.get(house.house_id, house) for house in wave.houses)
    return replace(
        wave,
        houses=houses,
        is_open=not all(house.is_final for house in houses),
        live=sum(house.step is Step.LIVE for house in houses),
        failed=sum(house.step is Step.FAILED for house in houses),
    )


def climbed(house: WaveHouse, step: Step, now: datetime, **found: str | int) -> WaveHouse:
    """The house one step further, with what was found out on the way."""
    return replace(house, step=step, since=now, tries=0, **found)


def failed(house: WaveHouse, failure: str, vk_code: int, now: datetime) -> WaveHouse:
    """The house given up, with the reason; a new wave may take it up again from where it stands."""
    return replace(house, step=Step.FAILED, since=now, failure=failure, failure_vk_code=vk_code)


def refused(house: WaveHouse, error: VkError | VkOutcomeUnknown, now: datetime) -> WaveHouse:
    """The house after a call for it did not succeed.

    A house whose chat was asked for stays CREATING as long as VK may have created it: it is looked for before it is
    asked for again.
    """
    if isinstance(error, VkOutcomeUnknown):
        return _tried_once_more(house, 0, now)
    waits = (
        replace(house, step=Step.WAITING, since=now)
        if house.step is Step.CREATING and not error.perhaps_done
        else house
    )
    match error.what_to_do:
        case WhatToDo.PAUSE_COMMUNITY | WhatToDo.STOP_COMMUNITY:
            return waits
        case WhatToDo.GIVE_UP_ON_PEER:
            return failed(house, "chat_unreachable", error.code, now)
        case WhatToDo.OUR_MISTAKE:
            return failed(house, "chat_refused", error.code, now)
        case _:
            return _tried_once_more(waits, error.code, now)


def wait_before_next_attempt(wave: Wave) -> timedelta:
    """How long to let VK rest after an attempt that left houses behind: doubled with every failure in a row."""
    tries = max((house.tries for house in wave.houses if not house.is_final), default=0)
    return min(timedelta(seconds=2 ** min(tries, 12)), LONGEST_WAIT)


def _tried_once_more(house: WaveHouse, vk_code: int, now: datetime) -> WaveHouse:
    if house.tries + 1 >= MOST_TRIES and house.step is not Step.CREATING:
        return failed(house, "vk_not_answering", vk_code, now)
    return replace(house, tries=house.tries + 1)

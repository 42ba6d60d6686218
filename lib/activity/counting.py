"""What a count makes of a house: from VK's numbers, from who wrote and from who came and went, to the day's numbers.

Everything is told from the beginning of the day and never added to what was counted before, so a count that is done
twice, or again after it was broken off, says the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct, field
from msgspec.structs import replace

from lib.activity.numbers import HouseActivity, HouseDay, is_empty

# VK's service message of a chat's creation is its first one.
_CREATED_CMID = 1


class Shown(Struct, frozen=True):
    """What VK shows of a chat: the number of its last message, and the residents in it."""

    cmid: int
    members: int


class Move(Struct, frozen=True):
    """A coming (`joined`) or going on a day; `cmid` is the number of VK's service message, 0 where it is not known."""

    day: str
    joined: bool
    cmid: int


class Seen(Struct, frozen=True):
    """What is known of a house's chat: None where VK does not show it; by day, who wrote; who came and went; who of the
    people are officials of the house.
    """

    shown: Shown | None = None
    speakers: Mapping[str, AbstractSet[int]] = field(default_factory=dict)
    moves: Sequence[Move] = ()
    officials: Collection[int] = ()


class Counted(Struct, frozen=True):
    """A house as it is now, and the days that have numbers; the days that were counted and are not here have none."""

    activity: HouseActivity
    days: Mapping[str, HouseDay]


def count_house(house: HouseActivity, before: HouseActivity | None, seen: Seen, days: Sequence[str]) -> Counted:
    """Counts a house's days, in order: all of them after the last one that is closed. Messages that nobody counted
    meanwhile belong to the last one. `house` has what is known of the house itself, `before` is the last count of it.
    """
    last = days[-1]
    since = _first_cmid(house, before, seen, days)
    now = seen.shown or Shown(before.cmid if before else 0, before.members if before else 0)
    services = sum(since < move.cmid <= now.cmid for move in seen.moves)
    written = max(now.cmid - since - services, 0)
    made = {day: _day(day, seen, messages=written if day == last else 0, members=now.members) for day in days}
    found = {day: numbers for day, numbers in made.items() if not is_empty(numbers)}
    spoke = {day: seen.speakers[day] for day in days if seen.speakers.get(day)}
    before = before or house
    after = replace(
        house,
        members=now.members,
        cmid=now.cmid,
        day=last if last in found else before.day,
        day_cmid=since if last in found else before.day_cmid,
        message_on=last if written else before.message_on,
        person_on=max([before.person_on, *spoke]),
        resident_on=max([before.resident_on, *(day for day, who in spoke.items() if who - set(seen.officials))]),
        administrator_on=_administrator_on(house, before, spoke),
    )
    return Counted(after, found)


def _first_cmid(house: HouseActivity, before: HouseActivity | None, seen: Seen, days: Sequence[str]) -> int:
    """The number of the last message before the days that are counted."""
    if before is not None and before.chat_id == house.chat_id:
        return before.day_cmid if before.day == days[-1] else before.cmid
    # A chat that is older than what is counted was written in before anybody counted.
    if seen.shown is None or house.live_on >= days[0]:
        return _CREATED_CMID
    return seen.shown.cmid


def _day(day: str, seen: Seen, *, messages: int, members: int) -> HouseDay:
    who = seen.speakers.get(day, frozenset())
    moves = [move for move in seen.moves if move.day == day]
    joined = sum(move.joined for move in moves)
    officials = len(who & set(seen.officials))
    return HouseDay(messages, len(who), officials, joined, len(moves) - joined, members)


def _administrator_on(house: HouseActivity, before: HouseActivity, spoke: Mapping[str, AbstractSet[int]]) -> str:
    """When the present administrator last wrote; somebody new has not yet."""
    known = before.administrator_on if before.administrator_vk_id == house.administrator_vk_id else ""
    return max([known, *(day for day, who in spoke.items() if house.administrator_vk_id in who)])

"""The numbers of activity: of one house on one day, of one house as it is now, and of many houses together.

All of them are counts: nothing of what anybody wrote is in them, and nobody's name.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from msgspec.structs import asdict, astuple

# Nobody wrote for so long: the chat is silent.
SILENT_AFTER_DAYS = 30


class HouseDay(Struct, frozen=True, array_like=True):
    """What happened in a house's chat on a day. A day on which nothing did has no record.

    `messages` are those that VK numbered, whoever wrote them (the community too), without the service messages of
    comings and goings. `people` wrote at least once; `officials` are those of them who are officials of the house.
    `members` are the residents in the chat at the end of the day.
    """

    messages: int = 0
    people: int = 0
    officials: int = 0
    joined: int = 0
    left: int = 0
    members: int = 0


class HouseActivity(Struct, frozen=True):
    """A house's chat as last counted, and what of the house sums are made by. Days are `2026-11-23`, empty for never.

    `cmid` is VK's number of the last message that is counted, `day_cmid` the one at the beginning of `day`, which
    is the last day that has a record. `message_on` is the last day with a message of anybody, `person_on` of a
    person, `resident_on` of a person who is no official of the house, `administrator_on` of the chat's
    administrator (`administrator_vk_id`; 0 where nobody is).
    """

    house_id: str
    chat_id: int
    live_on: str
    settlement: str = ""
    street: str = ""
    company_key: str = ""
    company: str = ""
    title: str = ""
    apartments: int = 0
    administrator_vk_id: int = 0
    members: int = 0
    cmid: int = 0
    day: str = ""
    day_cmid: int = 0
    message_on: str = ""
    person_on: str = ""
    resident_on: str = ""
    administrator_on: str = ""

    def is_silent(self, today: str) -> bool:
        """Whether nobody wrote for `SILENT_AFTER_DAYS` up to today; a new chat is given as long."""
        last = max(self.person_on, self.live_on)
        return bool(last) and days_between(last, today) >= SILENT_AFTER_DAYS


class Sums(Struct, frozen=True, array_like=True):
    """The numbers of many houses together, on a day or in a period.

    `chats` are live chats, `silent` those of them in which nobody writes any more; `apartments` and `members` are those
    of the houses that have a chat, at the end. The rest is added up over the days: `people` and `officials` are counted
    once a chat and day, `spoke` are chats in which somebody wrote at all.
    """

    chats: int = 0
    silent: int = 0
    apartments: int = 0
    members: int = 0
    messages: int = 0
    people: int = 0
    officials: int = 0
    joined: int = 0
    left: int = 0
    spoke: int = 0

    @property
    def lively(self) -> int:
        """Chats in which people write."""
        return self.chats - self.silent


def together(sums: Iterable[Sums]) -> Sums:
    """The sums of different houses as one."""
    columns = list(zip(*map(astuple, sums), strict=True))
    return Sums(*map(sum, columns)) if columns else Sums()


def sums_of(house: HouseActivity, days: Iterable[HouseDay], until: str) -> Sums:
    """A house's numbers in a period that ends with the day `until`."""
    days = list(days)
    return Sums(
        chats=1,
        silent=int(house.is_silent(until)),
        apartments=house.apartments,
        members=house.members,
        messages=sum(day.messages for day in days),
        people=sum(day.people for day in days),
        officials=sum(day.officials for day in days),
        joined=sum(day.joined for day in days),
        left=sum(day.left for day in days),
        spoke=int(any(day.people for day in days)),
    )


def days_between(earlier: str, later: str) -> int:
    """The days from one day to another."""
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days


def is_empty(day: HouseDay) -> bool:
    """Whether nothing happened."""
    return not any(value for name, value in asdict(day).items() if name != "members")

"""A vote: what is chosen among, until when, how many are enough. One vote a person, changeable while it is open.

It is an opinion poll of a chat and nothing else: an owners' meeting has a form of its own (Жилищный кодекс РФ,
ст. 44–48), and every message of a vote says so.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

# VK's inline keyboard holds ten buttons (https://dev.vk.com/ru/api/bots/development/keyboard); two are left free.
MOST_CHOICES = 8
LONGEST_CHOICE = 40
SUPPORT_CHOICES = ("Поддерживаю", "Не согласен")
SHORTEST_VOTE, LONGEST_VOTE = timedelta(minutes=10), timedelta(days=14)
# A vote that was being written when the time was over still counts: requests last no longer.
COUNTED_AFTER = timedelta(seconds=5)


class Ballot(Struct, frozen=True):
    """A vote as it stands. `question_ids` are what the choices stand for where questions are chosen among.

    `threshold_people` and `threshold_percent` (of the chat's members) are 0 where no number is enough by itself.
    `counts` are as last counted, by choice; they are final once `is_final`.
    """

    choices: tuple[str, ...]
    opened_at: datetime
    ends_at: datetime
    question_ids: tuple[str, ...] = ()
    threshold_people: int = 0
    threshold_percent: int = 0
    counts: tuple[int, ...] = ()
    members: int = 0
    is_final: bool = False

    def is_open(self, now: datetime) -> bool:
        """Whether votes are taken."""
        return not self.is_final and now < self.ends_at

    @property
    def counts_at(self) -> datetime:
        """When the last votes have surely been written."""
        return self.ends_at + COUNTED_AFTER

    @property
    def is_support(self) -> bool:
        """Whether it asks for or against, and not for a choice."""
        return self.choices == SUPPORT_CHOICES

    @property
    def in_favour(self) -> int:
        """How many want it to be dealt with: the supporters, or all who chose."""
        if not self.counts:
            return 0
        return self.counts[0] if self.is_support else sum(self.counts)

    @property
    def wanted(self) -> int:
        """How many in favour are enough; 0 where no number is."""
        share = math.ceil(self.members * self.threshold_percent / 100) if self.threshold_percent else 0
        numbers = [number for number in (self.threshold_people, share) if number]
        return min(numbers) if numbers else 0

    @property
    def is_enough(self) -> bool:
        """Whether the threshold is reached."""
        return bool(self.wanted) and self.in_favour >= self.wanted

    @property
    def winner(self) -> int:
        """The choice with the most votes, the first of equals; -1 where nobody voted."""
        return max(range(len(self.counts)), key=lambda at: (self.counts[at], -at)) if any(self.counts) else -1


def ballot_errors(ballot: Ballot) -> list[str]:
    """What keeps a vote from being held, in words; empty where nothing does."""
    errors = []
    if not 2 <= len(ballot.choices) <= MOST_CHOICES:
        errors.append(f"Вариантов должно быть от 2 до {MOST_CHOICES}.")
    if any(not choice.strip() or len(choice) > LONGEST_CHOICE for choice in ballot.choices):
        errors.append(f"Вариант не может быть пустым или длиннее {LONGEST_CHOICE} символов.")
    if len({choice.strip().casefold() for choice in ballot.choices}) < len(ballot.choices):
        errors.append("Варианты повторяются.")
    if not SHORTEST_VOTE <= ballot.ends_at - ballot.opened_at <= LONGEST_VOTE:
        errors.append("Голосование длится от 10 минут до 14 дней.")
    if not 0 <= ballot.threshold_percent <= 100 or ballot.threshold_people < 0:
        errors.append("Порог — это число человек или доля от 1 до 100 процентов.")
    return errors


def counted(ballot: Ballot, counts: tuple[int, ...], members: int) -> Ballot:
    """The vote after it was counted; a final count never changes."""
    return ballot if ballot.is_final else replace(ballot, counts=counts, members=members)


def ended(ballot: Ballot, now: datetime) -> Ballot:
    """The vote after it was ended by hand; one that is over already ended when it did."""
    return replace(ballot, ends_at=min(now, ballot.ends_at))


def final(ballot: Ballot) -> Ballot:
    """The vote after its last count."""
    return replace(ballot, is_final=True)


class Vote(Struct, frozen=True):
    """What a person chose. `presses` are the last presses that had their effect, so that one that is told again has
    none.
    """

    choice: int
    at: datetime
    presses: tuple[str, ...] = ()


# VK tells of a press again for two hours; nobody changes their mind more often in that time.
_PRESSES_KEPT = 30


def chosen(before: Vote | None, choice: int, press: str, now: datetime) -> Vote | None:
    """The vote after a press; None where this press has had its effect."""
    presses = before.presses if before else ()
    return None if press in presses else Vote(choice, now, (*presses, press)[-_PRESSES_KEPT:])

"""The edge of our processes: every call that leaves one, counted, and struck where a run says so.

A *blow* strikes one call: the process dies right before it or right after it, or its answer is lost. *Weather* is what
strikes any call by chance while it lasts (fire/weather.py).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol, TypeVar

from msgspec import Struct

from fire.timeline import Timeline

Answer = TypeVar("Answer")


class Kind(StrEnum):
    """What is called."""

    VK = "vk"
    FIRESTORE = "firestore"
    TASKS = "tasks"
    SCHEDULER = "scheduler"
    SMS = "sms"
    # What a process says to whoever called it.
    ANSWER = "answer"


class How(StrEnum):
    """How a call is struck."""

    BEFORE = "before"
    AFTER = "after"
    LOST = "lost"


class Died(BaseException):
    """The process is gone; nothing in the system may catch it."""


class Point(Struct, frozen=True):
    """A call that left a process: its number in the run, what it was, and in which process."""

    number: int
    kind: Kind
    name: str
    process: str

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.name} in {self.process}"


def ways_to_strike(point: Point) -> list[How]:
    """How a call can be struck. A read whose answer is lost is made again by Google's client: no fault at all."""
    reads = point.kind is Kind.FIRESTORE and not point.name.startswith("commit")
    return [How.BEFORE, How.AFTER] if reads else [How.BEFORE, How.AFTER, How.LOST]


class Blow(Struct, frozen=True):
    """What strikes a call."""

    number: int
    how: How

    def __str__(self) -> str:
        return f"{self.how}:{self.number}"


class Process:
    """A process of one of our functions. Once dead it asks nothing of the world, and another takes its place."""

    def __init__(self, name: str, skew_s: float = 0) -> None:
        self.name = name
        self.function = name.rpartition("-")[0]
        self.skew_s = skew_s
        self.is_dead = False

    def die(self) -> None:
        """Ends it, and with it every request that it was at."""
        self.is_dead = True
        raise Died(self.name)

    def check(self) -> None:
        """Raises Died where it is dead."""
        if self.is_dead:
            raise Died(self.name)


class Weather(Protocol):
    """What strikes calls by chance: `around` makes the call, or what becomes of it."""

    def around(self, process: Process, kind: Kind, do: Callable[[], Answer], lose: Callable[[], Answer]) -> Answer: ...


# Seconds there and seconds back: what others do meanwhile comes in between.
_LATENCY = {
    Kind.VK: (0.06, 0.06),
    Kind.FIRESTORE: (0.004, 0.004),
    Kind.TASKS: (0.005, 0.005),
    Kind.SCHEDULER: (0.05, 0.05),
    Kind.SMS: (0.1, 0.2),
    Kind.ANSWER: (0.0, 0.0),
}


class Edges:
    """All edges of a world. Calls are counted while `counts`."""

    def __init__(self, timeline: Timeline) -> None:
        self.counts = False
        self.points: list[Point] = []
        self.blow: Blow | None = None
        # Asked of every call: how it is to be struck, if at all.
        self.strikes: Callable[[Point], How | None] = self._by_the_blow
        self.struck: Point | None = None
        self.weather: Weather | None = None
        self._timeline = timeline

    def go(
        self, process: Process, kind: Kind, name: str, do: Callable[[], Answer], lose: Callable[[], Answer]
    ) -> Answer:
        """Makes a call; `lose` makes it and has its answer lost, as that system's own client then sees it."""
        process.check()
        how = self._struck(process, kind, name)
        there, back = _LATENCY[kind]
        if how is How.BEFORE:
            process.die()
        self._timeline.sleep(there)
        process.check()
        if how is How.LOST:
            return self._back(process, back, lose)
        if self.weather is not None and how is None:
            weather = self.weather
            return self._back(process, back, lambda: weather.around(process, kind, do, lose))
        answer = self._back(process, back, do)
        if how is How.AFTER and kind is Kind.ANSWER:
            # Whoever called has it; it is the next request that finds nobody.
            process.is_dead = True
        elif how is How.AFTER:
            process.die()
        return answer

    def _back(self, process: Process, seconds: float, do: Callable[[], Answer]) -> Answer:
        try:
            return do()
        finally:
            if seconds:
                self._timeline.sleep(seconds)
            process.check()

    def _struck(self, process: Process, kind: Kind, name: str) -> How | None:
        if not self.counts:
            return None
        point = Point(len(self.points), kind, name, process.name)
        self.points.append(point)
        how = self.strikes(point)
        if how is not None:
            self.struck = point
        return how

    def _by_the_blow(self, point: Point) -> How | None:
        return self.blow.how if self.blow is not None and self.blow.number == point.number else None

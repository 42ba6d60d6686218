"""Time that moves when everybody waits: the processes of a world as strands, of which one runs at a time.

A strand goes on until it sleeps or asks the outside world; then whoever is due next goes on. So requests overlap as
they do in life, days pass in moments, and a run with the same seed is the same run, to the last step.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Generic, TypeVar

from greenlet import getcurrent, greenlet

Result = TypeVar("Result")

# A Monday morning.
BEGINS = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


class NeverEnds(Exception):
    """So much happens without time going on that it looks like a loop."""


class Wake:
    """One moment at which a strand goes on. It may stand on several lists: whichever comes first, the rest is void."""

    __slots__ = ("is_over", "strand")

    def __init__(self) -> None:
        self.strand = getcurrent()
        self.is_over = False


class Strand(Generic[Result]):
    """Something that runs beside others. Whatever it raises is kept in `failure`."""

    def __init__(self, name: str, do: Callable[[], Result]) -> None:
        self.name = name
        self.is_done = False
        self.result: Result | None = None
        self.failure: BaseException | None = None
        self.waiting: list[Wake] = []
        self._do = do

    def run(self) -> None:
        """Runs it to its end."""
        try:
            self.result = self._do()
        except BaseException as error:
            self.failure = error
        self.is_done = True

    def outcome(self) -> Result:
        """What it came to; raises what it raised."""
        if self.failure is not None:
            raise self.failure
        return self.result  # type: ignore[return-value]


class Timeline:
    """The only clock of a world, and its agenda."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.steps = 0
        self._agenda: list[tuple[float, int, Wake]] = []
        self._number = 0
        self._director = getcurrent()

    @property
    def now(self) -> datetime:
        """The present moment."""
        return BEGINS + timedelta(seconds=self.now_s)

    def seconds_at(self, moment: datetime) -> float:
        """A moment as this timeline counts it."""
        return (moment - BEGINS).total_seconds()

    def spawn(self, name: str, do: Callable[[], Result], at_s: float | None = None) -> Strand[Result]:
        """Begins a strand, now or at a time."""
        strand = Strand(name, do)

        def run() -> None:
            strand.run()
            for wake in strand.waiting:
                self.wake(wake)

        first = Wake()
        first.strand = greenlet(run, parent=self._director)
        self.wake(first, self.now_s if at_s is None else at_s)
        return strand

    def sleep(self, seconds: float) -> None:
        """Waits; the director, who is no strand, lets the others go on meanwhile."""
        if getcurrent() is self._director:
            self.run(seconds)
            return
        self.wake(Wake(), self.now_s + max(seconds, 0))
        self.let_others_go_on()

    def wait(self, strand: Strand[Any], within_s: float) -> bool:
        """Waits for a strand, from within another; whether it is done in time."""
        if not strand.is_done:
            wake = Wake()
            strand.waiting.append(wake)
            self.wake(wake, self.now_s + within_s)
            self.let_others_go_on()
        return strand.is_done

    def wake(self, wake: Wake, at_s: float = 0.0) -> None:
        """Has a strand go on, now or at a time."""
        self._number += 1
        heapq.heappush(self._agenda, (max(at_s, self.now_s), self._number, wake))

    def let_others_go_on(self) -> None:
        """Until a wake of this strand is due."""
        self._director.switch()

    def run(self, seconds: float) -> None:
        """Lets time pass, and whatever is due happen."""
        until = self.now_s + max(seconds, 0)
        while self._agenda and self._agenda[0][0] <= until:
            self._step()
        self.now_s = until

    def finish(self, name: str, do: Callable[[], Result], within_s: float = 3600) -> Result:
        """Does something beside all others, and lets time pass until it is done."""
        strand = self.spawn(name, do)
        until = self.now_s + within_s
        while not strand.is_done:
            if not self._agenda or self._agenda[0][0] > until:
                raise NeverEnds(name)
            self._step()
        return strand.outcome()

    def _step(self) -> None:
        at, _, wake = heapq.heappop(self._agenda)
        if wake.is_over:
            return
        wake.is_over = True
        self.now_s = max(self.now_s, at)
        self.steps += 1
        wake.strand.switch()


class Turns:
    """At most `places` strands at a time; the others wait in the order in which they came."""

    def __init__(self, places: int, timeline: Timeline) -> None:
        self._places = places
        self._timeline = timeline
        self._waiting: deque[Wake] = deque()

    def take(self) -> None:
        """Waits for a place."""
        if self._places:
            self._places -= 1
            return
        self._waiting.append(Wake())
        self._timeline.let_others_go_on()

    def give_back(self) -> None:
        """Leaves it to whoever waits longest."""
        if self._waiting:
            self._timeline.wake(self._waiting.popleft())
        else:
            self._places += 1


class StrandLock:
    """`threading.Lock` for strands: whoever waits for it lets the others go on."""

    timeline: Timeline

    def __init__(self) -> None:
        self._is_taken = False
        self._waiting: deque[Wake] = deque()

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Takes it; False where it was not free in time."""
        if not self._is_taken:
            self._is_taken = True
            return True
        if not blocking:
            return False
        wake = Wake()
        self._waiting.append(wake)
        if timeout >= 0:
            self.timeline.wake(wake, self.timeline.now_s + timeout)
        self.timeline.let_others_go_on()
        if wake in self._waiting:
            self._waiting.remove(wake)
            return False
        return True

    def release(self) -> None:
        """Hands it to whoever waits longest."""
        if self._waiting:
            # It stays taken: by the next.
            self.timeline.wake(self._waiting.popleft())
        else:
            self._is_taken = False

    def locked(self) -> bool:
        """Whether somebody has it."""
        return self._is_taken

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()


class StrandPool:
    """`ThreadPoolExecutor` for strands, as far as ours uses it."""

    timeline: Timeline

    def __init__(self, max_workers: int) -> None:
        self._turns = Turns(max_workers, self.timeline)

    def map(self, do: Callable[[Any], Result], given: Iterable[Any]) -> Iterator[Result]:
        """The results in the order of what is given; what is done overlaps."""
        strands = [self.timeline.spawn("pool", partial(self._in_turn, do, each)) for each in given]
        for strand in strands:
            while not self.timeline.wait(strand, 60):
                pass
            yield strand.outcome()

    def _in_turn(self, do: Callable[[Any], Result], each: Any) -> Result:
        self._turns.take()
        try:
            return do(each)
        finally:
            self._turns.give_back()

    def __enter__(self) -> StrandPool:
        return self

    def __exit__(self, *_: object) -> None:
        """All are done: their results were waited for."""

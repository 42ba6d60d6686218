"""How cost grows: a town with 1,000, 10,000 and 100,000 houses, each in a whole system on a moved clock (fire/).

What is counted is what leaves our functions: requests to VK, documents as Firestore bills them, seconds as people would
see them. Firestore and VK are in the same process, so the processor's time is theirs too, and that of tracing memory.
Memory is the most that was allocated while one request was at a function, by tracemalloc: of the first request of each
kind and of every 50th after it. What the database and other requests allocate meanwhile is in it, so a function needs
less. Of what is periodic only the sweeps of provisioning and of broadcasts run meanwhile: what the others cost follows
from hours and houses, and benchmarks/operations.py counts it.

`python -m benchmarks.growth [houses …]`
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from itertools import groupby
from urllib.parse import quote

from msgspec import Struct
from werkzeug.test import EnvironBuilder

from benchmarks.firestore_bill import BilledStore
from benchmarks.results import Budget
from benchmarks.table import print_table
from fire.copies import in_copies
from fire.edges import Process
from fire.memory_store import Database
from fire.story import MOSCOW
from fire.town import SheetRow, Town
from fire.vk import Reply
from fire.world import World
from lib.broadcasts.sweep import sweep_broadcasts
from lib.provisioning.sweep import sweep_provisioning

_SIZES = (1_000, 10_000, 100_000)
_HOUSES_A_STREET, _COMPANIES = 40, 60
_TEXT = "Воды не будет с 9 до 18 часов."
_TRACED_OF = 50
_MOST_GROWTH = 1.2

Asked = Callable[[str, EnvironBuilder], Reply]


class Cost(Struct, frozen=True):
    """What something cost in a town of so many houses: `seconds` by the world's clock, `cpu_s` by the processor's.
    `parts` is by what it should grow: the houses, or 1 where it should not.
    """

    what: str
    houses: int
    parts: int
    seconds: float
    requests: int
    reads: int
    writes: int
    memory_mb: float
    cpu_s: float

    @property
    def each(self) -> tuple[float, float, float]:
        """Requests, reads and writes of a part."""
        return self.requests / self.parts, self.reads / self.parts, self.writes / self.parts

    def row(self) -> list[str]:
        """The row of the table."""
        each = (f"{count:.3f}" for count in self.each)
        cpu_ms = f"{self.cpu_s * 1000 / self.parts:.2f}"
        return [self.what, f"{self.houses:,}", f"{self.seconds:.1f}", *each, f"{self.memory_mb:.1f}", cpu_ms]


class GrowingTown:
    """A town with so many houses, and what is done with them."""

    def __init__(self, houses: int) -> None:
        self._houses = houses
        self._store = BilledStore(Database())
        self._world = World(store=self._store)
        self._town = Town(self._world)
        self._sweeping = self._world.cloud.outside_of("sweep", Process("sweep-1"))
        self._memory = _Memory(self._world.cloud.ask)
        self._world.cloud.ask = self._memory.ask  # type: ignore[method-assign]

    def costs(self) -> Iterator[Cost]:
        """Everything, one after the other."""
        yield self._cost("a sheet becomes live chats, a house", self._provision)
        yield self._cost("a broadcast with one text, a house", self._broadcast)
        yield self._cost("the first page of the list, a page", partial(self._list, ""), 1)
        yield self._cost("a search by a street, a page", partial(self._list, f"?search={quote('7-я Полевая')}"), 1)
        self._sleep_until_midnight()
        yield self._cost("a night's count, a house", self._count)

    def _cost(self, what: str, do: Callable[[], None], parts: int = 0) -> Cost:
        self._memory.most = 0
        before, cpu = self._counted(), time.process_time()
        do()
        cpu = time.process_time() - cpu
        seconds, requests, reads, writes = (now - then for then, now in zip(before, self._counted(), strict=True))
        assert not self._world.cloud.bugs, self._world.cloud.bugs[:3]
        memory_mb = self._memory.most / 1e6
        return Cost(
            what, self._houses, parts or self._houses, seconds, int(requests), int(reads), int(writes), memory_mb, cpu
        )

    def _counted(self) -> tuple[float, ...]:
        return self._world.timeline.now_s, len(self._world.vk.arrivals), self._store.reads, self._store.writes

    def _provision(self) -> None:
        self._town.import_houses([_row(number) for number in range(self._houses)])
        self._until_nothing_waits()
        welcomed = Counter(sum(message.from_id < 0 for message in chat.messages) for chat in self._town.chats)
        assert sum(welcomed.values()) == self._houses, welcomed
        assert len(welcomed) == 1, welcomed

    def _broadcast(self) -> None:
        self._town.broadcast(_TEXT)
        self._until_nothing_waits()
        arrived = Counter(sum(_TEXT in message.text for message in chat.messages) for chat in self._town.chats)
        assert arrived == {1: self._houses}, arrived

    def _list(self, query: str) -> None:
        assert self._town.ask("GET", f"/houses{query}", self._town.employee)["items"]

    def _sleep_until_midnight(self) -> None:
        now = self._world.timeline.now.astimezone(MOSCOW)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        self._world.timeline.run((midnight - now + timedelta(minutes=10)).total_seconds())

    def _count(self) -> None:
        self._world.run_jobs("collect")
        self._until_nothing_waits()
        assert not self._world.alerts(), self._world.alerts()[:3]
        counted = [line.fields["chats"] for line in self._world.lines if line.event == "activity_collected"]
        assert counted == [self._houses], counted

    def _until_nothing_waits(self) -> None:
        """Seconds pass until all tasks are done; once a minute the sweeps look whether what waits stands still."""
        seconds = 0
        while seconds == 0 or self._world.cloud.waiting_tasks:
            self._world.timeline.run(1)
            seconds += 1
            if seconds % 60 == 0:
                self._world.timeline.spawn("sweep", self._sweep)

    def _sweep(self) -> None:
        sweep_provisioning(self._sweeping.provisioning)
        sweep_broadcasts(self._sweeping.broadcasting)


class _Memory:
    """Looks at what requests to functions allocate, at one at a time."""

    def __init__(self, ask: Asked) -> None:
        self.most = 0
        self._ask = ask
        self._asked = Counter[str]()

    def ask(self, function: str, environ: EnvironBuilder) -> Reply:
        """Passes a request on."""
        kind = f"{function} {environ.method} {environ.path} {environ.query_string}"
        self._asked[kind] += 1
        if tracemalloc.is_tracing() or self._asked[kind] % _TRACED_OF != 1:
            return self._ask(function, environ)
        tracemalloc.start()
        try:
            return self._ask(function, environ)
        finally:
            self.most = max(self.most, tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()


def _row(number: int) -> SheetRow:
    street, house = divmod(number, _HOUSES_A_STREET)
    return SheetRow(house + 1, company=f"УК № {number % _COMPANIES + 1}", street=f"{street + 1}-я Полевая")


def _budgets(costs: Sequence[Cost]) -> Iterator[Budget]:
    ordered = sorted(costs, key=lambda cost: (cost.what, cost.houses))
    for what, group in groupby(ordered, key=lambda cost: cost.what):
        least, *_, most = group
        grew = max(now / then for then, now in zip(least.each, most.each, strict=True) if then)
        yield Budget(f"{what}: growth from {least.houses:,} to {most.houses:,} houses", _MOST_GROWTH, grew, "×")


def main(sizes: Sequence[int] = _SIZES) -> None:
    """Prints the table."""
    towns = in_copies([partial(_costs_of, size) for size in sizes], 1)
    costs = sorted((cost for town in towns for cost in town), key=lambda cost: cost.what)
    header = ["what", "houses", "seconds", "requests each", "reads each", "writes each", "MB", "processor ms each"]
    rows = [cost.row() for cost in costs]
    print_table("How cost grows with the houses of a town, on a moved clock", header, rows, list(_budgets(costs)))


def _costs_of(houses: int) -> list[Cost]:
    return list(GrowingTown(houses).costs())


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or _SIZES)

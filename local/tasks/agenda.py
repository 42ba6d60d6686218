"""What a queue has to do and when: its waiting tasks, the earliest first."""

from __future__ import annotations

import heapq
import itertools


class Agenda:
    """Names of tasks and when they are due (seconds since 1970); a task stands in it once."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, str]] = []
        self._order = itertools.count()
        # A task that moved or left stays in the heap; it counts only where it is the entry of this number.
        self._current: dict[str, int] = {}

    def put(self, name: str, due: float) -> None:
        """Enters a task, or moves the one that is there."""
        number = next(self._order)
        self._current[name] = number
        heapq.heappush(self._heap, (due, number, name))

    def next_due(self) -> float | None:
        """When the first task is due; None if nothing waits."""
        while self._heap and self._current.get(self._heap[0][2]) != self._heap[0][1]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def pop(self) -> str:
        """Takes the first task out; `next_due` has told that there is one."""
        name = heapq.heappop(self._heap)[2]
        del self._current[name]
        return name

    def remove(self, name: str) -> None:
        """Takes a task out, if it is in."""
        self._current.pop(name, None)

    def clear(self) -> None:
        """Takes all tasks out."""
        self._heap.clear()
        self._current.clear()

"""Many reads at once: each is a round trip, and together they take as long as a few of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Answer = TypeVar("Answer")

_MOST_AT_ONCE = 12


def at_once(reads: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """The answers of all reads, in their order; raises what the first of those that failed raised."""
    if len(reads) < 2:
        return [read() for read in reads]
    with ThreadPoolExecutor(min(len(reads), _MOST_AT_ONCE)) as threads:
        return list(threads.map(lambda read: read(), reads))

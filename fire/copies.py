"""Runs beside each other, each in a process of its own."""

from __future__ import annotations

import gc
import os
import pickle
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Result = TypeVar("Result")


class CopyBroke(Exception):
    """A copy ended without a result; its words are on stderr."""


def in_copies(runs: Sequence[Callable[[], Result]], jobs: int) -> Iterator[Result]:
    """The results of all runs in their order, `jobs` of which run at a time."""
    gc.collect()
    gc.freeze()
    waiting = list(enumerate(runs))
    running: dict[int, tuple[int, int]] = {}
    ended: dict[int, Result] = {}
    for number in range(len(runs)):
        while number not in ended:
            while waiting and len(running) < jobs:
                index, run = waiting.pop(0)
                pid, reads = _copy(run)
                running[pid] = (index, reads)
            _reap(running, ended)
        yield ended.pop(number)


def _copy(run: Callable[[], Result]) -> tuple[int, int]:
    reads, writes = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writes)
        return pid, reads
    status = 1
    try:
        gc.disable()
        with os.fdopen(writes, "wb") as pipe:
            pipe.write(pickle.dumps(run()))
        status = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    os._exit(status)


def _reap(running: dict[int, tuple[int, int]], ended: dict[int, Result]) -> None:
    # The first that was begun: its pipe may be full, so it is read to its end before it is waited for.
    pid, (index, reads) = next(iter(running.items()))
    with os.fdopen(reads, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(pid, 0)
    del running[pid]
    if status:
        raise CopyBroke(f"run {index}")
    ended[index] = pickle.loads(told)

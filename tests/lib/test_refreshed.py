"""What is read anew in a while holds nobody up but who reads it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from lib.refreshed import Refreshed
from tests.clock import MovableClock

MINUTE = timedelta(minutes=1)


def counting(seen: list[int | None]) -> Callable[[int | None], int]:
    """Counts on from what was known, and notes what that was."""

    def read(before: int | None) -> int:
        seen.append(before)
        return (before or 0) + 1

    return read


def test_it_is_read_once_and_again_when_it_is_old() -> None:
    clock, seen = MovableClock(), list[int | None]()
    value = Refreshed(counting(seen), MINUTE, clock)
    assert [value.get(), value.get()] == [1, 1]
    clock.move(seconds=59)
    assert value.get() == 1
    clock.move(seconds=1)
    assert [value.get(), value.get()] == [2, 2]
    value.forget()
    assert value.get() == 1
    assert seen == [None, 1, None]


def test_while_one_thread_reads_the_others_go_on_with_what_was_known() -> None:
    clock, begun, go_on = MovableClock(), threading.Event(), threading.Event()

    def read(before: int | None) -> int:
        if before is not None:
            begun.set()
            assert go_on.wait(60)
        return (before or 0) + 1

    value = Refreshed(read, MINUTE, clock)
    assert value.get() == 1
    clock.move(minutes=1)
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(value.get)
        assert begun.wait(60)
        assert value.get() == 1
        go_on.set()
        assert reading.result() == 2
    assert value.get() == 2


def test_many_who_ask_at_the_beginning_wait_for_one_read() -> None:
    seen: list[int | None] = []
    value, ready = Refreshed(counting(seen), MINUTE, MovableClock()), threading.Barrier(8)

    def ask() -> int:
        ready.wait(60)
        return value.get()

    with ThreadPoolExecutor(8) as pool:
        assert {asked.result() for asked in [pool.submit(ask) for _ in range(8)]} == {1}
    assert seen == [None]


def test_a_read_that_fails_is_told_and_tried_again() -> None:
    answers: list[int | Exception] = [OSError("down"), 5]

    def read(before: int | None) -> int:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    value = Refreshed(read, MINUTE, MovableClock())
    with pytest.raises(OSError, match="down"):
        value.get()
    assert value.get() == 5

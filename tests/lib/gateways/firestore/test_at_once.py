"""Reads are answered in their order, and wait for each other no longer than for the slowest."""

from __future__ import annotations

import threading
from functools import partial

import pytest

from lib.gateways.firestore.at_once import at_once


def test_answers_come_in_the_order_of_the_reads() -> None:
    assert at_once([]) == []
    assert at_once([partial(int, "7")]) == [7]
    assert at_once([partial(int, str(number)) for number in range(40)]) == list(range(40))


def test_reads_are_under_way_together() -> None:
    both = threading.Barrier(2, timeout=10)
    assert sorted(at_once([both.wait, both.wait])) == [0, 1]


def test_what_the_first_failing_read_raised_is_raised() -> None:
    with pytest.raises(ValueError, match="nine"):
        at_once([partial(int, "1"), partial(int, "nine"), partial(int, "ten")])

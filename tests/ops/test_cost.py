"""The cost model: measured operations times prices, and the page that shows what the command says."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from lib.events.heard import NOTED_EVERY
from lib.upkeep.sweep import CHATS_A_SWEEP
from ops import cost
from ops.cost import Usage, month_of, read_measured, table

PAGE = Path(__file__).resolve().parents[2] / "docs" / "decisions" / "cost.md"
SIZES = (1_000, 100_000, 1_000_000)


def test_what_is_measured_is_what_the_system_promises() -> None:
    measured = read_measured()
    assert measured["message"]["writes"] <= 0.05, "an ordinary message costs a write"
    assert all(counts["reads"] >= 0 for counts in measured.values())
    assert measured["house_created"]["tasks"] < 1, "waves carry many houses"


def test_a_month_is_the_operations_times_their_prices() -> None:
    measured = {flow: {"reads": 1.0, "writes": 1.0, "deletes": 0.0, "tasks": 0.0} for flow in read_measured()}
    usage = Usage(1_000_000, messages_a_day=1, broadcasts=0, new_houses=0, joins=0, api_calls_a_day=0)
    month = month_of(usage, measured)
    # 40 communities, 200 chats of each are looked at once a minute; a sweep and a look at discussions a minute.
    looked = 43_200 * (40 * 200 + 2)
    # Messages, and a night of each house; two instances note six times an hour that a community was heard.
    counted = 60_000_000 + looked + 40 * 720 * 12
    assert month.operations["writes"] == counted
    assert month.dollars["writes"] == pytest.approx(counted / 1e6 * 0.90)
    assert month.total == pytest.approx(sum(month.dollars.values()))


def test_the_model_looks_at_as_many_chats_as_the_sweep() -> None:
    assert cost._CHATS_A_SWEEP == CHATS_A_SWEEP
    assert timedelta(days=30) / cost._NOTES_HEARD * 2 == NOTED_EVERY


def test_ten_times_the_houses_cost_less_than_ten_times_as_much() -> None:
    measured = read_measured()
    small, large = (month_of(Usage(houses), measured).total for houses in (10_000, 100_000))
    assert small < large < 10 * small


def test_the_page_shows_what_the_command_says() -> None:
    assert table([Usage(houses) for houses in SIZES]) in PAGE.read_text(encoding="utf-8")

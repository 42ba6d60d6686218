"""The checks are not for show: faults that are planted into the files are caught, each by the check that is for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.infra.faults import FAULTS, caught
from tests.infra.rules import RULES
from tests.infra.workplace import make_workplace, why_not


@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_every_planted_fault_is_caught(tmp_path: Path) -> None:
    place = make_workplace(tmp_path)
    place.init(place.environment("production"))
    assert [fault.what for fault, said in caught(place) if not said] == []


def test_every_rule_has_a_fault_that_it_alone_is_for() -> None:
    without = {"workers_take_all_that_the_queues_dispatch"}
    assert set(RULES) - without == {fault.caught_by for fault in FAULTS} - {"terraform"}
    assert len(FAULTS) >= 20

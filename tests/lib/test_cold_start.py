"""Doors import without collecting garbage, and collect as usual afterwards."""

from __future__ import annotations

import gc
import re
from pathlib import Path

import pytest

from lib.cold_start import without_collecting

DOORS = sorted((Path(__file__).parents[2] / "functions").glob("*/main.py"))


def test_nothing_is_collected_within_and_all_of_it_is_set_apart() -> None:
    gc.unfreeze()
    with without_collecting():
        assert not gc.isenabled()
        gc.unfreeze()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 1000


def test_a_failing_import_leaves_collecting_on() -> None:
    with pytest.raises(ImportError), without_collecting():
        raise ImportError
    assert gc.isenabled()


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.parent.name)
def test_every_door_imports_what_is_large_within_it(door: Path) -> None:
    above, within = door.read_text().split("\nwith without_collecting():\n")
    imported = re.findall(r"^(?:from|import) (\S+)", above, re.MULTILINE)
    assert imported == ["__future__", "functools", "typing", "lib.cold_start"]
    assert "    import functions_framework\n" in within

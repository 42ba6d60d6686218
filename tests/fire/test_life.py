"""Two towns live, and anything may fail: some seeds here, many by `make fire`."""

from __future__ import annotations

import pytest

from tests.fire.test_every_step import fire

# Small lives of a day or two: a few, and every one that ever failed.
SEEDS = ("small:1", "small:2", "small:3")


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_happens_to_two_towns_the_guarantees_hold(seed: str) -> None:
    run = fire("fire", "--seed", seed)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "nothing wrong" in run.stdout

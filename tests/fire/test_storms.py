"""Work resumes by itself after bad weather, and VK is asked little more than in quiet: some storms here, all of them by
`make fire`.
"""

from __future__ import annotations

import pytest

from tests.fire.test_every_step import fire

STORMS = (
    "VK's error 6 for 100% of the requests",
    "VK's error 10 for 20% of the requests",
    "Cloud Tasks away for 30 s",
    "every task twice",
    "events in any order within 20 s",
)


@pytest.mark.parametrize("storm", STORMS)
def test_people_see_what_they_see_in_a_quiet_run(storm: str) -> None:
    run = fire("fire", "--storm", storm, "--jobs", "1")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "nothing wrong" in run.stdout
    assert "1 kinds of weather" in run.stdout

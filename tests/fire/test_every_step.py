"""The story survives whatever strikes any of its steps: a sample here, all of them by `make fire`."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

# How much strikes one run of the tests; the others are struck by `make fire`.
SAMPLE = 24


def fire(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A world in a process of its own: it takes over the functions' doors."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=os.environ | {"PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )


def test_wherever_the_story_is_struck_people_see_what_they_see_in_a_quiet_one() -> None:
    run = fire("fire", "--only", "steps", "--sample", str(SAMPLE), "--jobs", "2")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "nothing wrong" in run.stdout


@pytest.mark.parametrize("bug", ["chats_are_not_looked_for", "a_wave_without_a_lease", "a_message_under_another_key"])
def test_a_planted_bug_is_found(bug: str) -> None:
    run = fire("tests.fire.planted", bug)
    assert run.returncode == 1, run.stdout + run.stderr
    assert "doubled" in run.stdout or "unexpected" in run.stdout, run.stdout

"""Google's and HashiCorp's own command line tools, run for us; they hold the operator's rights, we hold none."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path


class Refused(Exception):
    """The command cannot do it; the message says why and what to do, in one or several lines."""


def run(*command: str, given: str | None = None, at: Path | None = None) -> str:
    """What the command printed; `given` is its standard input, which is never shown.

    Raises:
        Refused: it is not installed, or it failed; with its own words.
    """
    try:
        done = subprocess.run(command, input=given, cwd=at, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise Refused(f"{command[0]} is not installed.") from None
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise Refused(f"{' '.join(command[:4])} …: {said[-2000:]}")
    return done.stdout.strip()


def run_in_sight(command: Sequence[str], at: Path | None = None) -> None:
    """Runs a command whose words people read as they come.

    Raises:
        Refused: it is not installed, or it failed.
    """
    try:
        code = subprocess.run(list(command), cwd=at, check=False).returncode
    except FileNotFoundError:
        raise Refused(f"{command[0]} is not installed.") from None
    if code:
        raise Refused(f"{' '.join(command[:3])} ended with {code}.")

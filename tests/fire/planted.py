"""Bugs that are planted to see that they are found: `python -m tests.fire.planted NAME` strikes where they would show,
and ends with 1 where something is wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import count, pairwise
from typing import Any

from msgspec.structs import replace

import lib.lease
from fire.checker import Finding
from fire.edges import Blow, How, Kind
from fire.every_step import lived_through, strike, tell_quietly
from fire.story import Story
from lib.gateways.firestore.store import Put, Stored
from lib.gateways.vk.execute import Call
from lib.outbox import sending
from lib.outbox.message import OutgoingMessage
from lib.provisioning import attempt
from lib.provisioning.wave import Step


def chats_are_not_looked_for() -> None:
    """A lost check: after a crash chats are created without a look whether they are there."""

    def all_waiting(houses: Any, *_: Any) -> Any:
        return [replace(house, step=Step.WAITING) for house in houses]

    vars(attempt)["find_chats"] = all_waiting


def a_wave_without_a_lease() -> None:
    """A missing lease: whoever comes takes the wave, and writes over whatever is there."""

    def replace_anyway(self: Any, record: Any, also: Any = ()) -> None:
        revision, *_ = self._store.commit([Put(self._stored.path, record), *also])
        self._stored = Stored(self._stored.path, record, revision)

    lib.lease.Held.replace = replace_anyway  # type: ignore[method-assign]


def a_message_under_another_key() -> None:
    """A lost idempotency key: what is sent again is sent as something new."""
    keys = count(1_000_000)
    send_call = sending._send_call

    def under_a_fresh_key(message: OutgoingMessage) -> Call:
        return send_call(replace(message, random_id=next(keys)))

    sending._send_call = under_a_fresh_key


def strike_after(function: str, commit: str) -> list[Finding]:
    """What dying right after the first request to VK comes to that a function makes after such a commit."""
    quiet = tell_quietly()
    mine = [point for point in quiet.points if point.process.startswith(function)]
    found = next(
        after
        for before, after in pairwise(mine)
        if commit in before.name and after.kind is Kind.VK and after.process == before.process
    )
    return list(strike(Blow(found.number, How.AFTER), quiet).findings)


def every_task_twice() -> list[Finding]:
    """What doubled tasks come to."""
    quiet, story = tell_quietly(), Story()
    story.world.cloud.times_of_a_task = lambda: 2
    return lived_through(story, quiet.sights)


# What is planted, and where it would show.
BUGS: dict[str, tuple[Callable[[], None], Callable[[], list[Finding]]]] = {
    "chats_are_not_looked_for": (
        chats_are_not_looked_for,
        lambda: strike_after("provision", "commit Update municipalities/waves"),
    ),
    "a_wave_without_a_lease": (a_wave_without_a_lease, every_task_twice),
    "a_message_under_another_key": (
        a_message_under_another_key,
        lambda: strike_after("answer", "commit Replace municipalities/outbox"),
    ),
}


if __name__ == "__main__":
    plant, look = BUGS[sys.argv[1]]
    plant()
    findings = look()
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    sys.exit(1 if findings else 0)

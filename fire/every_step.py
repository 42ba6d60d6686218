"""Every step killed: the story is told once, and at every call that leaves one of our processes the world is copied; in
the copy the process dies right before that call, or right after it, or the answer is lost. Each copy lives the story to
its end, and what people saw there is compared with what they see in a quiet run.

Copies are the operating system's (`fork`): what was lived so far is not lived again. The very same blow strikes a story
told from its beginning: `make fire POINT=before:137`.
"""

from __future__ import annotations

import gc
import os
import signal
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from random import Random

import msgspec
from msgspec import Struct

from fire.checker import Finding, compare, nothing_broke, nothing_waits
from fire.edges import Blow, How, Point, ways_to_strike
from fire.sights import Sights, sights_of
from fire.story import Story
from lib.gateways.firestore.store import Store

# A copy that does not end says so by this; on a quiet machine it takes two seconds.
_MOST_SECONDS = 180


class Struck(Struct, frozen=True):
    """What a blow came to."""

    blow: Blow
    point: Point
    findings: tuple[Finding, ...]


class Quiet(Struct, frozen=True):
    """The story as nobody disturbs it."""

    points: list[Point]
    sights: Sights


def tell_quietly(store: Callable[[], Store | None] = lambda: None) -> Quiet:
    """Tells the story once.

    Raises:
        AssertionError: even so something is wrong.
    """
    story = Story(store=store())
    story.run()
    sights = sights_of(story.town)
    wrong = [*nothing_broke(story.world), *nothing_waits(story.world)]
    assert not wrong, "\n".join(map(str, wrong))
    return Quiet(story.world.edges.points, sights)


def strike(blow: Blow, quiet: Quiet, store: Store | None = None) -> Struck:
    """Tells the story from its beginning with one blow."""
    story = Story(store=store)
    story.world.edges.blow = blow
    findings = _lived(story, quiet)
    point = story.world.edges.struck
    assert point is not None, f"the story has no call {blow.number}"
    return Struck(blow, point, findings)


def all_blows(quiet: Quiet) -> list[Blow]:
    """Every way in which every call can be struck."""
    return [Blow(point.number, how) for point in quiet.points for how in ways_to_strike(point)]


def sample(blows: list[Blow], number: int, seed: int) -> list[Blow]:
    """Some of them, the same for the same seed."""
    return sorted(Random(seed).sample(blows, min(number, len(blows))), key=lambda blow: (blow.number, blow.how))


def strike_each(blows: list[Blow], quiet: Quiet, jobs: int, tell: Callable[[Struck], None]) -> None:
    """Strikes each of these blows in a copy of its own, `jobs` at a time; `tell` hears of each as it ends."""
    wanted: dict[int, list[How]] = {}
    for blow in blows:
        wanted.setdefault(blow.number, []).append(blow.how)
    with tempfile.TemporaryDirectory() as folder:
        _Copies(wanted, quiet, jobs, Path(folder), tell).live()


class _Copies:
    def __init__(
        self, wanted: dict[int, list[How]], quiet: Quiet, jobs: int, folder: Path, tell: Callable[[Struck], None]
    ) -> None:
        self._wanted = wanted
        self._quiet = quiet
        self._jobs = jobs
        self._folder = folder
        self._tell = tell
        self._running: dict[int, tuple[Blow, Point]] = {}
        self._me: tuple[Blow, Point] | None = None

    def live(self) -> None:
        """Tells the story; where it is copied, the copy goes on from here too."""
        story = Story()
        story.world.edges.strikes = self._strikes
        # What is there now stays: copies share it.
        gc.collect()
        gc.freeze()
        gc.disable()
        findings = _lived(story, self._quiet)
        if self._me is not None:
            self._report(findings)
        gc.enable()
        while self._running:
            self._reap()
        assert story.world.edges.points == self._quiet.points, "the story is not the same twice"

    def _strikes(self, point: Point) -> How | None:
        if self._me is not None:
            return None
        for how in self._wanted.get(point.number, ()):
            while len(self._running) >= self._jobs:
                self._reap()
            blow = Blow(point.number, how)
            pid = os.fork()
            if pid == 0:
                signal.alarm(_MOST_SECONDS)
                self._me = (blow, point)
                return how
            self._running[pid] = (blow, point)
        return None

    def _report(self, findings: tuple[Finding, ...]) -> None:
        assert self._me is not None
        (self._folder / str(os.getpid())).write_bytes(msgspec.json.encode(findings))
        os._exit(0)

    def _reap(self) -> None:
        pid, _ = os.waitpid(-1, 0)
        blow, point = self._running.pop(pid)
        told = self._folder / str(pid)
        findings = (
            msgspec.json.decode(told.read_bytes(), type=tuple[Finding, ...])
            if told.exists()
            else (Finding("stuck", "it does not come to an end"),)
        )
        told.unlink(missing_ok=True)
        self._tell(Struck(blow, point, findings))


def _lived(story: Story, quiet: Quiet) -> tuple[Finding, ...]:
    return (*lived_through(story, quiet.sights), *nothing_broke(story.world), *nothing_waits(story.world))


def lived_through(story: Story, quiet: Sights, before_step: Callable[[str], None] = lambda _: None) -> list[Finding]:
    """Tells a story, and compares what people saw with what they see in a quiet one."""
    try:
        story.run(before_step)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        stuck = Finding("stuck", f"the story cannot go on: {type(error).__name__}: {error} ({where.name})")
        # What was yet to come is not lost.
        return [stuck, *(each for each in compare(sights_of(story.town), quiet) if each.guarantee != "lost")]
    return compare(sights_of(story.town), quiet)

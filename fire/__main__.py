"""`make fire`: the system under fire. Ends with 1 where something is wrong.

Everything follows from numbers: calls are struck by number, weather and lives come out of seeds. So whatever is found
is seen again by the command that is printed with it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from functools import partial

from fire import every_step, life, storms
from fire.copies import in_copies
from fire.edges import Blow, How, ways_to_strike
from fire.telling import Progress


def main() -> int:
    """Does what the command line asks for; the exit status."""
    _be_repeatable()
    asked = _arguments()
    if asked.point:
        return _strike_once(asked.point)
    if asked.storm:
        return 0 if _weather_storms(asked.storm, asked.jobs) else 1
    if asked.seed:
        return 0 if _live_lives([asked.seed], asked.jobs) else 1
    parts: dict[str, Callable[[], bool]] = {
        "steps": lambda: _strike_every_step(asked.sample, asked.sample_seed, asked.jobs),
        "storms": lambda: _weather_storms("", asked.jobs),
        "lives": lambda: _live_lives(_names(asked.seeds), asked.jobs),
    }
    chosen = [asked.only] if asked.only else list(parts)
    results = [parts[name]() for name in chosen]
    return 0 if all(results) else 1


def _be_repeatable() -> None:
    """Sets of texts are walked through in the same order in every run."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, "-m", "fire", *sys.argv[1:]])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m fire", description=__doc__)
    parser.add_argument("--only", choices=["steps", "storms", "lives"], help="one part instead of all")
    parser.add_argument("--point", help="strike one call, for example before:137, after:137, lost:137")
    parser.add_argument("--storm", help="the storms whose names contain this")
    parser.add_argument("--sample", type=int, default=0, help="strike so many calls instead of all")
    parser.add_argument("--sample-seed", type=int, default=1, help="which ones")
    parser.add_argument("--seed", help="one life, for example small:7 or large:7")
    parser.add_argument("--seeds", type=int, default=30, help="so many small lives, and a tenth of that large ones")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="copies at a time")
    return parser.parse_args()


def _strike_every_step(sample: int, seed: int, jobs: int) -> bool:
    quiet = every_step.tell_quietly()
    blows = every_step.all_blows(quiet)
    if sample:
        blows = every_step.sample(blows, sample, seed)
    progress = Progress("every step", len(blows))

    def tell(struck: every_step.Struck) -> None:
        if struck.findings:
            again = f"make fire POINT={struck.blow}"
            progress.tell_wrong(f"{struck.blow.how} call {struck.point}", again, struck.findings)
        progress.step()

    every_step.strike_each(blows, quiet, jobs, tell)
    return progress.end(f"{len(quiet.points)} calls leave our processes, struck {len(blows)} times")


def _weather_storms(named: str, jobs: int) -> bool:
    chosen = [storm for storm in storms.storms() if named in storm.name]
    progress = Progress("storms", len(chosen))

    def tell(weathered: storms.Weathered) -> None:
        times = weathered.requests / weathered.quiet_requests
        print(f"  {weathered.name}: {weathered.requests} requests to VK, {times:.2f} of a quiet run's")
        if weathered.findings:
            progress.tell_wrong(weathered.name, f'make fire STORM="{weathered.name}"', weathered.findings)
        progress.step()

    storms.weather_each(chosen, jobs, tell)
    return progress.end(f"{len(chosen)} kinds of weather")


def _names(seeds: int) -> list[str]:
    large = range(1, seeds // 10 + 1)
    return [*(f"small:{seed}" for seed in range(1, seeds + 1)), *(f"large:{seed}" for seed in large)]


def _live_lives(names: list[str], jobs: int) -> bool:
    progress = Progress("random lives", len(names))
    calls = struck = weathers = 0
    days = 0.0
    for name, lived in zip(names, in_copies([partial(life.live, name) for name in names], jobs), strict=True):
        days, calls = days + lived.days, calls + lived.calls
        struck, weathers = struck + lived.struck, weathers + lived.storms
        if lived.findings:
            progress.tell_wrong(f"life {name}, after {lived.days} days", f"make fire SEED={name}", lived.findings)
        progress.step()
    return progress.end(
        f"{len(names)} lives, {days:.0f} days, {calls} calls, {struck} of them struck, {weathers} spells of weather"
    )


def _strike_once(text: str) -> int:
    how, _, number = text.partition(":")
    quiet = every_step.tell_quietly()
    blow = Blow(int(number), How(how))
    point = quiet.points[blow.number]
    assert blow.how in ways_to_strike(point), f"{point} cannot be struck so"
    struck = every_step.strike(blow, quiet)
    print(f"{blow.how} call {struck.point}")
    for finding in struck.findings:
        print(f"  {finding}")
    print(f"{len(struck.findings)} wrong" if struck.findings else "nothing wrong")
    return 1 if struck.findings else 0


if __name__ == "__main__":
    sys.exit(main())

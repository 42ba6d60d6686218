"""Storms: the story is told while the world around us is bad for minutes at each of its steps, and then left alone.
Work resumes by itself, people see what they see in a quiet run, and VK is asked little more than in one.

How requests are counted: every HTTP request that leaves us for VK's API, whatever VK answers, in the story under the
storm and in a quiet one that lasts as long by the world's clock.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from random import Random

from msgspec import Struct

from fire.checker import Finding, nothing_broke, nothing_waits
from fire.copies import in_copies
from fire.edges import Kind
from fire.every_step import lived_through
from fire.sights import Sights, sights_of
from fire.story import Story
from fire.vk import EventsOnTheWay, Mood
from fire.weather import AnswersAreLate, EventsAstray, HttpFails, IsAway, VkFails
from fire.world import World
from lib.gateways.vk.pace import AT_ONCE, SHARES, SWEEP, Purpose

# Enough that waves and batches wait for each other.
HOUSES = 30
_LASTS_S = 180.0
_AWAY_S = 30.0
_RESTS_MIN = 16
# An event that is an hour late is followed by what it sets off.
_RESTS_LATE_MIN = 75
MOST_TIMES_THE_QUIET = 1.3

# Whoever asks VK, and how many requests a second its share is.
_SHARE_OF: Mapping[str, float] = {
    "provision": SHARES[Purpose.PROVISION].requests_a_second,
    "broadcast": SHARES[Purpose.BROADCAST].requests_a_second,
    "answer": SHARES[Purpose.ANSWER].requests_a_second,
    "collect": SHARES[Purpose.COLLECT].requests_a_second,
    "sweep": SWEEP.requests_a_second,
    "vk_callback": AT_ONCE.requests_a_second,
}
# A share is kept over such a while; within a second requests of tasks that end together can meet.
_OVER_S = 10.0


class Storm(Struct, frozen=True):
    """A kind of bad weather: `begins` makes it, and says how it ends."""

    name: str
    begins: Callable[[World, Random], Callable[[], None]]
    lasts_s: float = _LASTS_S
    rests_min: int = _RESTS_MIN
    # Whose clocks are wrong from the beginning.
    skews: Mapping[str, float] = {}


class Weathered(Struct, frozen=True):
    """What a storm came to."""

    name: str
    requests: int
    quiet_requests: int
    findings: tuple[Finding, ...]


class QuietRun(Struct, frozen=True):
    """The same story without a storm, as long by the clock."""

    sights: Sights
    requests: int


def quiet_run(rests_min: int) -> QuietRun:
    """Tells the story quietly, with such rests."""
    story = Story(houses=HOUSES, rests_min=rests_min)
    story.run()
    return QuietRun(sights_of(story.town), len(story.world.vk.arrivals))


def weather(storm: Storm, quiet: QuietRun, seed: int = 1) -> Weathered:
    """Tells the story under a storm."""
    story = Story(houses=HOUSES, rests_min=storm.rests_min)
    story.world.cloud.skews = storm.skews
    story.world.cloud.restart_all()
    dice = Random(f"{storm.name} {seed}")

    def strike(_: str) -> None:
        ends = storm.begins(story.world, dice)
        story.world.timeline.spawn("calm", ends, story.world.timeline.now_s + storm.lasts_s)

    findings = lived_through(story, quiet.sights, strike)
    findings += [*nothing_broke(story.world), *nothing_waits(story.world), *_within_the_shares(story)]
    requests = len(story.world.vk.arrivals)
    if requests > MOST_TIMES_THE_QUIET * quiet.requests:
        findings.append(Finding("too many requests", f"{requests} instead of {quiet.requests}"))
    return Weathered(storm.name, requests, quiet.requests, tuple(findings))


def weather_each(chosen: Sequence[Storm], jobs: int, tell: Callable[[Weathered], None]) -> None:
    """Tells the story under each of these storms, `jobs` at a time; `tell` hears of each as it ends."""
    rests = sorted({storm.rests_min for storm in chosen})
    quiet = dict(zip(rests, in_copies([partial(quiet_run, rest) for rest in rests], jobs), strict=True))
    runs = [partial(weather, storm, quiet[storm.rests_min]) for storm in chosen]
    for weathered in in_copies(runs, jobs):
        tell(weathered)


def storms() -> list[Storm]:
    """All of them."""
    return [*_vk_storms(), *_google_storms(), *_event_storms(), *_scheduler_storms(), _clocks_apart()]


def _vk_storms() -> Iterator[Storm]:
    for rate in (0.01, 0.2, 1.0):
        for code in (6, 9, 10, 29):
            yield _vk_storm(f"VK's error {code}", rate, partial(_fails, code, rate))
        for status in (500, 502, 504):
            yield _vk_storm(f"VK's HTTP {status}", rate, partial(_fails_in_http, status, rate))
        yield _vk_storm("no answer from VK", rate, partial(_is_late, None, rate))
        yield _vk_storm("answers of VK after 8 s", rate, partial(_is_late, 8.0, rate))


def _vk_storm(name: str, rate: float, make: Callable[[World, Random], Mood]) -> Storm:
    return Storm(f"{name} for {rate:.0%} of the requests", partial(_mood, make))


def _fails(code: int, rate: float, world: World, dice: Random) -> Mood:
    return VkFails(code, rate, dice)


def _fails_in_http(status: int, rate: float, world: World, dice: Random) -> Mood:
    return HttpFails(status, rate, dice)


def _is_late(seconds: float | None, rate: float, world: World, dice: Random) -> Mood:
    return AnswersAreLate(seconds, rate, dice, world.timeline)


def _mood(make: Callable[[World, Random], Mood], world: World, dice: Random) -> Callable[[], None]:
    world.vk.mood = make(world, dice)

    def ends() -> None:
        world.vk.mood = None

    return ends


def _google_storms() -> Iterator[Storm]:
    for name, kind in (("Firestore", Kind.FIRESTORE), ("Cloud Tasks", Kind.TASKS)):
        yield Storm(f"{name} away for {_AWAY_S:.0f} s", partial(_away, kind), lasts_s=_AWAY_S)

    yield Storm("every task twice", _tasks_twice)


def _tasks_twice(world: World, dice: Random) -> Callable[[], None]:
    world.cloud.times_of_a_task = lambda: 2

    def ends() -> None:
        world.cloud.times_of_a_task = lambda: 1

    return ends


def _away(kind: Kind, world: World, dice: Random) -> Callable[[], None]:
    away = IsAway(kind, dice, world.timeline)
    world.edges.weather = away

    def ends() -> None:
        away.is_over = True
        world.edges.weather = None

    return ends


def _event_storms() -> Iterator[Storm]:
    hour = 3600.0
    yield Storm("every event twice", partial(_astray, {"twice": 1.0, "within_s": 5.0}))
    yield Storm("events in any order within 20 s", partial(_astray, {"within_s": 20.0}))
    yield Storm(
        "a fifth of the events an hour late", partial(_astray, {"late": 0.2, "late_s": hour}), rests_min=_RESTS_LATE_MIN
    )
    yield Storm("5% of the events never come", _some_never_come, rests_min=_RESTS_LATE_MIN)


def _astray(how: Mapping[str, float], world: World, dice: Random) -> Callable[[], None]:
    world.vk.postman.way = EventsAstray(dice, **how)

    def ends() -> None:
        world.vk.postman.way = EventsOnTheWay()

    return ends


def _some_never_come(world: World, dice: Random) -> Callable[[], None]:
    """Sweeps find who came unnoticed; of a pressed button nobody but the person knows."""
    world.people_press_again = True
    return _astray({"never": 0.05}, world, dice)


def _scheduler_storms() -> Iterator[Storm]:
    yield Storm("the scheduler calls twice", partial(_scheduler, lambda _: 2))
    yield Storm("the scheduler misses four minutes of five", partial(_scheduler, lambda dice: int(dice.random() < 0.2)))


def _scheduler(times: Callable[[Random], int], world: World, dice: Random) -> Callable[[], None]:
    world.times_of_a_job = lambda: times(dice)

    def ends() -> None:
        world.times_of_a_job = lambda: 1

    return ends


def _clocks_apart() -> Storm:
    def begins(world: World, dice: Random) -> Callable[[], None]:
        return lambda: None

    functions = ("api", "vk_callback", "provision", "broadcast", "answer")
    skews = {f"{function}-{number}": 150.0 * (-1) ** number for function in functions for number in (1, 2)}
    return Storm("clocks five minutes apart", begins, skews=skews | {"sweep-1": 150.0, "expire_discussions-1": -150.0})


def _within_the_shares(story: Story) -> Iterator[Finding]:
    busiest: dict[str, int] = Counter()
    windows: dict[str, deque[float]] = defaultdict(deque)
    second: deque[float] = deque()
    most = 0
    for at_s, function in sorted(story.world.vk.arrivals):
        for window, span in ((windows[function], _OVER_S), (second, 1.0)):
            window.append(at_s)
            while window[0] <= at_s - span:
                window.popleft()
        busiest[function] = max(busiest[function], len(windows[function]))
        most = max(most, len(second))
    if most > 20:
        yield Finding("over VK's limit", f"{most} requests in one second")
    for function, count in busiest.items():
        # Each task may begin with a request at once.
        allowed = _SHARE_OF.get(function, 20.0) * _OVER_S + SHARES[Purpose.PROVISION].concurrency
        if count > allowed:
            yield Finding("over its share", f"{function} made {count} requests in {_OVER_S:.0f} s")

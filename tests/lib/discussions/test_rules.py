"""The rules of discussions by themselves: whatever happens in whatever order, each ends, none goes back silently."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lib.discussions.discussion import (
    OVER,
    RANKS,
    Discussion,
    DiscussionState,
    Ending,
    Place,
)
from lib.discussions.rules import (
    FAREWELL_LOOKS_AGAIN,
    FAREWELL_TAKES_AT_MOST,
    Step,
    announced,
    begun,
    cancelled,
    closed,
    closing,
    due_step,
    extended,
    finished,
    official_came,
    official_missed,
    outcome_posted,
    pins_noted,
    put_off,
    reminded_a_day,
    reminded_soon,
    rescheduled,
    started,
    time_over,
    wakes_at,
    warned,
    with_outcome,
    without_chat,
)
from lib.errors import DomainError
from lib.questions.question import Official

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
OFFICIAL = Official(7, "Олег Петров", "инженер", "uyut", "ООО «Уют»")


def new(starts_in: timedelta = timedelta(hours=3), minutes: int = 60, now: datetime = NOW) -> Discussion:
    """A discussion whose chat is on its way."""
    starts_at = now + starts_in
    draft = Discussion(
        "d1",
        "m1",
        220,
        "q1",
        "Обсуждение: лифт",
        "Когда починят лифт?",
        OFFICIAL,
        (Place("h1", "ул. Ленина, 1", 1, "q1"),),
        ("uyut",),
        starts_at,
        starts_at + timedelta(minutes=minutes),
        now,
    )
    return begun(draft, now)


def done(discussion: Discussion, step: Step, now: datetime, *, there: bool, chat: str) -> Discussion:
    """What the step makes of it, as lib/discussions/advance.py decides; `there`: the official is in the chat."""
    plain: dict[Step, Callable[[], Discussion]] = {
        Step.LOOK_AFTER_CHAT: lambda: looked_after(discussion, now, chat),
        Step.NOTE_PINS: lambda: pins_noted(discussion, discussion.places),
        Step.REMIND_A_DAY: lambda: reminded_a_day(discussion),
        Step.REMIND_SOON: lambda: reminded_soon(discussion),
        Step.START: lambda: official_came(started(discussion, now), now) if there else started(discussion, now),
        Step.LOOK_FOR_OFFICIAL: lambda: (official_came if there else official_missed)(discussion, now),
        Step.WARN: lambda: warned(discussion),
        Step.END: lambda: time_over(discussion, now),
        Step.POST_OUTCOME: lambda: outcome_posted(discussion, now),
        Step.BEGIN_CLOSING: lambda: closing_begun(discussion, now, chat),
        Step.CLOSE: lambda: closed(discussion, now),
    }
    return plain[step]()


def looked_after(discussion: Discussion, now: datetime, chat: str) -> Discussion:
    """PREPARING, by what VK has made of the chat."""
    if chat == "live":
        return announced(discussion, 5, "https://vk.me/join/x", now)
    if now >= discussion.ends_at:
        return time_over(discussion, now)
    return without_chat(discussion, now) if chat == "failed" else put_off(discussion, now + timedelta(seconds=5))


def closing_begun(discussion: Discussion, now: datetime, chat: str) -> Discussion:
    """ENDING, by what VK has made of the chat."""
    if chat == "waiting":
        return put_off(discussion, now + timedelta(seconds=5))
    return closed(discussion, now) if chat == "failed" else closing(discussion, 5, now)


class Life(RuleBasedStateMachine):
    """People and time, in any order."""

    @initialize(starts_in=st.integers(15, 3 * 24 * 60), minutes=st.integers(15, 180))
    def schedule(self, starts_in: int, minutes: int) -> None:
        self.now = NOW
        self.chat = "waiting"
        self.there = False
        self.discussion = new(timedelta(minutes=starts_in), minutes)
        self.seen = [self.discussion]

    def become(self, after: Discussion) -> None:
        self.discussion = after
        self.seen.append(after)

    def by_somebody(self, change: object) -> None:
        assert callable(change)
        # Whatever is refused changes nothing.
        with contextlib.suppress(DomainError):
            self.become(change(self.discussion))

    @rule(seconds=st.integers(1, 3 * 3600))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(outcome=st.sampled_from(["live", "live", "failed"]))
    def vk_makes_the_chat_or_not(self, outcome: str) -> None:
        if self.chat == "waiting":
            self.chat = outcome

    @rule()
    def the_worker_comes(self) -> None:
        step = due_step(self.discussion, self.now)
        if step is not None:
            self.become(done(self.discussion, step, self.now, there=self.there, chat=self.chat))

    @rule(comes=st.booleans())
    def the_official_comes_or_goes(self, comes: bool) -> None:
        self.there = comes
        if comes:
            self.become(official_came(self.discussion, self.now))

    @rule(minutes=st.integers(15, 48 * 60))
    def the_official_moves_it(self, minutes: int) -> None:
        at = self.now + timedelta(minutes=minutes)
        self.by_somebody(
            lambda each: rescheduled(each, at, at + timedelta(hours=1), self.now, "представитель", "заболел")
        )

    @rule()
    def the_official_extends_it(self) -> None:
        self.by_somebody(lambda each: extended(each, self.now))

    @rule()
    def the_official_finishes_it(self) -> None:
        self.by_somebody(lambda each: finished(each, "Починят", self.now, "представитель"))

    @rule()
    def the_official_cancels_it(self) -> None:
        self.by_somebody(lambda each: cancelled(each, self.now, "представитель", "нет света"))

    @precondition(lambda self: self.discussion.state in OVER)
    @rule()
    def the_official_writes_the_outcome_late(self) -> None:
        self.by_somebody(lambda each: with_outcome(each, "Починят"))

    @invariant()
    def no_state_goes_back_without_a_reason(self) -> None:
        if not hasattr(self, "seen"):
            return
        history = self.discussion.history
        for before, after in pairwise(history):
            if RANKS[after.state] < RANKS[before.state]:
                assert after.reason

    @invariant()
    def somebody_looks_after_whatever_is_open(self) -> None:
        if hasattr(self, "seen") and self.discussion.is_open:
            assert self.discussion.wake_at is not None
            assert self.discussion.wake_at == wakes_at(self.discussion)

    @invariant()
    def what_is_over_never_begins_again(self) -> None:
        if not hasattr(self, "seen"):
            return
        states = [each.state for each in self.seen]
        first_over = next((number for number, state in enumerate(states) if state in OVER), len(states))
        assert all(state in OVER for state in states[first_over:])

    def teardown(self) -> None:
        if hasattr(self, "seen"):
            self.time_alone_ends_it()

    def time_alone_ends_it(self) -> None:
        """From wherever it is, once VK has decided on the chat, in a bounded number of steps."""
        self.chat = "live" if self.chat == "waiting" else self.chat
        for _ in range(40):
            if self.discussion.wake_at is None:
                break
            self.now = max(self.now, self.discussion.wake_at)
            step = due_step(self.discussion, self.now)
            assert step is not None, "it wakes, and nothing is to be done"
            self.become(done(self.discussion, step, self.now, there=self.there, chat=self.chat))
        assert self.discussion.state is DiscussionState.CLOSED
        assert self.discussion.ending is not None
        assert not self.discussion.outcome or self.discussion.is_outcome_posted


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)


def test_a_scheduler_that_was_away_passes_over_what_has_become_senseless() -> None:
    discussion = pins_noted(announced(new(), 5, "link", NOW), [])
    late = discussion.ends_at + timedelta(hours=2)
    assert due_step(discussion, late) is Step.END
    assert time_over(discussion, late).ending is Ending.NOBODY_CAME


def test_reminders_come_a_day_and_a_quarter_of_an_hour_before() -> None:
    discussion = pins_noted(announced(new(timedelta(days=3)), 5, "link", NOW), [])
    assert discussion.wake_at == discussion.starts_at - timedelta(days=1)
    discussion = reminded_a_day(discussion)
    assert discussion.wake_at == discussion.starts_at - timedelta(minutes=15)
    assert reminded_soon(discussion).wake_at == discussion.starts_at


def test_a_discussion_of_tomorrow_evening_is_not_reminded_of_at_once() -> None:
    discussion = pins_noted(announced(new(timedelta(hours=20)), 5, "link", NOW), [])
    assert discussion.wake_at == discussion.starts_at - timedelta(minutes=15)


def test_an_official_who_comes_late_goes_on_with_it() -> None:
    held = started(pins_noted(announced(new(), 5, "link", NOW), []), NOW + timedelta(hours=3))
    missed = official_missed(held, NOW + timedelta(hours=3, minutes=15))
    late = official_came(missed, NOW + timedelta(hours=3, minutes=20))
    assert late.state is DiscussionState.HELD
    assert late.history[-1].reason
    assert due_step(late, late.ends_at) is Step.WARN or due_step(late, late.ends_at) is Step.END


def test_it_can_be_extended_eight_times_and_no_more() -> None:
    held = started(pins_noted(announced(new(), 5, "link", NOW), []), NOW + timedelta(hours=3))
    for _ in range(8):
        held = extended(held, NOW + timedelta(hours=3))
    with pytest.raises(DomainError, match="discussion_too_long"):
        extended(held, NOW + timedelta(hours=3))
    assert held.minutes == 60 + 8 * 15


def test_the_farewell_keeps_nobody_longer_than_the_two_minutes_allow() -> None:
    assert FAREWELL_LOOKS_AGAIN < FAREWELL_TAKES_AT_MOST < timedelta(minutes=1)

"""The worker and the official's request die before and after each thing that they ask of the world outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lib.discussions.discussion import RANKS, Discussion, DiscussionState
from lib.discussions.holding import finish_discussion
from lib.outbox.outside import posting
from lib.outbox.sweep import sweep_outbox
from lib.provisioning.sweep import OVERDUE_AFTER, sweep_provisioning
from lib.questions.deadlines import is_in_working_hours
from lib.questions.question import Question, QuestionState
from lib.questions.registry import load_question
from tests.killer import Killer, WorkerDied
from tests.lib.discussions.conftest import Stage

OUTCOME = "Лифт починят до 1 декабря."


def survive(stage: Stage, killer: Killer, do: Callable[[], object]) -> None:
    """Does something that is asked for again if it died."""
    killer.watches = True
    try:
        do()
    except WorkerDied:
        killer.watches = False
        stage.clock.move(seconds=5)
        do()
    finally:
        killer.watches = False


def minutes(stage: Stage, killer: Killer, number: int) -> None:
    """Minutes pass, in which the worker may die; Cloud Tasks brings the task again, and the scheduler goes on."""

    def do(task: dict[str, Any]) -> None:
        survive(stage, killer, lambda: stage.do(task))

    for _ in range(number):
        survive(stage, killer, stage.expire)
        sweep_outbox(posting(stage.outside))
        stage.play(60, do)


def story(stage: Stage, killer: Killer, number: int) -> tuple[Question, Discussion]:
    """From the question to the end."""
    question = stage.question()
    stage.clock.time = stage.clock.time.replace(hour=12, minute=0) + timedelta(days=1)
    while not is_in_working_hours(stage.clock.time, "Europe/Moscow"):
        stage.clock.move(days=1)
    starts_at = stage.clock.now() + timedelta(minutes=30)
    survive(stage, killer, lambda: stage.schedule(question, starts_at))
    minutes(stage, killer, 2)
    id_ = load_question(stage.municipality_id, question.id, store=stage.store).record.discussion_id
    if stage.seen(id_).state is DiscussionState.PREPARING:
        # The wave's task was lost with the request that died: its sweep finds it.
        stage.clock.move(seconds=OVERDUE_AFTER.total_seconds() + 1)
        sweep_provisioning(stage.outside)
        minutes(stage, killer, 4)
    discussion = stage.seen(id_)
    assert discussion.state is DiscussionState.PLANNED, discussion.state
    stage.people(3, discussion.invite_link)
    stage.vk.act(stage.official, "join", link=discussion.invite_link)
    while stage.clock.now() < starts_at + timedelta(minutes=1):
        minutes(stage, killer, 1)
    assert stage.seen(id_).state is DiscussionState.HELD
    leading = stage.leading(f"finish{number}")
    survive(stage, killer, lambda: finish_discussion(id_, OUTCOME, leading))
    minutes(stage, killer, 8)
    return question, stage.seen(id_)


def assert_it_happened_once(stage: Stage, question: Question, discussion: Discussion) -> None:
    assert discussion.state is DiscussionState.CLOSED, discussion.state
    ranks = [RANKS[event.state] for event in discussion.history]
    assert ranks == sorted(set(ranks))
    chats = [
        each
        for each in stage.vk.get("/sim/chats")
        if each["group_id"] == stage.group_id and each["title"] == discussion.title
    ]
    assert [each["members"] for each in chats] == [[]]
    house = Counter(text.split("\n")[0] for text in stage.said(question.chat_id) if text != "Привет")
    assert {text[0] for text in house} == {"📅", "⏳", "▶", "✅"}
    assert set(house.values()) == {1}
    inside = Counter(stage.said(discussion.chat_id))
    assert set(inside.values()) == {1}
    assert sum(text.startswith("🔒") for text in inside) == 1
    answered = load_question(stage.municipality_id, question.id, store=stage.store).record
    assert (answered.state, answered.answers) == (QuestionState.ANSWERED, 1)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("kills_after", [False, True], ids=["before", "after"])
def test_whenever_the_worker_dies_the_chat_is_made_once_everything_is_said_once_and_the_chat_is_gone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, kills_after: bool
) -> None:
    killer = Killer(monkeypatch)
    for kills_at in killer.deaths(every=6, after=kills_after):
        assert_it_happened_once(stage, *story(stage, killer, kills_at))
    assert killer.calls > 40

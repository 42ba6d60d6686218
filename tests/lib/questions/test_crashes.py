"""The worker and the requests die before and after each thing that a question asks of the world outside: its vote, the
count, the threshold, the official's answer, the verdicts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.houses.house import Chat, House, house_path
from lib.organizations.organization import LooksAfter, OrganizationKind
from lib.organizations.registry import create_organization
from lib.organizations.representatives import add_representative
from lib.outbox.outside import posting
from lib.outbox.sweep import sweep_outbox
from lib.people.directory import KnownPerson
from lib.questions.answering import AnswerDraft, answer_question
from lib.questions.board import Boards
from lib.questions.counting import show_boards
from lib.questions.inviting import Acting
from lib.questions.question import RANKS, Question, QuestionState
from lib.questions.raising import draft_question, write_question
from lib.questions.registry import load_question
from lib.questions.subjects import Subject
from lib.questions.sweep import sweep_questions
from lib.questions.texts import VERDICT, VOTE
from lib.questions.voting import Press, VoteTerms, start_vote
from tests.killer import Killer
from tests.lib.discussions.conftest import Stage
from tests.lib.discussions.test_crashes import survive
from tests.lib.questions.pressing import voted

VOTERS = 3
# Every eighth call is enough here: what each commit, message and task survives by itself is held where they live.
EVERY = 8
ANSWER = "Починим завтра."


@pytest.fixture
def organization_id(stage: Stage) -> str:
    """The organisation for which the stage's official speaks."""
    doing = Doing(stage.municipality_id, Actor(0, "Сцена", ""), "organization", stage.clock.now())
    made = create_organization("ООО «Уют»", OrganizationKind.COMPANY, doing, store=stage.store)
    official = Doing(stage.municipality_id, Actor(0, "Сцена", ""), "official", stage.clock.now())
    person = KnownPerson(stage.official, "Олег Петров", "", "")
    add_representative(person, made.id, LooksAfter.ALL, [], official, stage.rights, store=stage.store)
    return made.id


def go_on(stage: Stage, killer: Killer) -> None:
    """What is due is done, what was lost is found; the worker may die, and Cloud Tasks brings its task again."""

    def do(task: dict[str, Any]) -> None:
        is_board = task["http_request"]["url"].endswith("/boards")
        work: Callable[[], object] = lambda: stage.do(task)  # noqa: E731 — one of two
        if is_board:
            work = lambda: show_boards(stage.group_id, posting(stage.outside))  # noqa: E731
        survive(stage, killer, work)

    for _ in range(2):
        stage.play(60, do)
        stage.clock.move(minutes=3)
        sweep_outbox(posting(stage.outside))
        survive(stage, killer, lambda: sweep_questions(stage.outside))
    stage.play(60, do)


def story(stage: Stage, killer: Killer, number: int, organization_id: str) -> Question:
    """From the draft to the verdicts."""
    seed = stage.question()
    found = stage.store.get(house_path(seed.municipality_id, seed.house_id), House)
    assert found is not None
    house, chat = found.record, Chat(seed.group_id, seed.chat_id, seed.municipality_id, seed.house_id)

    def doing(name: str) -> Doing:
        actor = Actor(stage.official, "Олег Петров", "сотрудник")
        return Doing(stage.municipality_id, actor, f"{name}{number:04}x{house.id}", stage.clock.now(), is_repeat=True)

    made = draft_question(house, 0, "Когда починят кран?", 1, doing("draft"), stage.outside)
    addressed = doing("write")
    write_question(made.id, addressed, stage.outside, subject=Subject.WATER, organization_ids=[organization_id])
    terms, starting = VoteTerms(timedelta(hours=1), (), VOTERS - 1, 0), doing("vote")
    survive(stage, killer, lambda: start_vote(made.id, terms, house, starting, stage.outside))
    go_on(stage, killer)
    boards = Boards(stage.store, stage.outside.queue, stage.clock)
    for person in range(VOTERS):
        press = Press(VOTE, made.id, 0, person, f"press{person}")
        # The event comes again, as VK tells it again where nobody said «ok».
        for _ in range(2):
            survive(
                stage,
                killer,
                lambda press=press: boards.touch(voted(press, chat, stage.clock.now(), stage.store).board),  # type: ignore[misc]
            )
    go_on(stage, killer)
    acting = Acting(stage.rights, doing("answer"), stage.outside)
    survive(stage, killer, lambda: answer_question(made.id, AnswerDraft(ANSWER), acting))
    go_on(stage, killer)
    for person in range(3):
        press = Press(VERDICT, made.id, 1, person, f"verdict{person}", 1)
        boards.touch(voted(press, chat, stage.clock.now(), stage.store).board)
    go_on(stage, killer)
    return load_question(stage.municipality_id, made.id, store=stage.store).record


def assert_it_happened_once(stage: Stage, question: Question) -> None:
    assert question.state is QuestionState.REOPENED, question.history
    assert question.answers == 1
    assert question.ballot is not None
    assert question.ballot.counts == (VOTERS, 0)
    ranks = [RANKS[event.state] for event in question.history if not event.reason]
    assert ranks == sorted(set(ranks))
    said = Counter(text[0] for text in stage.said(question.chat_id) if text != "Привет")
    assert said == {"🗳": 1, "📨": 1, "✅": 1, "🔁": 1}
    dialog = stage.vk.get(f"/sim/dialogs/{stage.group_id}/{stage.official}/messages")
    about = [each["text"] for each in dialog if each["from_id"] < 0 and question.address in each["text"]]
    assert sum(text.startswith("📨") for text in about) == 1


@pytest.mark.parametrize("kills_after", [False, True], ids=["before", "after"])
def test_whenever_the_worker_dies_every_vote_counts_once_and_everything_is_said_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, kills_after: bool, organization_id: str
) -> None:
    killer = Killer(monkeypatch)
    for kills_at in killer.deaths(EVERY, after=kills_after):
        assert_it_happened_once(stage, story(stage, killer, kills_at, organization_id))
    assert killer.calls > 20

"""Questions, votes, discussions, time and restarts, in any order: one vote a person, no state goes back without a
reason, every discussion ends, everything is said once, and nobody else sees any of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.discussions.discussion import RANKS as DISCUSSION_RANKS
from lib.discussions.discussion import Discussion, DiscussionState, discussions_path
from lib.discussions.holding import extend_discussion, finish_discussion, note_arrival
from lib.discussions.registry import discussion_for
from lib.discussions.scheduling import (
    Asked,
    Leading,
    cancel_discussion,
    free_times,
    move_discussion,
    schedule_discussion,
)
from lib.errors import DomainError
from lib.houses.house import Chat, House, house_path
from lib.organizations.organization import LooksAfter, OrganizationKind
from lib.organizations.registry import create_organization
from lib.organizations.representatives import add_representative
from lib.outbox.outside import posting
from lib.outbox.sweep import sweep_outbox
from lib.people.directory import KnownPerson
from lib.people.permissions import Rights
from lib.people.roles import Role
from lib.provisioning.sweep import OVERDUE_AFTER, sweep_provisioning
from lib.questions.answering import AnswerDraft, answer_question
from lib.questions.ballot import Vote
from lib.questions.counting import show_boards
from lib.questions.inviting import Acting, refuse_question, send_question, take_question
from lib.questions.question import RANKS, Question, QuestionState, question_path, questions_path, votes_path
from lib.questions.raising import close_question, draft_question, write_question
from lib.questions.registry import QuestionFilter, list_questions, load_question, question_for
from lib.questions.subjects import Subject
from lib.questions.sweep import sweep_questions
from lib.questions.texts import VERDICT, VOTE
from lib.questions.voting import Press, VoteTerms, end_vote, start_vote
from tests.lib.discussions.conftest import ADDRESSEE, Stage
from tests.lib.questions.pressing import voted

PEOPLE = st.integers(1, 5)
CHOICES = st.integers(-1, 2)
WHICH = st.integers(0, 2)
VOTES = st.lists(st.tuples(PEOPLE, st.integers(0, 1)), min_size=2, max_size=5)
ACTS = st.lists(st.sampled_from(["take", "refuse", "answer", "answer twice"]), min_size=1, max_size=3)
SPANS = st.sampled_from([timedelta(seconds=7), timedelta(minutes=12), timedelta(hours=3), timedelta(days=2)])


class Life(RuleBasedStateMachine):
    """A house, its chat administrator, an official, and time."""

    stage: Stage
    organization_id: str

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.votes: dict[str, dict[int, int]] = {}
        self.answers: list[str] = []
        self.number = 0

    # The stage.

    @initialize(votes=VOTES, acts=ACTS, is_vk_heard=st.booleans())
    def a_house_with_a_vote_and_a_question_that_was_sent(
        self, votes: list[tuple[int, int]], acts: list[str], is_vk_heard: bool
    ) -> None:
        self.a_house()
        self.somebody_asks(is_addressed=True)
        self.people_vote_and_somebody_comes_too_late(votes, 0)
        self.it_is_sent(0)
        self.the_official_deals_with_it(0, acts, is_vk_heard)

    def a_house(self) -> None:
        self.stage.vk.delete("/sim/faults")
        self.stage.queue.tasks.clear()
        first = self.stage.question()
        found = self.stage.store.get(house_path(first.municipality_id, first.house_id), House)
        assert found is not None
        self.house = found.record
        self.chat = Chat(first.group_id, first.chat_id, first.municipality_id, first.house_id)
        self.ids.append(first.id)
        self.votes[first.id] = {}

    def doing(self) -> Doing:
        self.number += 1
        actor = Actor(self.stage.official, "Олег Петров", "сотрудник")
        request = f"{self.house.id}r{self.number:04}"
        return Doing(self.stage.municipality_id, actor, request, self.stage.clock.now(), is_repeat=True)

    def leading(self) -> Leading:
        return Leading(self.stage.rights, self.doing(), self.stage.outside)

    def acting(self) -> Acting:
        return Acting(self.stage.rights, self.doing(), self.stage.outside)

    def question(self, which: int) -> Question:
        id_ = self.ids[which % len(self.ids)]
        return load_question(self.stage.municipality_id, id_, store=self.stage.store).record

    def discussions(self) -> list[Discussion]:
        path = discussions_path(self.stage.municipality_id)
        found = [stored.record for stored in self.stage.store.query(path, Discussion)]
        return [each for each in found if each.places[0].house_id == self.house.id]

    def latest(self) -> Discussion | None:
        return max(self.discussions(), key=lambda each: each.starts_at, default=None)

    def ask(self, do: Callable[[], object], before: Question | None = None) -> bool:
        """Something that may be refused; then nothing has changed."""
        try:
            do()
        except DomainError:
            if before is not None:
                assert load_question(before.municipality_id, before.id, store=self.stage.store).record == before
            return False
        return True

    # What people do.

    @precondition(lambda self: len(self.ids) < 3)
    @rule(is_addressed=st.booleans())
    def somebody_asks(self, is_addressed: bool) -> None:
        text = f"Когда уберут двор, {len(self.ids)}?"
        made = draft_question(self.house, 0, text, 1, self.doing(), self.stage.outside)
        self.ids.append(made.id)
        self.votes[made.id] = {}
        whom = [self.organization_id] if is_addressed else []
        write_question(made.id, self.doing(), self.stage.outside, subject=Subject.YARD, organization_ids=whom)
        assert made.state is QuestionState.OPEN

    @rule(which=WHICH)
    def it_is_sent(self, which: int) -> None:
        question = self.question(which)
        sent = self.ask(lambda: send_question(question.id, self.doing(), self.stage.outside), question)
        assert question.addressees or not sent

    @rule(which=WHICH, hours=st.sampled_from([1, 24]), threshold=st.integers(0, 3))
    def a_vote_starts(self, which: int, hours: int, threshold: int) -> None:
        question = self.question(which)
        terms = VoteTerms(timedelta(hours=hours), (), threshold, 0)
        self.ask(lambda: start_vote(question.id, terms, self.house, self.doing(), self.stage.outside), question)

    @rule(which=WHICH, person=PEOPLE, choice=CHOICES, times=st.integers(1, 2), elsewhere=st.booleans())
    def somebody_votes(self, which: int, person: int, choice: int, times: int, elsewhere: bool) -> None:
        self.vote(self.question(which), person, choice, times, elsewhere)

    @rule(people=VOTES, late_s=st.integers(0, 7))
    def people_vote_and_somebody_comes_too_late(self, people: list[tuple[int, int]], late_s: int) -> None:
        """On what is put to a vote already, or else is open yet."""
        questions = [self.question(number) for number in range(len(self.ids))]
        put = next((each for each in questions if each.ballot and each.ballot.is_open(self.stage.clock.now())), None)
        for which, question in enumerate(questions):
            if put is None and question.state is QuestionState.OPEN:
                self.a_vote_starts(which, 24, 0)
                put = self.question(which)
        if put is None or put.ballot is None:
            return
        for person, choice in people:
            self.vote(put, person, choice, 1, elsewhere=False)
        self.number += 1
        late = Press(VOTE, put.id, 0, people[0][0], f"press{self.number}")
        over_at = put.ballot.ends_at + timedelta(seconds=late_s)
        assert not self.ask(lambda: voted(late, self.chat, over_at, self.stage.store))

    def vote(self, question: Question, person: int, choice: int, times: int, elsewhere: bool) -> None:
        self.number += 1
        press = Press(VOTE, question.id, choice, person, f"press{self.number}")
        chat = msgspec.structs.replace(self.chat, house_id="house99999") if elsewhere else self.chat
        now = self.stage.clock.now()
        for _ in range(times):
            if self.ask(lambda: voted(press, chat, now, self.stage.store)):
                assert question.ballot is not None
                assert question.ballot.is_open(now)
                assert not elsewhere
                self.votes[question.id][person] = choice

    @rule(which=WHICH)
    def the_vote_is_ended(self, which: int) -> None:
        question = self.question(which)
        self.ask(lambda: end_vote(question.id, self.doing(), self.stage.outside), question)

    @rule(which=WHICH, acts=ACTS, is_vk_heard=st.booleans())
    def the_official_deals_with_it(self, which: int, acts: list[str], is_vk_heard: bool) -> None:
        """What comes of it waits in the queue, or is said at once, and VK's first answer is lost."""
        for act in acts:
            question = self.question(which)
            if act == "take":
                self.ask(partial(take_question, question.id, self.acting()), question)
            elif act == "refuse":
                self.ask(partial(refuse_question, question.id, "не наше", self.acting()), question)
            else:
                self.the_official_answers(question, times=1 + (act == "answer twice"))
        if not is_vk_heard:
            self.the_worker_works(5, lost=1)

    def the_official_answers(self, question: Question, times: int) -> None:
        text, acting = f"Ответ номер {self.number} дому {self.house.id}.", self.acting()
        for _ in range(times):
            done = self.ask(lambda: answer_question(question.id, AnswerDraft(text), acting))
        if done:
            self.answers.append(text)

    @rule(which=WHICH, people=st.integers(1, 4), verdict=st.integers(0, 1))
    def residents_say_whether_it_helped(self, which: int, people: int, verdict: int) -> None:
        question = self.question(which)
        for person in range(people):
            self.number += 1
            press = Press(VERDICT, question.id, verdict, person, f"press{self.number}", question.answers)
            self.ask(lambda press=press: voted(press, self.chat, self.stage.clock.now(), self.stage.store))  # type: ignore[misc]

    @rule(which=WHICH)
    def it_is_closed(self, which: int) -> None:
        question = self.question(which)
        self.ask(lambda: close_question(question.id, "решили сами", self.doing(), self.stage.outside), question)

    @rule(which=WHICH, at=st.integers(0, 3))
    def a_discussion_is_scheduled(self, which: int, at: int) -> None:
        question, leading = self.question(which), self.leading()
        starts_at = free_times(leading)[at]
        self.ask(lambda: schedule_discussion(Asked(question.id, starts_at, 30), leading), question)

    @precondition(lambda self: self.latest() is not None)
    @rule(does=st.sampled_from(["come", "extend", "finish", "cancel", "move"]))
    def the_official_leads(self, does: str) -> None:
        discussion, leading = self.latest(), self.leading()
        assert discussion is not None
        text = f"Итог номер {self.number} дому {self.house.id}."
        acts: dict[str, Callable[[], object]] = {
            "come": lambda: note_arrival(discussion, self.stage.official, self.stage.outside),
            "extend": lambda: extend_discussion(discussion.id, leading),
            "finish": lambda: finish_discussion(discussion.id, text, leading),
            "cancel": lambda: cancel_discussion(discussion.id, "заболел", leading),
            "move": lambda: move_discussion(discussion.id, free_times(leading)[1], 30, "занят", leading),
        }
        self.ask(acts[does])

    # What machines and time do.

    @rule(span=SPANS, is_missed=st.booleans())
    def time_passes(self, span: timedelta, is_missed: bool) -> None:
        self.stage.clock.time += span
        if not is_missed:
            self.sweep()

    @rule()
    def the_tasks_are_lost(self) -> None:
        self.stage.queue.tasks.clear()

    @rule()
    def the_tasks_come_twice(self) -> None:
        self.stage.queue.tasks += list(self.stage.queue.tasks)

    @rule(seconds=st.sampled_from([0, 60]), lost=st.integers(0, 2))
    def the_worker_works(self, seconds: int, lost: int) -> None:
        """`lost` answers of VK never come."""
        self.stage.vk.post("/sim/faults", drop_response=True, count=lost)
        self.stage.play(seconds, self.do)

    @rule()
    def the_scheduler_comes_twice(self) -> None:
        self.sweep()
        self.sweep()

    def sweep(self) -> None:
        sweep_questions(self.stage.outside)
        self.stage.expire()
        self.stage.play(5, self.do)

    def do(self, task: dict[str, Any]) -> None:
        if task["http_request"]["url"].endswith("/boards"):
            show_boards(self.stage.group_id, posting(self.stage.outside))
        else:
            self.stage.do(task)

    @rule()
    def strangers_look(self) -> None:
        town, store = self.stage.municipality_id, self.stage.store
        strangers = [
            Rights(7, "Чужой", town, frozenset({Role.REPRESENTATIVE}), ("чужая компания",)),
            Rights(8, "Сосед", town, frozenset({Role.CHAT_ADMINISTRATOR})),
            Rights(9, "Из другого города", "elsewhere", frozenset({Role.ADMINISTRATOR})),
        ]
        discussion = self.latest()
        for stranger in strangers:
            for id_ in self.ids:
                with pytest.raises(DomainError):
                    question_for(stranger, id_, store=store)
            if discussion is not None:
                with pytest.raises(DomainError):
                    discussion_for(stranger, discussion.id, store=store)
        assert list_questions(strangers[0], QuestionFilter(), "", 10, store=store).items == ()

    # What always holds.

    @invariant()
    def the_rules_hold(self) -> None:
        for stored in self.stage.store.query(
            questions_path(self.stage.municipality_id), Question, [("house_id", "==", self.house.id)]
        ):
            self.a_person_has_one_vote(stored.record)
            history = stored.record.history
            for before, after in pairwise(history):
                assert after.reason or RANKS[after.state] >= RANKS[before.state]
            assert sum(event.state is QuestionState.REOPENED for event in history) <= 1
        for discussion in self.discussions():
            for earlier, later in pairwise(discussion.history):
                assert later.reason or DISCUSSION_RANKS[later.state] >= DISCUSSION_RANKS[earlier.state]

    def a_person_has_one_vote(self, question: Question) -> None:
        """Everybody's last word is kept, once; what is final has counted it."""
        if question.ballot is None:
            return
        said = self.votes[question.id].values()
        path = votes_path(question_path(question.municipality_id, question.id))
        assert sorted(stored.record.choice for stored in self.stage.store.query(path, Vote)) == sorted(said)
        # Closed before the end, it stands as it was last counted.
        if question.ballot.is_final and question.state is not QuestionState.CLOSED:
            counted = Counter(said)
            assert question.ballot.counts == (counted[0], counted[1])

    def teardown(self) -> None:
        """Time goes on until all is over; then everything that was decided has been said once."""
        if not self.ids:
            return
        self.stage.vk.delete("/sim/faults")
        for _ in range(40):
            self.sweep_everything()
            waiting = [each.wake_at for each in self.discussions() if each.wake_at is not None]
            if not waiting:
                break
            self.stage.clock.time = max(self.stage.clock.time, min(waiting))
        for discussion in self.discussions():
            assert discussion.state is DiscussionState.CLOSED, discussion.history
            if discussion.chat_id:
                assert self.stage.chat(discussion.chat_id)["members"] == []
        self.everything_decided_was_said_once()

    def everything_decided_was_said_once(self) -> None:
        said = "\n".join(self.stage.said(self.house.chat_id))
        assert {text: said.count(text) for text in self.answers} == dict.fromkeys(self.answers, 1)

    def sweep_everything(self) -> None:
        """Every sweep, late enough for whatever was lost."""
        self.stage.clock.move(seconds=OVERDUE_AFTER.total_seconds() + 1)
        with suppress(DomainError):
            sweep_provisioning(self.stage.outside)
        sweep_outbox(posting(self.stage.outside))
        self.sweep()
        self.stage.play(130, self.do)


def test_whatever_people_and_machines_do_the_rules_of_questions_and_discussions_hold(stage: Stage) -> None:
    doing = Doing(stage.municipality_id, Actor(0, "Сцена", ""), "organization", stage.clock.now())
    Life.stage = stage
    Life.organization_id = create_organization(ADDRESSEE.name, OrganizationKind.COMPANY, doing, store=stage.store).id
    add_representative(
        KnownPerson(stage.official, "Олег Петров", "", ""),
        Life.organization_id,
        LooksAfter.ALL,
        [],
        Doing(stage.municipality_id, Actor(0, "Сцена", ""), "official", stage.clock.now()),
        stage.rights,
        store=stage.store,
    )
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=8,
            stateful_step_count=18,
            deadline=None,
            derandomize=True,
            # The stage lives on from one example to the next: nothing smaller would be found by running them again.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )

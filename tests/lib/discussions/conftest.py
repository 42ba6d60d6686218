"""Discussions whose VK, Firestore and HTTP are real and whose time and task queue a test plays by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.communities.community import Community, community_path
from lib.discussions.advance import advance_discussion
from lib.discussions.discussion import Discussion, discussion_path
from lib.discussions.expire import Expiring, expire_discussions
from lib.discussions.scheduling import Asked, Leading, schedule_discussion
from lib.gateways.firestore.store import Create, Store
from lib.gateways.tasks.queue import TaskQueue
from lib.gateways.vk.connect import VkClients
from lib.gateways.vk.pace import Purpose
from lib.houses.house import Chat, House, HouseState, chat_path, house_path, peer_id
from lib.lease import Timing
from lib.municipalities.registry import ensure_municipality
from lib.organizations.organization import LooksAfter, OrganizationKind
from lib.outbox.outside import posting
from lib.outbox.sending import send_due
from lib.people.member import Member, Representation, consistent, member_path
from lib.people.permissions import Rights
from lib.people.roles import Role
from lib.provisioning.advance import advance_wave
from lib.provisioning.outside import Provisioning
from lib.questions.question import Addressee, Question, QuestionState, question_path
from lib.questions.question import consistent as consistent_question
from local.vk.testing import RunningVk, running_vk
from tests.clock import CountedIds, MovableClock
from tests.lib.provisioning.conftest import PlayedQueue
from tests.traffic import keep_journal

TOPIC = "Когда починят лифт?"
ADDRESSEE = Addressee("uyut", "ООО «Уют»", OrganizationKind.COMPANY)


@dataclass
class Stage:
    """Everything that a scenario needs."""

    outside: Provisioning
    vk: RunningVk
    clock: MovableClock
    queue: PlayedQueue
    group_id: int
    municipality_id: str
    official: int
    questions: int = 0

    @property
    def store(self) -> Store:
        return self.outside.store

    @property
    def rights(self) -> Rights:
        return Rights(self.official, "Олег Петров", self.municipality_id, frozenset({Role.EMPLOYEE}))

    def question(self) -> Question:
        """A question of a house of its own, whose chat is live and has a pinned welcome."""
        self.questions += 1
        number = self.questions
        vk, title, id_ = self.outside.vk.of(self.group_id), f"ул. Ленина, {number}", f"house{number:05}"
        chat_id = int(vk.call("messages.createChat", title=title, group_id=self.group_id)["chat_id"])
        sent = vk.call("messages.send", peer_ids=[peer_id(chat_id)], random_id=number, message="Привет")
        welcome = int(sent[0]["conversation_message_id"])
        vk.call("messages.pin", peer_id=peer_id(chat_id), cmid=welcome)
        now = self.clock.now()
        house = House(id_, f"г. Город, {title}", id_, title, self.group_id, "", "", now, state=HouseState.LIVE)
        house = replace(house, chat_id=chat_id, welcome_cmid=welcome)
        question = consistent_question(
            Question(
                f"question{number:05}",
                self.municipality_id,
                self.group_id,
                id_,
                title,
                house.address,
                "",
                chat_id,
                TOPIC,
                now,
                1,
                addressees=(ADDRESSEE,),
                state=QuestionState.SENT,
                invited=(self.official,),
                sent_at=now,
                due_at=now + timedelta(days=9),
                remind_at=now + timedelta(days=8),
            )
        )
        self.store.commit(
            [
                Create(house_path(self.municipality_id, id_), house),
                Create(chat_path(self.group_id, chat_id), Chat(self.group_id, chat_id, self.municipality_id, id_)),
                Create(question_path(self.municipality_id, question.id), question),
            ]
        )
        return question

    def leading(self, request: str) -> Leading:
        """The official, whose request may come twice."""
        actor = Actor(self.official, "Олег Петров", "сотрудник")
        doing = Doing(self.municipality_id, actor, request, self.clock.now(), is_repeat=True)
        return Leading(self.rights, doing, self.outside)

    def schedule(self, question: Question, starts_at: datetime, *also: Question, request: str = "") -> Discussion:
        """The official sets a time."""
        asked = Asked(question.id, starts_at, 60, tuple(each.id for each in also))
        return schedule_discussion(asked, self.leading(request or f"schedule{question.id}"))

    def free_moment(self) -> datetime:
        """A moment at which the official has nothing: 15:00 in Moscow of the next day but one."""
        day = self.clock.now().replace(hour=12, minute=0, second=0, microsecond=0)
        return day + timedelta(days=2)

    def seen(self, discussion_id: str) -> Discussion:
        """A discussion as it is now."""
        found = self.store.get(discussion_path(self.municipality_id, discussion_id), Discussion)
        assert found is not None
        return found.record

    def chat(self, chat_id: int) -> dict[str, Any]:
        """A chat as VK's back door shows it."""
        return next(
            each
            for each in self.vk.get("/sim/chats")
            if each["group_id"] == self.group_id and each["peer_id"] == peer_id(chat_id)
        )

    def said(self, chat_id: int) -> list[str]:
        """What the community said in a chat."""
        messages = self.vk.get(f"/sim/chats/{self.group_id}/{peer_id(chat_id)}/messages")
        return [each["text"] for each in messages if each["from_id"] < 0 and not each.get("action")]

    def people(self, how_many: int, link: str) -> list[int]:
        """New residents who join by a link."""
        came = [self.vk.user(f"Житель{number}", "Соседов") for number in range(how_many)]
        for vk_id in came:
            self.vk.act(vk_id, "join", link=link)
        return came

    def expire(self) -> dict[str, int]:
        """The scheduler's minute."""
        return expire_discussions(Expiring(self.store, self.outside.queue, self.clock))

    def play(self, seconds: float, do: Callable[[dict[str, Any]], None] | None = None) -> None:
        """Does what is due within so many seconds, moving the clock with it, and to their end."""
        until = self.clock.time + timedelta(seconds=seconds)
        for _ in range(3_000):
            task = min(self.queue.tasks, key=self.due, default=None)
            if task is None or self.due(task) > until:
                self.clock.time = max(self.clock.time, until)
                return
            self.queue.tasks.remove(task)
            self.clock.time = max(self.clock.time, self.due(task))
            (do or self.do)(task)
        raise AssertionError("the queue does not end")

    def minutes(self, number: int, do: Callable[[dict[str, Any]], None] | None = None) -> None:
        """Minutes pass."""
        for _ in range(number):
            self.expire()
            self.play(60, do)

    def do(self, task: dict[str, Any]) -> None:
        """Does one task, as the worker would."""
        path = task["http_request"]["url"].rsplit("/", 1)[1]
        body = msgspec.json.decode(task["http_request"]["body"])
        works: dict[str, Callable[..., None]] = {
            "outbox": lambda group_id, worker: send_due(group_id, posting(worker)),
            "boards": lambda *_: None,
            "waves": advance_wave,
            "discussions": advance_discussion,
        }
        works[path](*body.values(), self.outside)

    def due(self, task: dict[str, Any]) -> datetime:
        """When a task is due."""
        at = task.get("schedule_time")
        return at.ToDatetime(self.clock.time.tzinfo) if at else self.clock.time


@pytest.fixture(scope="session")
def vk(journals: Path) -> Iterator[RunningVk]:
    """VK's stand-in, without its limit a second: these scenarios run in no time."""
    with running_vk(requests_a_second=10_000) as running:
        yield running
        keep_journal(running, journals)


@pytest.fixture
def stage(store: Store, vk: RunningVk) -> Iterator[Stage]:
    """A municipality with a community and an official."""
    vk.delete("/sim/faults")
    community = vk.community(name="Чаты города")
    clock, queue = MovableClock(), PlayedQueue()
    outside = Provisioning(
        store=store,
        vk=VkClients(vk.url, {community.group_id: community.token}, timeout_s=5),
        queue=TaskQueue(queue, "projects/test/locations/here", dict.fromkeys(Purpose, "http://worker"), "caller"),
        clock=clock,
        ids=CountedIds(),
        timing=Timing(vk_timeout_s=10),
    )
    store.commit([Create(community_path(community.group_id), Community(community.group_id, "Чаты города"))])
    municipality = ensure_municipality("Город", "Область", community.group_id, "г. Город", store=store)
    official = vk.user("Олег", "Петров")
    vk.act(official, "allow", group_id=community.group_id)
    member = consistent(
        Member(
            official,
            municipality.id,
            "Олег Петров",
            "",
            clock.now(),
            "",
            Role.EMPLOYEE,
            (Representation(ADDRESSEE.organization_id, ADDRESSEE.name, "", LooksAfter.ALL, "инженер"),),
        )
    )
    store.commit([Create(member_path(municipality.id, official), member)])
    yield Stage(outside, vk, clock, queue, community.group_id, municipality.id, official)
    vk.delete("/sim/faults")

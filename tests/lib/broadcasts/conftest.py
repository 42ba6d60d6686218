"""Broadcasts whose VK, Firestore and HTTP are real and whose time and task queue a test plays by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from msgspec.structs import replace

from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.broadcasts.audience import Audience, AudiencePart
from lib.broadcasts.batch import Batch, Does, batches_path
from lib.broadcasts.broadcast import Broadcast, Content
from lib.broadcasts.deliver import deliver_batch
from lib.broadcasts.delivery import BatchHouse, Delivery
from lib.broadcasts.outside import Broadcasting
from lib.broadcasts.progress import Progress, count_failures, count_progress
from lib.broadcasts.registry import find_broadcast
from lib.broadcasts.sending import draft_broadcast, send_broadcast
from lib.broadcasts.walking import walk_on
from lib.communities.community import Community, community_path
from lib.config import Config
from lib.gateways.firestore.store import Create, Put, Store
from lib.gateways.scheduler.jobs import JobScheduler
from lib.gateways.tasks.queue import TaskQueue
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.connect import VkClients
from lib.gateways.vk.execute import Call, execute
from lib.gateways.vk.pace import Purpose
from lib.houses.house import Chat, House, HouseState, chat_path, house_id, house_path, peer_id
from lib.houses.search_words import findable
from lib.lease import Timing
from lib.municipalities.municipality import Municipality
from lib.municipalities.registry import ensure_municipality
from lib.pages import pages
from lib.people.member import Member, member_path
from lib.people.permissions import Rights
from lib.people.rights import load_workplace
from lib.people.roles import Role
from local.vk.testing import RunningVk, running_vk
from tests.clock import CountedIds, MovableClock
from tests.lib.provisioning.conftest import PlayedQueue
from tests.traffic import keep_journal

EMPLOYEE = 501
ALL = Audience((AudiencePart(),))
_requests = count(1)


class SpacedIds(CountedIds):
    """`random_id`s so far from each other that the ids which a batch counts from its own meet no other's."""

    def random_id(self) -> int:
        return 1000 * super().random_id()


@dataclass
class Stage:
    """A municipality with live chats, and everything that a scenario needs."""

    outside: Broadcasting
    vk: RunningVk
    clock: MovableClock
    queue: PlayedQueue
    group_id: int
    municipality: Municipality
    tokens: dict[int, str]
    houses: list[House] = field(default_factory=list)

    def add_houses(self, number: int, **given: object) -> list[House]:
        """Houses with live chats; `given` are fields of theirs."""
        first = len(self.houses) + 1
        client = self.outside.vk.of(self.group_id)
        added: list[House] = []
        for page in pages(range(first, first + number), 25):
            chats = execute(client, [Call("messages.createChat", {"title": f"Дом {each}"}) for each in page])
            numbers = [int(cast(Any, chat)["chat_id"]) for chat in chats]
            added += [self._house(each, chat_id, given) for each, chat_id in zip(page, numbers, strict=True)]
        for houses in pages(added, 200):
            self.outside.store.commit([Create(house_path(self.municipality.id, house.id), house) for house in houses])
            self.outside.store.commit(
                [Create(chat_path(self.group_id, each.chat_id), self._chat(each)) for each in houses]
            )
        self.houses += added
        return added

    def rights(self, vk_id: int = EMPLOYEE) -> Rights:
        """What somebody is."""
        place = load_workplace(self.municipality.id, vk_id, store=self.outside.store)
        assert place is not None
        return place.rights

    def doing(self) -> Doing:
        """A request of the employee."""
        actor = Actor(EMPLOYEE, "Марина Соколова", "сотрудник")
        return Doing(self.municipality.id, actor, f"request{next(_requests):04}", self.clock.now())

    def draft(self, content: Content | str = "Воды не будет до вечера.", audience: Audience = ALL) -> Broadcast:
        """A draft of the employee."""
        content = Content(content) if isinstance(content, str) else content
        store = self.outside.store
        return draft_broadcast(content, audience, self.municipality, self.rights(), self.doing(), store=store)

    def send(self, content: Content | str = "Воды не будет до вечера.", audience: Audience = ALL) -> Broadcast:
        """A broadcast whose undo window has just begun."""
        new = self.draft(content, audience)
        return send_broadcast(new.id, None, self.rights(), self.doing(), self.outside, is_confirmed=True)

    def play(self, most: int = 500) -> None:
        """Does all enqueued tasks in order, moving the clock to each one's time, until none is left."""
        for _ in range(most):
            if not self.queue.tasks:
                return
            self.play_one()
        raise AssertionError(f"after {most} tasks there are still {len(self.queue.tasks)}")

    def play_until(self, moment: datetime) -> None:
        """Does the tasks that are due by then, and moves the clock there."""
        while any(self.due(task) <= moment for task in self.queue.tasks):
            self.play_one()
        self.clock.time = max(self.clock.time, moment)

    def play_one(self) -> None:
        """Does the task that is due first."""
        task = min(self.queue.tasks, key=self.due)
        self.queue.tasks.remove(task)
        self.clock.time = max(self.clock.time, self.due(task))
        self.do(task)

    def do(self, task: dict[str, Any]) -> None:
        """Does one task, as the worker would."""
        path = task["http_request"]["url"].rsplit("/", 1)[1]
        body = msgspec.json.decode(task["http_request"]["body"])
        works: dict[str, Callable[..., None]] = {"walks": walk_on, "batches": deliver_batch}
        works[path](*body.values(), self.outside)

    def due(self, task: dict[str, Any]) -> datetime:
        """When a task may be done."""
        at = task.get("schedule_time")
        return at.ToDatetime(self.clock.time.tzinfo) if at else self.clock.time

    def broadcast(self, broadcast: Broadcast) -> Broadcast:
        """The broadcast as it is now."""
        return find_broadcast(self.municipality.id, broadcast.id, store=self.outside.store).record

    def batches(self, broadcast: Broadcast, does: Does = Does.SEND) -> list[Batch]:
        """Its batches as recorded."""
        found = self.outside.store.query(
            batches_path(self.municipality.id, broadcast.id), Batch, [("does", "==", does)]
        )
        return [stored.record for stored in found]

    def in_state(self, broadcast: Broadcast, state: Delivery, does: Does = Does.SEND) -> list[BatchHouse]:
        """Its houses in a state."""
        return [house for batch in self.batches(broadcast, does) for house in batch.at(state)]

    def progress(self, broadcast: Broadcast, does: Does = Does.SEND) -> Progress:
        """How far it is."""
        return count_progress(self.municipality.id, broadcast.id, does, store=self.outside.store)

    def failures(self, broadcast: Broadcast) -> dict[str, int]:
        """How many houses failed for which reason."""
        return count_failures(self.municipality.id, broadcast.id, Does.SEND, store=self.outside.store)

    def messages(self, house: House) -> list[str]:
        """What the community has written into a house's chat and nobody deleted."""
        if not house.chat_id:
            return []
        shown = self.vk.get(f"/sim/chats/{house.group_id}/{peer_id(house.chat_id)}/messages")
        return [each["text"] for each in shown if each["from_id"] == -house.group_id and not each.get("action")]

    def last_message(self, house: House) -> dict[str, Any]:
        """The newest message of a house's chat, as VK has it."""
        messages: list[dict[str, Any]] = self.vk.get(f"/sim/chats/{house.group_id}/{peer_id(house.chat_id)}/messages")
        return messages[-1]

    def got(self, text: str) -> Counter[int]:
        """How many chats have how many messages with these words."""
        return Counter(sum(text in message for message in self.messages(house)) for house in self.houses)

    def requests(self) -> int:
        """The requests that VK has seen."""
        return int(self.vk.get("/sim/requests")["requests"])

    def change_house(self, house: House, **changed: object) -> None:
        """Changes a house's record."""
        after = replace(house, **changed)
        self.outside.store.commit([Put(house_path(self.municipality.id, house.id), after)])

    def close(self, *houses: House) -> None:
        """Somebody has removed the community from these chats."""
        client = self.outside.vk.of(self.group_id)
        for house in houses:
            client.call("messages.removeChatUser", chat_id=house.chat_id, member_id=-self.group_id)

    def _house(self, number: int, chat_id: int, given: dict[str, Any]) -> House:
        address = f"г. Город, ул. Ленина, д. {number}"
        house = House(
            id=house_id(address),
            address=address,
            address_key=address,
            title=f"ул. Ленина, {number}",
            group_id=self.group_id,
            import_id="",
            wave_id="",
            created_at=self.clock.now(),
            settlement="г. Город",
            street="ул. Ленина",
            state=HouseState.LIVE,
            chat_id=chat_id,
            company="ООО «Уют»",
            company_key="ооо уют",
        )
        return findable(replace(house, **given))

    def _chat(self, house: House) -> Chat:
        return Chat(self.group_id, house.chat_id, self.municipality.id, house.id)


@pytest.fixture(scope="session")
def vk(journals: Path) -> Iterator[RunningVk]:
    """VK's stand-in, without its limit a second: these scenarios run in no time."""
    with running_vk(requests_a_second=10_000) as running:
        yield running
        keep_journal(running, journals)


@pytest.fixture(params=["peer", "request"])
def reading(request: pytest.FixtureRequest, vk: RunningVk) -> Iterator[str]:
    """Both readings of VK's rule: a repeated `random_id` is held against each chat, or against the whole request."""
    vk.post("/sim/capabilities", {"random_id_scope": request.param})
    yield request.param
    vk.post("/sim/capabilities", {"random_id_scope": "peer"})


@pytest.fixture
def stage(store: Store, vk: RunningVk) -> Iterator[Stage]:
    """A municipality with a community and an employee, and no houses yet."""
    vk.delete("/sim/faults")
    yield make_stage(store, vk)
    vk.delete("/sim/faults")


def make_stage(store: Store, vk: RunningVk) -> Stage:
    """The stage in an empty database."""
    community = vk.community(name="Чаты города")
    clock, queue, tokens = MovableClock(), PlayedQueue(), {community.group_id: community.token}
    outside = Broadcasting(
        store=store,
        vk=VkClients(vk.url, tokens, timeout_s=5),
        queue=TaskQueue(queue, "projects/test/locations/here", {Purpose.BROADCAST: "http://worker"}, "caller"),
        clock=clock,
        ids=SpacedIds(),
        timing=Timing(vk_timeout_s=10),
        scheduler=JobScheduler(Config("test", "here", vk.url, {}, "", "")),
    )
    store.commit([Create(community_path(community.group_id), Community(community.group_id, "Чаты города"))])
    municipality = ensure_municipality("Город", "Область", community.group_id, "г. Город", store=store)
    member = Member(
        EMPLOYEE, municipality.id, "Марина Соколова", "", clock.now(), "", Role.EMPLOYEE, roles=(Role.EMPLOYEE,)
    )
    store.commit([Create(member_path(municipality.id, EMPLOYEE), member)])
    return Stage(outside, vk, clock, queue, community.group_id, municipality, tokens)


def client_of(stage: Stage) -> VkClient:
    """VK as the stage's community."""
    return stage.outside.vk.of(stage.group_id)

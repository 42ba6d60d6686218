"""A provisioning whose VK, Firestore and HTTP are real and whose time and task queue a test plays by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lib.communities.community import Community, community_path
from lib.gateways.firestore.store import Create, Store
from lib.gateways.tasks.queue import TaskQueue
from lib.gateways.vk.connect import VkClients
from lib.gateways.vk.pace import Purpose
from lib.houses.house import House, houses_path
from lib.lease import Timing
from lib.municipalities.registry import ensure_municipality
from lib.provisioning.advance import advance_wave
from lib.provisioning.imports import Import, ImportRow, save_import, start_import
from lib.provisioning.outside import Provisioning
from lib.provisioning.plan import plan_chunk
from lib.provisioning.wave import Wave, waves_path
from local.vk.testing import RunningVk, running_vk
from tests.clock import CountedIds, MovableClock
from tests.traffic import keep_journal


@dataclass
class PlayedQueue:
    """The client's side of Cloud Tasks; what was enqueued waits until the test plays it."""

    tasks: list[dict[str, Any]] = field(default_factory=list)

    def create_task(self, request: dict[str, Any], retry: object = None) -> None:
        self.tasks.append(request["task"])


@dataclass
class Stage:
    """Everything that a scenario needs."""

    outside: Provisioning
    vk: RunningVk
    clock: MovableClock
    queue: PlayedQueue
    group_id: int
    municipality_id: str
    tokens: dict[int, str]

    def start(self, rows: list[ImportRow]) -> Import:
        """Saves and starts an import of these rows."""
        new = save_import(
            rows,
            municipality_id=self.municipality_id,
            group_id=self.group_id,
            filename="дома.csv",
            outside=self.outside,
        )
        start_import(new, self.outside)
        return new

    def play(self, most: int = 200) -> None:
        """Does all enqueued tasks in order, moving the clock to each one's time, until none is left."""
        for _ in range(most):
            if not self.queue.tasks:
                return
            self.play_one()
        raise AssertionError(f"after {most} tasks there are still {len(self.queue.tasks)}")

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
        works: dict[str, Callable[..., None]] = {"waves": advance_wave, "chunks": plan_chunk}
        works[path](*body.values(), self.outside)

    def houses(self) -> list[House]:
        """The municipality's houses as recorded."""
        found = self.outside.store.query(houses_path(self.municipality_id), House)
        return [stored.record for stored in found]

    def waves(self) -> list[Wave]:
        """The municipality's waves as recorded."""
        return [stored.record for stored in self.outside.store.query(waves_path(self.municipality_id), Wave)]

    def chats(self) -> list[dict[str, Any]]:
        """The chats that people in VK see."""
        return [chat for chat in self.vk.get("/sim/chats") if chat["group_id"] == self.group_id]

    def due(self, task: dict[str, Any]) -> datetime:
        """When a task may be done."""
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
    """A municipality with a community of its own, and nothing else."""
    vk.delete("/sim/faults")
    yield make_stage(store, vk)
    vk.delete("/sim/faults")


def make_stage(store: Store, vk: RunningVk) -> Stage:
    """The stage in an empty database."""
    community = vk.community(name="Чаты города")
    clock, queue, tokens = MovableClock(), PlayedQueue(), {community.group_id: community.token}
    outside = Provisioning(
        store=store,
        vk=VkClients(vk.url, tokens, timeout_s=5),
        queue=TaskQueue(
            queue,
            "projects/test/locations/here",
            dict.fromkeys(Purpose, "http://worker"),
            "caller",
        ),
        clock=clock,
        ids=CountedIds(),
        timing=Timing(vk_timeout_s=10),
    )
    store.commit([Create(community_path(community.group_id), Community(community.group_id, "Чаты города"))])
    municipality = ensure_municipality("Город", "Область", community.group_id, "г. Город", store=store)
    return Stage(outside, vk, clock, queue, community.group_id, municipality.id, tokens)


def rows(count: int, first: int = 1) -> list[ImportRow]:
    """Rows of houses on one street."""
    return [
        ImportRow(
            row=number + 1,
            address=f"г. Город, ул. Ленина, д. {number}",
            address_key=f"город|ленина|{number}",
            title=f"ул. Ленина, {number}",
            settlement="Город",
            company="ООО «Уют»",
        )
        for number in range(first, first + count)
    ]

"""A broadcast as a whole: real processes, real gRPC and HTTP, killed and disturbed while it is sent."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchmarks.broadcasts import Town
from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.broadcasts.batch import Does, broadcasts_path
from lib.broadcasts.broadcast import UNDO_WINDOW, Broadcast
from lib.broadcasts.progress import count_failures
from lib.broadcasts.sending import retry_failed
from lib.houses.house import House, peer_id
from lib.people.rights import load_workplace
from tests.killer import ON_FIRE
from tests.system.conftest import RunningCloud, StartCloud
from tests.system.test_onboarding import wait

HOUSES = 600 if ON_FIRE else 240


@pytest.fixture(scope="module")
def running(start_cloud: StartCloud) -> Iterator[RunningCloud]:
    with start_cloud(vk_latency_ms=60, vk_timeout_s=1.5) as up:
        yield up


@pytest.mark.parametrize(
    ("name", "text", "reading"),
    [("Ровный", "Воды не будет.", "peer"), ("Разный", "Света не будет: {адрес}.", "request")],
    ids=["one_text", "by_house"],
)
def test_every_open_chat_gets_it_once_while_all_goes_wrong_and_a_retry_reaches_exactly_the_others(
    running: RunningCloud, name: str, text: str, reading: str
) -> None:
    """Workers are killed, answers lost, tasks doubled and out of order, VK asks for a break, one chat in a hundred is
    closed; and this under either reading of what VK's `random_id` is held against.
    """
    httpx.post(running.url("/sim/capabilities"), json={"random_id_scope": reading}).raise_for_status()
    town = Town(running.cloud, name)
    town.add_houses(HOUSES)
    closed = _Closed(town, town.houses[:: HOUSES // 6], running)
    running.faults(drop_response=True, rate=0.15)
    running.task_faults(rate=0.2)
    # The first message may leave after the time in which the sender can take it back.
    begins_s = UNDO_WINDOW.total_seconds()
    threading.Timer(begins_s + 4, lambda: running.faults(error_code=9, duration_s=10)).start()
    killed: list[int] = []
    killer = threading.Thread(target=_kill, args=[running, random.Random(5), killed, 6], daemon=True)
    threading.Timer(begins_s / 2, killer.start).start()
    measured = town.send(text)
    words = text.split(":", maxsplit=1)[0]
    assert town.messages(words) == {1: HOUSES - 6, 0: 6}
    assert len(killed) >= 3, "the run was over before anything was killed"
    assert measured.most_in_a_second <= 20
    assert closed.failures() == {"broadcast_removed": 6}
    closed.bring_back_and_retry()
    wait(lambda: town.messages(words) == {1: HOUSES})
    assert closed.failures() == {}


class _Closed:
    """Chats out of which somebody has removed the community."""

    def __init__(self, town: Town, houses: list[House], running: RunningCloud) -> None:
        self._town, self._houses, self._running = town, houses, running
        vk = town.outside.vk.of(town.group_id)
        self._resident = self._post("/sim/users", first_name="Олег", last_name="Соседов")["user_id"]
        for house in houses:
            link = vk.call("messages.getInviteLink", peer_id=peer_id(house.chat_id))["link"]
            self._post(f"/sim/users/{self._resident}/join", link=link)
            vk.call("messages.removeChatUser", chat_id=house.chat_id, member_id=-town.group_id)

    def failures(self) -> dict[str, int]:
        """How many houses failed for which reason."""
        found = count_failures(
            self._town.municipality.id, self._broadcast().id, Does.SEND, store=self._town.outside.store
        )
        return {reason: count for reason, count in found.items() if count}

    def bring_back_and_retry(self) -> None:
        """Residents invite the community again, VK behaves, and the sender presses "retry"."""
        self._running.behave()
        for house in self._houses:
            place = {"group_id": self._town.group_id, "peer_id": peer_id(house.chat_id)}
            self._post(f"/sim/users/{self._resident}/add_bot", bot_group_id=self._town.group_id, **place)
        broadcast = self._broadcast()
        rights = load_workplace(broadcast.municipality_id, broadcast.created_by_vk_id, store=self._town.outside.store)
        assert rights is not None
        actor = Actor(broadcast.created_by_vk_id, "Марина", "сотрудник")
        doing = Doing(broadcast.municipality_id, actor, "retry", self._town.outside.clock.now())
        retry_failed(broadcast.id, rights.rights, doing, self._town.outside)

    def _broadcast(self) -> Broadcast:
        path = broadcasts_path(self._town.municipality.id)
        (stored,) = self._town.outside.store.query(path, Broadcast)
        return stored.record

    def _post(self, path: str, **body: object) -> Any:
        return httpx.post(self._running.url(path), json=body, timeout=30).raise_for_status().json()


def _kill(running: RunningCloud, chance: random.Random, killed: list[int], times: int) -> None:
    while len(killed) < times:
        time.sleep(chance.uniform(1.0, 3.0))
        pid = running.processes.pid("broadcast")
        children = Path(f"/proc/{pid}/task/{pid}/children")
        inner = [int(child) for child in children.read_text().split()] if children.exists() else []
        try:
            os.kill(chance.choice([pid, *inner]), signal.SIGKILL)
        except ProcessLookupError:
            continue
        killed.append(pid)

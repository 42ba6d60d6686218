"""The main job as a whole: real processes, real gRPC and HTTP, killed and disturbed at random moments.

All towns are built in one cloud. `make fire` builds them as large as the budgets name them.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.provision import Run
from tests.killer import ON_FIRE
from tests.system.conftest import RunningCloud, StartCloud
from tests.system.test_onboarding import wait
from tests.traffic import assert_traffic_keeps_to_vks_schema

RESTARTABLE = ("provision", "sweep", "tasks", "scheduler", "front_door")
KILLED_HOUSES, KILLS = (1000, 20) if ON_FIRE else (300, 6)
DISTURBED_HOUSES, FLOOD_S = (1000, 30) if ON_FIRE else (200, 8)


@pytest.fixture(scope="module")
def running(start_cloud: StartCloud, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCloud]:
    with start_cloud(vk_latency_ms=60, vk_timeout_s=1.5) as up:
        yield up
        folder = tmp_path_factory.mktemp("journal")
        (folder / "journal.jsonl").write_text(up.journal(), encoding="utf-8")
        assert_traffic_keeps_to_vks_schema(folder)


def sheet(houses: int, town: str) -> bytes:
    # A chat's title leaves out the town that is the municipality's own; its streets tell it from the others.
    rows = [f"г. {town}, ул. {n % 5 + 1}-я {town}, д. {n // 5 + 1};ООО «Уют»;4;96" for n in range(houses)]
    return "\n".join(["Адрес;УК;Подъезды;Квартиры", *rows]).encode()


def assert_exactly_one_live_chat_a_house(running: RunningCloud, houses: int, town: str) -> None:
    chats = running.chats(town)
    assert len(chats) == houses
    assert max(Counter(chat["title"] for chat in chats).values()) == 1
    for chat in chats:
        assert chat["invite_link"]
        assert chat["invite_link"] in chat["pinned"]["text"]
        assert chat["messages_count"] == 1, "a chat was welcomed twice"


def test_a_sheet_becomes_live_chats_at_vks_pace_and_a_second_time_creates_nothing(running: RunningCloud) -> None:
    town = "Ровный"
    first = running.provision(sheet(200, town) + f"\nг. {town}, 1-я {town} ул., дом 1;;;".encode(), town)
    assert (first.houses, first.live, first.failed, first.repeats, first.bad_rows) == (200, 200, 0, 1, 0)
    assert first.requests_per_house <= 0.2
    assert first.most_requests_in_a_second <= 20
    again = running.provision(sheet(200, town), town)
    assert (again.houses, again.live, again.repeats, again.requests) == (200, 200, 200, 0)
    assert_exactly_one_live_chat_a_house(running, 200, town)


def test_processes_killed_at_random_moments_leave_exactly_one_chat_a_house(running: RunningCloud) -> None:
    town, killed = "Битый", list[str]()
    arguments = [running, random.Random(20261123), killed, KILLS, town]
    killer = threading.Thread(target=_kill, args=arguments, daemon=True)
    killer.start()
    summary = running.provision(sheet(KILLED_HOUSES, town), town)
    killer.join(60)
    assert len(killed) == KILLS, "the run was over before all were killed"
    assert (summary.houses, summary.live, summary.failed) == (KILLED_HOUSES, KILLED_HOUSES, 0)
    assert_exactly_one_live_chat_a_house(running, KILLED_HOUSES, town)


def _kill(running: RunningCloud, chance: random.Random, killed: list[str], times: int, town: str) -> None:
    """Kills workers most of the time, and sometimes whatever else may die; from the first chat on."""
    wait(lambda: running.chats(town) != [])
    while len(killed) < times:
        name = "provision" if chance.random() < 0.5 else chance.choice(RESTARTABLE)
        pid = running.processes.pid(name)
        children = Path(f"/proc/{pid}/task/{pid}/children")
        inner = [int(child) for child in children.read_text().split()] if children.exists() else []
        try:
            # A function is a master that keeps a worker: either may be hit.
            os.kill(chance.choice([pid, *inner]), signal.SIGKILL)
        except ProcessLookupError:
            continue
        killed.append(name)
        time.sleep(chance.uniform(0.3, 1.1))


def test_lost_answers_doubled_tasks_and_floods_leave_exactly_one_chat_a_house(running: RunningCloud) -> None:
    town = "Бурный"
    running.faults(drop_response=True, rate=0.1)
    running.task_faults(rate=0.2)
    threading.Timer(5, lambda: running.faults(error_code=9, duration_s=FLOOD_S)).start()
    try:
        summary = running.provision(sheet(DISTURBED_HOUSES, town), town)
    finally:
        running.behave()
    assert (summary.houses, summary.live, summary.failed) == (DISTURBED_HOUSES, DISTURBED_HOUSES, 0)
    assert summary.most_requests_in_a_second <= 20
    assert_exactly_one_live_chat_a_house(running, DISTURBED_HOUSES, town)


def test_a_second_run_of_a_sheet_joins_the_first_one_and_doubles_nothing(running: RunningCloud) -> None:
    town = "Двойной"
    first = threading.Thread(target=_run_at_the_same_time, args=[running, town], daemon=True)
    first.start()
    wait(lambda: running.chats(town) != [])
    summary = running.provision(sheet(100, town), town)
    first.join()
    assert (summary.houses, summary.live, summary.failed) == (100, 100, 0)
    assert_exactly_one_live_chat_a_house(running, 100, town)


def _run_at_the_same_time(running: RunningCloud, town: str) -> None:
    Run(running.cloud, town, "Область", 220000001).provision(sheet(100, town), "дома.csv")

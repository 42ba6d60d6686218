"""The main job as a whole: real processes, real gRPC and HTTP, killed and disturbed at random moments."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from pathlib import Path

import httpx
import pytest

from local.provision import Run
from tests.system.conftest import RunningCloud, StartCloud
from tests.traffic import assert_traffic_keeps_to_vks_schema

RESTARTABLE = ("provision", "sweep", "tasks", "scheduler", "front_door")


def sheet(houses: int) -> bytes:
    streets = ("Ленина", "Мира", "Гагарина", "8 Марта", "2-я Полевая")
    rows = [f"г. Город, ул. {streets[n % 5]}, д. {n // 5 + 1};ООО «Уют»;4;96" for n in range(houses)]
    return "\n".join(["Адрес;УК;Подъезды;Квартиры", *rows]).encode()


def assert_exactly_one_live_chat_a_house(running: RunningCloud, houses: int) -> None:
    chats = running.chats()
    assert len(chats) == houses
    assert max(Counter(chat["title"] for chat in chats).values()) == 1
    for chat in chats:
        assert chat["invite_link"]
        assert chat["invite_link"] in chat["pinned"]["text"]
        assert chat["messages_count"] == 1, "a chat was welcomed twice"


def assert_traffic_keeps_to_schema(running: RunningCloud, folder: Path) -> None:
    (folder / "journal.jsonl").write_text(running.journal(), encoding="utf-8")
    assert_traffic_keeps_to_vks_schema(folder)


def test_a_sheet_becomes_live_chats_at_vks_pace_and_a_second_time_creates_nothing(
    start_cloud: StartCloud, tmp_path: Path
) -> None:
    with start_cloud(vk_latency_ms=60) as running:
        first = running.provision(sheet(200) + "\nг. Город, Мира ул., дом 1;;;".encode())
        assert (first.houses, first.live, first.failed, first.repeats, first.bad_rows) == (200, 200, 0, 1, 0)
        assert first.requests_per_house <= 0.2
        assert first.most_requests_in_a_second <= 20
        again = running.provision(sheet(200))
        assert (again.houses, again.live, again.repeats, again.requests) == (200, 200, 200, 0)
        assert_exactly_one_live_chat_a_house(running, 200)
        assert_traffic_keeps_to_schema(running, tmp_path)


@pytest.mark.timeout(600)
def test_processes_killed_at_random_moments_leave_exactly_one_chat_a_house(
    start_cloud: StartCloud, tmp_path: Path
) -> None:
    chance = random.Random(20261123)
    with start_cloud(vk_latency_ms=60, vk_timeout_s=1.5) as running:
        killed: list[str] = []
        killer = threading.Thread(target=_kill, args=[running, chance, killed, 20], daemon=True)
        threading.Timer(4, killer.start).start()
        summary = running.provision(sheet(1000))
        killer.join(60)
        assert len(killed) == 20, "the run was over before all were killed"
        assert (summary.houses, summary.live, summary.failed) == (1000, 1000, 0)
        assert_exactly_one_live_chat_a_house(running, 1000)
        assert_traffic_keeps_to_schema(running, tmp_path)


def _kill(running: RunningCloud, chance: random.Random, killed: list[str], times: int) -> None:
    """Kills workers most of the time, and sometimes whatever else may die."""
    while len(killed) < times:
        time.sleep(chance.uniform(0.3, 1.1))
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


@pytest.mark.timeout(600)
def test_lost_answers_doubled_tasks_and_floods_leave_exactly_one_chat_a_house(
    start_cloud: StartCloud, tmp_path: Path
) -> None:
    with start_cloud(vk_latency_ms=60, vk_timeout_s=1.5) as running:
        tasks = f"http://127.0.0.1:{running.cloud.addresses.tasks + 1}/faults"
        httpx.post(running.url("/sim/faults"), json={"drop_response": True, "rate": 0.1})
        for kind in ("deliver_twice", "drop_answer", "reorder", "delay"):
            httpx.post(tasks, json={"kind": kind, "rate": 0.2})
        flood = {"error_code": 9, "duration_s": 12}
        threading.Timer(5, lambda: httpx.post(running.url("/sim/faults"), json=flood)).start()
        summary = running.provision(sheet(400))
        assert (summary.houses, summary.live, summary.failed) == (400, 400, 0)
        assert summary.most_requests_in_a_second <= 20
        assert_exactly_one_live_chat_a_house(running, 400)
        assert_traffic_keeps_to_schema(running, tmp_path)


def test_a_second_run_of_a_sheet_joins_the_first_one_and_doubles_nothing(start_cloud: StartCloud) -> None:
    with start_cloud(vk_latency_ms=60) as running:
        first = threading.Thread(target=_run_at_the_same_time, args=[running], daemon=True)
        first.start()
        time.sleep(3)
        summary = running.provision(sheet(150))
        first.join()
        assert (summary.houses, summary.live, summary.failed) == (150, 150, 0)
        assert_exactly_one_live_chat_a_house(running, 150)


def _run_at_the_same_time(running: RunningCloud) -> None:
    Run(running.cloud, "Город", "Область", 220000001).provision(sheet(150), "дома.csv")

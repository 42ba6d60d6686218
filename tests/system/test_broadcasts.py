"""A broadcast as a whole: real processes, real gRPC and HTTP, killed and disturbed while it is sent."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from pathlib import Path

import httpx
import pytest

from benchmarks.broadcasts import Town
from tests.system.conftest import RunningCloud, StartCloud


@pytest.mark.timeout(600)
@pytest.mark.parametrize("text", ["Воды не будет.", "Света не будет: {адрес}."], ids=["one_text", "by_house"])
def test_every_chat_gets_it_once_while_workers_are_killed_answers_lost_and_tasks_doubled(
    start_cloud: StartCloud, text: str
) -> None:
    with start_cloud(vk_latency_ms=60, vk_timeout_s=1.5) as running:
        town = Town(running.cloud, "Город")
        town.add_houses(600)
        tasks = f"http://127.0.0.1:{running.cloud.addresses.tasks + 1}/faults"
        httpx.post(running.url("/sim/faults"), json={"drop_response": True, "rate": 0.15})
        for kind in ("deliver_twice", "drop_answer", "reorder", "delay"):
            httpx.post(tasks, json={"kind": kind, "rate": 0.2})
        flood = {"error_code": 9, "duration_s": 10}
        threading.Timer(17, lambda: httpx.post(running.url("/sim/faults"), json=flood)).start()
        killed: list[int] = []
        killer = threading.Thread(target=_kill, args=[running, random.Random(5), killed, 6], daemon=True)
        threading.Timer(5, killer.start).start()
        measured = town.send(text)
        assert measured.exactly_once == "yes"
        assert len(killed) >= 3, "the run was over before anything was killed"
        assert measured.most_in_a_second <= 20


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

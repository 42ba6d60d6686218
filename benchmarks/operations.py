"""What the functions ask of Firestore and Cloud Tasks, counted on a local run: the figures of `python -m ops cost`.

A sheet of houses becomes chats, people join, write, are counted at night and get a broadcast. Whatever is periodic does
not run by itself meanwhile, and is counted apart: while there is nothing to do, and what each chat adds to it. Only
what functions ask is counted; what the API asks while somebody looks at the screen is not in it.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from benchmarks.broadcasts import Town
from benchmarks.table import print_table
from lib.communities.registering import register_community
from lib.upkeep.sweep import CHATS_A_SWEEP
from local.addresses import HOST, Addresses, free_addresses
from local.cloud import COMMUNITIES, LocalCloud
from local.deployed import DeployedFunction
from local.lifecycle import running
from local.processes import Service
from local.provision import Run
from local.vk_people import VkPeople

MEASURED = Path(__file__).resolve().parent.parent / "ops" / "measured.json"
# As many houses as one sweep looks at.
_HOUSES, _JOINS, _MESSAGES, _SWEEPS = CHATS_A_SWEEP, 100, 1000, 3
_PEOPLE = 50
# Newcomers are welcomed together, some time after the first of them came.
_LAST_TASK_S = 25


@dataclass(frozen=True, slots=True)
class CountedCloud(LocalCloud):
    """A local cloud whose functions reach Firestore through a counter."""

    counter_port: int = 0

    def _stand_ins(self) -> list[Service]:
        first, *others = LocalCloud._stand_ins(self)
        argv = ["benchmarks.firestore_counter", f"{HOST}:{self.addresses.firestore}", str(self.counter_port)]
        counter = self._python("counter", argv, self.counter_port, Addresses.url(self.counter_port + 1))
        return [first, counter, *others]

    def _jobs(self) -> list[dict[str, object]]:
        """None: what runs once a minute would be counted to whatever runs at that moment."""
        return []

    def _function(self, function: DeployedFunction) -> Service:
        service = LocalCloud._function(self, function)
        own = {**service.environment, "FIRESTORE_EMULATOR_HOST": f"{HOST}:{self.counter_port}"}
        return replace(service, environment=own)


class Flows:
    """Everyday flows of a running cloud, each counted."""

    def __init__(self, cloud: CountedCloud) -> None:
        self._cloud = cloud
        self._counter = Addresses.url(cloud.counter_port + 1)
        self._people = VkPeople(Addresses.url(cloud.addresses.vk))
        self._tasks = f"{Addresses.url(cloud.addresses.tasks + 1)}/queues"
        self._vk = Addresses.url(cloud.addresses.vk)

    def counted(self, what: Callable[[], object], times: int) -> dict[str, float]:
        """Operations of one among `times` that `what` did."""
        before = self._now()
        what()
        self._settle()
        after = self._now()
        return {
            name: round((after[name] - before[name]) / times, 4) for name in ("reads", "writes", "deletes", "tasks")
        }

    def know_communities(self) -> None:
        """The communities are known before anything is counted."""
        for community in COMMUNITIES:
            register_community(self._cloud.outside().vk.of(community.group_id), store=self._cloud.outside().store)

    def provision(self) -> None:
        """Houses of a sheet become live chats."""
        rows = [f"г. Город, ул. Ленина, д. {number};ООО «Уют»;4;96" for number in range(1, _HOUSES + 1)]
        sheet = "\n".join(["Адрес;УК;Подъезды;Квартиры", *rows]).encode()
        Run(self._cloud, "Город", "Область", COMMUNITIES[0].group_id).provision(sheet, "дома.csv")

    def join(self) -> None:
        """People join chats by their links."""
        chats = self._chats()
        for number in range(_JOINS):
            self._people.join(self._people.add("Имя", f"Фамилия{number}"), chats[number % 20]["invite_link"])

    def write(self) -> None:
        """People of 20 chats write ordinary messages, each several on one day."""
        chats = self._chats()[:20]
        inside = [(member, chat) for chat in chats for member in chat["members"] if member > 0]
        for number in range(_MESSAGES):
            member, chat = inside[number % min(_PEOPLE, len(inside))]
            self._people.write(member, chat["group_id"], f"Сообщение {number}", chat["peer_id"])

    def night(self) -> None:
        """All houses are counted, as they are every night; they are new, so it is the present day that is counted."""
        url = f"{Addresses.url(self._cloud.function_port('collect'))}/communities"
        body = {"group_id": COMMUNITIES[0].group_id, "today": True}
        httpx.post(url, json=body, timeout=60).raise_for_status()

    def broadcast(self) -> None:
        """One text goes to as many chats."""
        town = Town(self._cloud, "Другой город")
        town.add_houses(_HOUSES)
        town.send("Воды не будет.")

    def sweep(self) -> None:
        """Nothing stands still, and the sweep looks."""
        self._call("sweep")

    def expire(self) -> None:
        """No discussion is due, and somebody looks whether one is."""
        self._call("expire_discussions")

    def _call(self, function: str) -> None:
        for _ in range(_SWEEPS):
            httpx.post(Addresses.url(self._cloud.function_port(function)), timeout=60).raise_for_status()

    def _chats(self) -> list[dict[str, Any]]:
        chats: list[dict[str, Any]] = httpx.get(f"{self._vk}/sim/chats", timeout=30).json()
        return [chat for chat in chats if chat["invite_link"]]

    def _now(self) -> Counter[str]:
        queues = httpx.get(self._tasks, timeout=10).json().values()
        counted = httpx.get(self._counter, timeout=10).json()
        return Counter(counted) + Counter({"tasks": sum(queue["dispatched"] for queue in queues)})

    def _settle(self) -> None:
        """Waits until no task is left and nothing has been asked for some seconds. What is due in hours (an invitation
        that nobody took) belongs to no flow.
        """
        before, begun = self._now(), time.monotonic()
        since = begun
        while time.monotonic() - since < 6 or (self._is_task_left() and time.monotonic() - begun < _LAST_TASK_S):
            time.sleep(0.5)
            if (now := self._now()) != before:
                before, since = now, time.monotonic()

    def _is_task_left(self) -> bool:
        return any(queue["depth"] for queue in httpx.get(self._tasks, timeout=10).json().values())


def measure() -> dict[str, dict[str, float]]:
    """Operations of one house, night of a house, broadcast message, join, ordinary message, and of one round of what is
    periodic.
    """
    addresses, beside = free_addresses(), free_addresses()
    with tempfile.TemporaryDirectory() as folder:
        cloud = CountedCloud(addresses, Path(folder), vk_latency_ms=20, counter_port=beside.firestore)
        with running(cloud):
            flows = Flows(cloud)
            flows.know_communities()
            idle = flows.counted(flows.sweep, _SWEEPS)
            measured = {
                "idle_sweep": idle,
                "idle_expiry": flows.counted(flows.expire, _SWEEPS),
                "house_created": flows.counted(flows.provision, _HOUSES),
            }
            # A sweep looks at as many chats of a community as there are houses here.
            busy = flows.counted(flows.sweep, _SWEEPS)
            measured["chat_looked_at"] = {kind: round(max(busy[kind] - idle[kind], 0) / _HOUSES, 4) for kind in idle}
            return measured | {
                "join": flows.counted(flows.join, _JOINS),
                "message": flows.counted(flows.write, _MESSAGES),
                "night_of_a_house": flows.counted(flows.night, _HOUSES),
                "broadcast_to_a_house": flows.counted(flows.broadcast, _HOUSES),
            }


def main() -> None:
    """Measures, keeps and prints."""
    measured = measure()
    MEASURED.write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
    rows = [[name, *(f"{count:g}" for count in counts.values())] for name, counts in measured.items()]
    print_table("Operations of the functions, each of one", ["what", "reads", "writes", "deletes", "tasks"], rows)


if __name__ == "__main__":
    main()

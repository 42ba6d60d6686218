"""A night's count of 10,000 chats, beside a loop with vk_api that asks for a hundred chats at a time.

VK's stand-in answers after 120 ms; the count keeps to the 0.4 requests a second of its share, the peer may use all 20.
Budgets: at most 110 requests to VK, at most 60 s, and writes in proportion to the chats that changed. Three nights: the
first, in which everything is new; one in which six chats of ten changed; one in which nothing did.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Sequence
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import vk_api
from google.cloud import firestore

from benchmarks.api_listing import emulator
from benchmarks.results import Budget
from benchmarks.table import print_table
from lib.activity.collect import collect_community
from lib.activity.speakers import day_of, speakers_of_day
from lib.clock import SystemIds
from lib.communities.community import Community, community_path
from lib.gateways.firestore.store import Create, Store, Write
from lib.gateways.tasks.queue import TaskQueue
from lib.gateways.vk.connect import VkClients
from lib.gateways.vk.execute import Call, execute
from lib.houses.house import House, HouseState, house_id, house_path, peer_id
from lib.lease import Timing
from lib.municipalities.municipality import Municipality, municipality_path
from lib.pages import pages
from lib.provisioning.outside import Provisioning
from local.vk.testing import Community as VkCommunity
from local.vk.testing import RunningVk, running_vk

_CHATS = 10_000
_TOWN = "benchmark0000"
_PEOPLE_A_NOTE = 25


class _Nights:
    """A clock whose nights are told to come, and whose waits are real."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def sleep(self, seconds: float) -> None:
        time.sleep(max(seconds, 0))

    def next_night(self) -> None:
        """A day later."""
        self._ahead += timedelta(days=1)


class _CountedStore(Store):
    """Counts the documents that are written."""

    written = 0

    def commit(self, writes: Sequence[Write]) -> list[datetime]:
        self.written += len(writes)
        return super().commit(writes)


class Town:
    """A municipality with so many live chats."""

    def __init__(self, vk: RunningVk, community: VkCommunity, chats: int) -> None:
        self.vk, self.community, self.clock = vk, community, _Nights()
        self.store = _CountedStore(firestore.Client(project="benchmark"))
        self.clients = VkClients(vk.url, {community.group_id: community.token}, timeout_s=30)
        self.outside = Provisioning(
            store=self.store,
            vk=self.clients,
            queue=TaskQueue(None, "", {}, ""),
            clock=self.clock,
            ids=SystemIds(),
            timing=Timing(10),
        )
        group = community.group_id
        town = Municipality(_TOWN, "Город", "Область", group)
        self.store.commit(
            [Create(municipality_path(_TOWN), town), Create(community_path(group), Community(group, "Чаты"))]
        )
        self.houses = self._build(chats)

    def live(self, houses: Sequence[House]) -> None:
        """A message in each of these chats, and two people who are noted for it."""
        client, group = self.clients.of(self.community.group_id), self.community.group_id
        for number, page in enumerate(pages(houses, 100), start=1):
            peers = [peer_id(house.chat_id) for house in page]
            client.call("messages.send", peer_ids=peers, random_id=number, message="Добрый день")
        now = self.clock.now()
        marks = [f"{group}_{house.chat_id}:{person}" for house in houses for person in (house.chat_id, 7)]
        notes = [
            Create(f"speakers/{self.outside.ids.document_id()}", speakers_of_day(day_of(now), some, now))
            for some in pages(marks, _PEOPLE_A_NOTE)
        ]
        for some in pages(notes, 400):
            self.store.commit(some)

    def night(self, what: str, changed: int) -> list[str]:
        """A row: the count of the day that is over."""
        self.clock.next_night()
        requests, written, begun = self.requests(), self.store.written, time.monotonic()
        with redirect_stdout(io.StringIO()):
            collect_community(self.community.group_id, self.outside)
        seconds = time.monotonic() - begun
        asked, wrote = self.requests() - requests, self.store.written - written
        return [what, str(len(self.houses)), str(changed), f"{seconds:.1f}", str(asked), str(wrote)]

    def requests(self) -> int:
        """What VK has seen of the community's token."""
        mine = httpx.get(f"{self.vk.url}/sim/requests", timeout=30).json()["per_token"]
        return int(mine.get(str(self.community.group_id), {}).get("requests", 0))

    def _build(self, chats: int) -> list[House]:
        client, houses, now = self.clients.of(self.community.group_id), list[House](), self.clock.now()
        for page in pages(range(chats), 25):
            made: list[Any] = execute(client, [Call("messages.createChat", {"title": f"Дом {n}"}) for n in page])
            houses += [
                _house(number, self.community.group_id, int(each["chat_id"]), now)
                for number, each in zip(page, made, strict=True)
            ]
        for some in pages(houses, 250):
            self.store.commit([Create(house_path(_TOWN, house.id), house) for house in some])
        return houses


def _house(number: int, group_id: int, chat_id: int, now: datetime) -> House:
    street = f"ул. {number % 300}-я"
    address = f"г. Город, {street}, д. {number // 300 + 1}"
    return House(
        house_id(address),
        address,
        address,
        f"{street}, {number // 300 + 1}",
        group_id,
        "",
        "",
        now,
        settlement="г. Город",
        street=street,
        state=HouseState.LIVE,
        chat_id=chat_id,
        live_at=now,
        company=f"УК {number % 60}",
        company_key=f"ук{number % 60}",
        apartments=80,
    )


def _peer(town: Town) -> list[str]:
    """vk_api's own way: a call for each hundred chats; it keeps below 20 requests a second by itself."""
    session = vk_api.VkApi(token=town.community.token, api_version="5.199")
    requests, begun = town.requests(), time.monotonic()
    found = 0
    for page in pages(town.houses, 100):
        peers = ",".join(str(peer_id(house.chat_id)) for house in page)
        form = {"peer_ids": peers, "v": "5.199", "access_token": town.community.token}
        answer = session.http.post(f"{town.vk.url}/method/messages.getConversationsById", data=form).json()
        found += len(answer["response"]["items"])
        time.sleep(1 / 20)
    assert found == len(town.houses)
    seconds = time.monotonic() - begun
    return ["vk_api, only read", str(found), "", f"{seconds:.1f}", str(town.requests() - requests), ""]


def main() -> None:
    """Prints the table."""
    chats = int(sys.argv[1]) if len(sys.argv) > 1 else _CHATS
    with emulator(), running_vk(requests_a_second=10_000) as vk:
        town = Town(vk, vk.community(name="Чаты города"), chats)
        vk.post("/sim/faults", {"latency_ms": 120, "rate": 1})
        rows = [town.night("the first night", chats)]
        vk.delete("/sim/faults")
        changed = town.houses[: chats * 6 // 10]
        town.live(changed)
        vk.post("/sim/faults", {"latency_ms": 120, "rate": 1})
        rows += [town.night("six of ten changed", len(changed)), town.night("nothing changed", 0), _peer(town)]
    header = ["what", "chats", "changed", "seconds", "requests to VK", "documents written"]
    print_table(
        "A night's count of activity",
        header,
        rows,
        [
            Budget(f"{chats} chats counted, requests to VK", 110, max(float(row[4]) for row in rows[:3]), "requests"),
            Budget(f"{chats} chats counted", 60, max(float(row[3]) for row in rows[:3]), "s"),
            Budget(
                f"{chats} chats counted, documents written a chat that changed", 1, float(rows[1][5]) / len(changed), ""
            ),
        ],
        "seconds",
    )


if __name__ == "__main__":
    main()

"""A town whose chats are real chats of VK's stand-in, and a store that counts what is written into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from lib.activity.collect import collect_community
from lib.activity.records import houses_days, houses_now
from lib.activity.speakers import SpeakerNotes
from lib.clock import SystemIds
from lib.communities.community import Community, community_path
from lib.gateways.firestore.store import Create, Put, Store, Write
from lib.gateways.tasks.queue import TaskQueue
from lib.gateways.vk.connect import VkClients
from lib.gateways.vk.execute import Call, execute
from lib.gateways.vk.pace import Purpose
from lib.houses.house import House, HouseState, house_id, house_path, peer_id
from lib.lease import Timing
from lib.membership.movement import Movement, movements_path
from lib.municipalities.registry import ensure_municipality
from lib.pages import pages
from lib.provisioning.outside import Provisioning
from local.vk.testing import Community as VkCommunity
from local.vk.testing import RunningVk
from tests.clock import MovableClock
from tests.lib.provisioning.conftest import PlayedQueue


class CountingStore(Store):
    """Counts the documents that are written, and dies before a commit where it is told to."""

    written = 0
    dies_at_commit = 0
    commits = 0

    def commit(self, writes: Sequence[Write]) -> list[datetime]:
        self.commits += 1
        if self.commits == self.dies_at_commit:
            raise Killed
        self.written += len(writes)
        return super().commit(writes)


class Killed(BaseException):
    """The instance dies here."""


@dataclass
class Town:
    """A municipality with live chats."""

    vk: RunningVk
    store: CountingStore
    clock: MovableClock
    community: VkCommunity
    queue: PlayedQueue = field(default_factory=PlayedQueue)
    houses: list[House] = field(default_factory=list)

    def __post_init__(self) -> None:
        group = self.community.group_id
        self.store.commit([Create(community_path(group), Community(group, "Чаты города"))])
        self.municipality = ensure_municipality("Город", "Область", group, "г. Город", store=self.store)
        self.outside = Provisioning(
            store=self.store,
            vk=VkClients(self.vk.url, {group: self.community.token}, timeout_s=30),
            queue=TaskQueue(self.queue, "projects/test", dict.fromkeys(Purpose, "http://worker"), "caller"),
            clock=self.clock,
            ids=SystemIds(),
            timing=Timing(vk_timeout_s=10),
        )

    def build(self, count: int, **known: Any) -> None:
        """Houses with a chat each, which are new today."""
        client = self.outside.vk.of(self.community.group_id)
        for page in pages(range(len(self.houses), len(self.houses) + count), 25):
            answers: list[Any] = execute(
                client, [Call("messages.createChat", {"title": f"Дом {number}"}) for number in page]
            )
            new = [self._house(number, int(made["chat_id"]), known) for number, made in zip(page, answers, strict=True)]
            self.store.commit([Create(house_path(self.municipality.id, house.id), house) for house in new])
            self.houses += new

    def write(self, house: House, messages: int) -> None:
        """So many messages in a house's chat; for numbers it is the same who writes them."""
        client = self.outside.vk.of(self.community.group_id)
        for page in pages(range(messages), 25):
            texts = [f"Сообщение {number}" for number in page]
            calls = [
                Call("messages.send", {"peer_ids": str(peer_id(house.chat_id)), "random_id": 0, "message": text})
                for text in texts
            ]
            execute(client, calls)

    def speak(self, house: House, *people: int) -> None:
        """These people wrote for the first time today."""
        notes = SpeakerNotes(self.store, self.clock, self.outside.ids)
        for person in people:
            notes.note(house.group_id, house.chat_id, person, self.clock.now())
        notes.write_all()

    def come(self, house: House) -> int:
        """Somebody comes by the link, and is noted; who it is."""
        client = self.outside.vk.of(self.community.group_id)
        link = client.call("messages.getInviteLink", peer_id=peer_id(house.chat_id))["link"]
        person = self.vk.user()
        self.vk.act(person, "join", link=link)
        shown = client.call("messages.getConversationsById", peer_ids=peer_id(house.chat_id))
        cmid = shown["items"][0]["last_conversation_message_id"]
        now = self.clock.now()
        path = f"{movements_path(self.municipality.id, house.id)}/{cmid}"
        moved = Movement(house.group_id, house.chat_id, house.id, person, cmid, True, now, now + timedelta(days=62))
        self.store.commit([Put(path, moved)])
        return person

    def collect(self, *, today: bool = False) -> None:
        """Counts what is due."""
        collect_community(self.community.group_id, self.outside, today=today)

    def seen(self) -> tuple[object, object]:
        """Everything that is counted of houses."""
        months = ["2026-10", "2026-11", "2026-12"]
        town = self.municipality.id
        return houses_now(town, store=self.store), houses_days(town, months, store=self.store)

    def house(self, number: int) -> House:
        """A house as it is now."""
        found = self.store.get(house_path(self.municipality.id, self.houses[number].id), House)
        assert found is not None
        return found.record

    @contextmanager
    def requests(self) -> Iterator[list[int]]:
        """How many requests VK got within the block, in a list of one."""
        counted: list[int] = []
        before = self._requests()
        yield counted
        counted.append(self._requests() - before)

    @contextmanager
    def writes(self) -> Iterator[list[int]]:
        """How many documents were written within the block, in a list of one."""
        counted: list[int] = []
        before = self.store.written
        yield counted
        counted.append(self.store.written - before)

    def _requests(self) -> int:
        token = self.vk.get("/sim/requests")["per_token"].get(str(self.community.group_id), {})
        return int(token.get("requests", 0))

    def _house(self, number: int, chat_id: int, known: dict[str, Any]) -> House:
        address, group = f"г. Город, ул. Мира, д. {number}", self.community.group_id
        now = self.clock.now()
        made = House(house_id(address), address, address, f"Дом {number}", group, "", "", now, state=HouseState.LIVE)
        return replace(made, chat_id=chat_id, live_at=now, settlement="г. Город", street="ул. Мира", **known)

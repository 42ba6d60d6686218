"""The guarantees, as whoever looks at VK and at the records sees them: at any moment, and when all has come to rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeVar

from fire.checker import Finding
from fire.town import Town
from fire.world import World
from lib.broadcasts.batch import Batch, Does
from lib.broadcasts.broadcast import Broadcast
from lib.broadcasts.delivery import Delivery
from lib.discussions.discussion import Discussion, DiscussionState
from lib.gateways.firestore.store import Stored
from lib.houses.house import Chat as KnownChat
from lib.houses.house import House, HouseState
from local.vk.state import Conversation

Record = TypeVar("Record")

_PHONE = re.compile(r"7922\d{7}")
_FINAL = frozenset({Delivery.DONE, Delivery.FAILED, Delivery.CANCELLED})


class Guarantees:
    """What has been seen of two towns so far, and what may never be."""

    def __init__(self, world: World, towns: list[Town]) -> None:
        self.talks: list[datetime] = []
        self.broadcasts: dict[str, tuple[Town, set[str]]] = {}
        self._world = world
        self._towns = towns
        self._lines_read = 0
        self._final: dict[tuple[str, str, int], Delivery] = {}

    def began(self, town: Town, text: str, titles: set[str]) -> None:
        """Somebody is about to say this to the chats of those titles."""
        self.broadcasts[text] = (town, titles)

    def now(self, *, thoroughly: bool) -> list[Finding]:
        """What is wrong at this moment."""
        found = [*self._no_house_has_two_chats(), *self._nothing_foreign_in_the_logs()]
        if thoroughly:
            found += [*self._nothing_is_said_twice(), *self._nothing_foreign(), *self._final_stays_final()]
        return found

    def at_rest(self) -> list[Finding]:
        """What is wrong when nothing moves any more."""
        return [
            *self._every_house_has_its_chat(),
            *self._every_broadcast_arrived_or_says_why_not(),
            *self._every_discussion_is_over(),
        ]

    # 1. No house gets two chats, no house is forgotten, no chat gets a broadcast twice, no batch is lost.

    def _no_house_has_two_chats(self) -> Iterator[Finding]:
        for town in self._towns:
            titles = Counter(chat.title for chat in town.chats if not chat.title.startswith("Обсуждение"))
            for title, count in titles.items():
                if count > 1:
                    yield Finding("two chats", f"«{title}» in {town.name} ×{count}")

    def _every_house_has_its_chat(self) -> Iterator[Finding]:
        for town in self._towns:
            chats = {chat.title: chat for chat in town.chats}
            records = self._world.store.query("chats", KnownChat, [("group_id", "==", town.group_id)])
            known = {each.record.chat_id for each in records}
            for house in town.houses():
                chat = chats.pop(house.title, None)
                yield from self._of_house(house, None if chat is None else chat.chat_id, town)
            for chat in chats.values():
                if chat.chat_id not in known:
                    yield Finding("unexpected", f"chat «{chat.title}» in {town.name} belongs to nothing")

    def _of_house(self, house: House, chat_id: int | None, town: Town) -> Iterator[Finding]:
        match house.state:
            case HouseState.LIVE if chat_id != house.chat_id:
                yield Finding("lost", f"«{house.title}» in {town.name} is live without a chat")
            case HouseState.FAILED if not house.failure:
                yield Finding("lost", f"«{house.title}» in {town.name} failed without a reason")
            case HouseState.LIVE | HouseState.FAILED:
                return
            case _:
                yield Finding("forgotten", f"«{house.title}» in {town.name} is {house.state}")

    def _nothing_is_said_twice(self) -> Iterator[Finding]:
        for place, conversation in self._conversations():
            own = [each for each in conversation.messages if each.from_id < 0 and each.random_id]
            for key, count in Counter(each.random_id for each in own).items():
                if count > 1:
                    words = next(each.text for each in own if each.random_id == key)
                    yield Finding("doubled", f"{place}: «{words[:80]}» ×{count}")
        for text, (town, _) in self.broadcasts.items():
            for chat in town.chats:
                said = _times_said(text, chat)
                if said > 1:
                    yield Finding("doubled", f"{chat.title} in {town.name}: «{text}» ×{said}")

    def _every_broadcast_arrived_or_says_why_not(self) -> Iterator[Finding]:
        sent = {each.record.id: each.record for each in self._group("broadcasts", Broadcast)}
        for stored in self._group("batches", Batch):
            batch = stored.record
            if batch.does is not Does.SEND:
                continue
            text = sent[batch.broadcast_id].content.text.partition(":")[0].partition(" для")[0]
            town, _ = self.broadcasts[text]
            for house in batch.houses:
                chat = town.community.chats.get(2_000_000_000 + house.chat_id)
                is_there = chat is not None and _times_said(text, chat) > 0
                if house.state is Delivery.WAITING:
                    yield Finding("forgotten", f"«{text}» still waits for {house.address}")
                if (house.state is Delivery.DONE) != is_there and house.state not in (Delivery.MOVED, Delivery.UNKNOWN):
                    yield Finding("untrue", f"«{text}» in {house.address} is {house.state}, and there is {is_there}")

    def _final_stays_final(self) -> Iterator[Finding]:
        for stored in self._group("batches", Batch):
            for house in stored.record.houses:
                key = stored.path, house.house_id, house.chat_id
                before = self._final.get(key)
                if before is not None and house.state not in (before, Delivery.MOVED):
                    yield Finding("went back", f"{house.address}: {before} became {house.state}")
                if house.state in _FINAL:
                    self._final[key] = house.state

    # 3. Nobody reads what is not theirs.

    def _nothing_foreign(self) -> Iterator[Finding]:
        for town in self._towns:
            others = [f"г. {other.name}" for other in self._towns if other is not town]
            for place, conversation in self._conversations([town]):
                for message in conversation.messages:
                    if any(name in message.text for name in others):
                        yield Finding("foreign", f"{place}: «{message.text[:80]}»")

    # 5. Phones, tokens and names never reach the logs.

    def _nothing_foreign_in_the_logs(self) -> Iterator[Finding]:
        lines = self._world.lines[self._lines_read :]
        self._lines_read = len(self._world.lines)
        for line in lines:
            words = " ".join(str(value) for value in line.fields.values())
            if "Соседов" in words or "vk1.a." in words or _PHONE.search(words):
                yield Finding("in the logs", f"{line.event}: {words[:120]}")

    # 6. A temporary chat is closed, and its people were warned.

    def _every_discussion_is_over(self) -> Iterator[Finding]:
        now = self._world.timeline.now
        for stored in self._group("discussions", Discussion):
            talk = stored.record
            if talk.state is DiscussionState.CLOSED or (talk.wake_at is not None and talk.wake_at > now):
                continue
            yield Finding("forgotten", f"a discussion is {talk.state}")

    def _conversations(self, towns: Iterable[Town] = ()) -> Iterator[tuple[str, Conversation]]:
        for town in towns or self._towns:
            yield from ((f"{chat.title} in {town.name}", chat) for chat in town.chats)
            yield from ((f"dialog {id_} in {town.name}", dialog) for id_, dialog in town.community.dialogs.items())

    def _group(self, name: str, kind: type[Record]) -> list[Stored[Record]]:
        return self._world.store.query_group(name, kind, [], limit=1_000_000)


def _times_said(text: str, chat: Conversation) -> int:
    own = (each.text for each in chat.messages if each.from_id < 0 and not each.deleted)
    return sum(f"{text}:" in words or f"{text} " in words for words in own)

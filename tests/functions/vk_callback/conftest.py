"""A bot whose VK, Firestore and HTTP are real: VK's stand-in sends its events to the very function that is deployed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask import Flask, request
from msgspec.structs import replace
from werkzeug.serving import make_server

from functions.vk_callback.answering import Answer, answer
from functions.vk_callback.conversation import Conversation
from functions.vk_callback.outside import Outside, assemble
from functions.vk_callback.table import CONVERSATIONS
from lib.chat_buttons import WELCOME_KEYBOARD
from lib.communities.callbacks import register_callback_server
from lib.communities.community import Community, community_path
from lib.discussions.advance import advance_discussion
from lib.gateways.firestore.store import Create, Store, Update
from lib.gateways.tasks.queue import TaskQueue
from lib.gateways.vk.connect import VkClients
from lib.gateways.vk.pace import Purpose
from lib.houses.address_parsing import parse_address
from lib.houses.house import Chat, ChatKind, House, HouseState, chat_path, house_id, house_path, peer_id
from lib.lease import Timing
from lib.membership.welcoming import welcome_newcomers
from lib.municipalities.registry import ensure_municipality
from lib.officials.marking import mark_messages
from lib.outbox.outside import posting
from lib.outbox.sending import send_due
from lib.provisioning.advance import advance_wave
from lib.provisioning.outside import Provisioning
from lib.questions.counting import show_boards
from local.vk.testing import RunningVk, running_vk
from tests.clock import CountedIds, MovableClock
from tests.lib.provisioning.conftest import PlayedQueue
from tests.traffic import keep_journal

SECRET = "совсем-секретно"


@dataclass(frozen=True)
class LiveChat:
    """A house's chat, as a test looks at it."""

    bot: Bot
    path: str
    peer_id: int
    link: str
    welcome_cmid: int

    @property
    def house(self) -> House:
        """The record as it is now."""
        found = self.bot.store.get(self.path, House)
        assert found is not None
        return found.record

    def change(self, **fields: Any) -> None:
        """Changes fields of the record."""
        self.bot.store.commit([Update(self.path, fields)])

    def join(self, first_name: str = "Анна", last_name: str = "Иванова") -> int:
        """Somebody new comes by the link."""
        user_id = self.bot.vk.user(first_name, last_name)
        self.bot.vk.act(user_id, "join", link=self.link)
        return user_id

    def write(self, user_id: int, text: str, **more: Any) -> int:
        """Somebody writes; the message's number."""
        written = self.bot.vk.act(user_id, "write", group_id=self.bot.group_id, peer_id=self.peer_id, text=text, **more)
        return int(written["conversation_message_id"])

    def press(self, user_id: int, label: str, cmid: int = 0) -> str:
        """Somebody presses a button, of the welcome unless another message is named; what the snackbar says."""
        where = {"group_id": self.bot.group_id, "peer_id": self.peer_id, "cmid": cmid or self.welcome_cmid}
        pressed = self.bot.vk.act(user_id, "press", label=label, wait_s=20, **where)
        return str((pressed["answer"] or {}).get("text", ""))

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What people see in the chat."""
        found: list[dict[str, Any]] = self.bot.vk.get(f"/sim/chats/{self.bot.group_id}/{self.peer_id}/messages")
        return found

    @property
    def said(self) -> list[str]:
        """The community's own words since the welcome, in order."""
        own = [each for each in self.messages if each["from_id"] == -self.bot.group_id and not each.get("action")]
        return [each["text"] for each in own if each["conversation_message_id"] > self.welcome_cmid]

    @property
    def in_vk(self) -> dict[str, Any]:
        """The chat as VK's back door shows it."""
        return next(
            each
            for each in self.bot.vk.get("/sim/chats")
            if each["peer_id"] == self.peer_id and each["group_id"] == self.bot.group_id
        )


def due(task: dict[str, Any], clock: MovableClock) -> datetime:
    """When a task is due."""
    at = task.get("schedule_time")
    return at.ToDatetime(clock.time.tzinfo) if at else clock.time


def eventually(holds: Callable[[], object], within_s: float = 90) -> bool:
    """Whether something comes true; events travel on threads of their own."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.02)
    return False


@dataclass
class Bot:
    """A community whose events are answered, and what it stands on."""

    outside: Outside
    vk: RunningVk
    clock: MovableClock
    queue: PlayedQueue
    group_id: int
    token: str
    municipality_id: str
    url: str = ""
    conversations: Sequence[Conversation] = CONVERSATIONS
    answers: list[Answer] = field(default_factory=list)
    answered: list[bytes] = field(default_factory=list)
    before_answer: Callable[[bytes], None] = lambda body: None

    @property
    def store(self) -> Store:
        return self.outside.store

    def tell(self, kind: str, what: dict[str, Any], event_id: str = "e1", **given: Any) -> Answer:
        """Sends an event, as VK would, without HTTP."""
        event = {"type": kind, "group_id": self.group_id, "event_id": event_id, "secret": SECRET, "object": what}
        return answer(msgspec.json.encode({**event, **given}), self.outside, self.conversations)

    def house(self, number: int = 1, **known: Any) -> LiveChat:
        """A house with a live chat in VK and its pinned welcome, as provisioning leaves it."""
        title = f"ул. Ленина, {number}"
        vk = self.outside.vk.of(self.group_id)
        chat_id = int(vk.call("messages.createChat", title=title, group_id=self.group_id)["chat_id"])
        link = str(vk.call("messages.getInviteLink", peer_id=peer_id(chat_id))["link"])
        sent = vk.call(
            "messages.send", peer_ids=[peer_id(chat_id)], random_id=number, message="Привет", keyboard=WELCOME_KEYBOARD
        )
        welcome = int(sent[0]["conversation_message_id"])
        vk.call("messages.pin", peer_id=peer_id(chat_id), cmid=welcome)
        address = f"г. Город, {title}"
        key = parse_address(address).key
        house = House(
            house_id(key), address, key, title, self.group_id, "", "", self.clock.now(), state=HouseState.LIVE
        )
        house = replace(house, chat_id=chat_id, invite_link=link, welcome_cmid=welcome, **known)
        chat = Chat(self.group_id, chat_id, self.municipality_id, house.id)
        path = house_path(self.municipality_id, house.id)
        self.store.commit([Create(path, house), Create(chat_path(self.group_id, chat_id), chat)])
        return LiveChat(self, path, peer_id(chat_id), link, welcome)

    def coordination_chat(self) -> LiveChat:
        """A chat of the community that is no house's."""
        vk = self.outside.vk.of(self.group_id)
        chat_id = int(vk.call("messages.createChat", title="Координационный чат", group_id=self.group_id)["chat_id"])
        link = str(vk.call("messages.getInviteLink", peer_id=peer_id(chat_id))["link"])
        chat = Chat(self.group_id, chat_id, self.municipality_id, "", ChatKind.COORDINATION)
        self.store.commit([Create(chat_path(self.group_id, chat_id), chat)])
        return LiveChat(self, "", peer_id(chat_id), link, 0)

    def play(self) -> None:
        """Does what waits in the queue, moving the clock to each task's time."""
        for _ in range(100):
            if not self.queue.tasks:
                return
            task = min(self.queue.tasks, key=lambda task: due(task, self.clock))
            self.queue.tasks.remove(task)
            self.clock.time = max(self.clock.time, due(task, self.clock))
            self.do(task)
        raise AssertionError("the queue does not end")

    def play_soon(self, seconds: float = 10) -> None:
        """Does what is due within so many seconds; what waits for later goes on waiting."""
        until = self.clock.time + timedelta(seconds=seconds)
        for _ in range(200):
            task = min(self.queue.tasks, key=lambda task: due(task, self.clock), default=None)
            if task is None or due(task, self.clock) > until:
                return
            self.queue.tasks.remove(task)
            self.clock.time = max(self.clock.time, due(task, self.clock))
            self.do(task)
        raise AssertionError("the queue does not end")

    def do(self, task: dict[str, Any]) -> None:
        """Does one task, as the worker would."""
        path = task["http_request"]["url"].rsplit("/", 1)[1]
        body = msgspec.json.decode(task["http_request"]["body"])
        works: dict[str, Callable[..., None]] = {
            "official_marks": mark_messages,
            "gatherings": welcome_newcomers,
            "outbox": lambda group_id, worker: send_due(group_id, posting(worker)),
            "boards": lambda group_id, worker: show_boards(group_id, posting(worker)),
            "waves": advance_wave,
            "discussions": advance_discussion,
        }
        works[path](*body.values(), self.worker)

    @property
    def worker(self) -> Provisioning:
        """The outside of functions/answer."""
        outside = self.outside
        return Provisioning(
            outside.store, outside.vk, outside.queue, self.clock, outside.ids, timing=Timing(vk_timeout_s=10)
        )

    def answer_over_http(self, body: bytes) -> Answer:
        """What the function says to a request; remembered, in order."""
        self.before_answer(body)
        said = answer(body, self.outside, self.conversations)
        self.answers.append(said)
        self.answered.append(body)
        return said


@pytest.fixture(scope="session")
def vk(journals: Path) -> Iterator[RunningVk]:
    """VK's stand-in, whose traffic must keep to VK's schema; an hour between two attempts is a third of a minute. It
    waits long for answers, so that a busy machine makes no second delivery that no test asked for.
    """
    with running_vk(requests_a_second=10_000, callback_speedup=200, callback_timeout_s=60) as running:
        yield running
        keep_journal(running, journals)


@pytest.fixture
def bot(store: Store, vk: RunningVk) -> Iterator[Bot]:
    """A community, registered, with a municipality of its own."""
    vk.delete("/sim/faults")
    community = vk.community(name="Чаты города")
    clock, queue = MovableClock(), PlayedQueue()
    clients = VkClients(vk.url, {community.group_id: community.token}, timeout_s=30)
    urls = {Purpose.PROVISION: "http://worker", Purpose.ANSWER: "http://worker"}
    tasks = TaskQueue(queue, "projects/test/locations/here", urls, "caller")
    outside = assemble(store, clients, tasks, clock, CountedIds(), {community.group_id: SECRET})
    store.commit([Create(community_path(community.group_id), Community(community.group_id, "Чаты города"))])
    municipality = ensure_municipality("Город", "Область", community.group_id, "г. Город", store=store)
    bot = Bot(outside, vk, clock, queue, community.group_id, community.token, municipality.id)
    with _listening(bot):
        register_callback_server(bot.url, SECRET, vk=clients.of(bot.group_id), store=store, clock=WaitingClock())
        yield bot
    vk.delete("/sim/faults")


class WaitingClock(MovableClock):
    """VK confirms a server in real time."""

    def sleep(self, seconds: float) -> None:
        threading.Event().wait(min(seconds, 0.05))


class _Listening:
    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    def __enter__(self) -> None:
        app = Flask("vk_callback")
        app.add_url_rule("/", view_func=lambda: self._bot.answer_over_http(request.get_data()), methods=["POST"])
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self._bot.url = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join(timeout=10)
        self._server.server_close()


def _listening(bot: Bot) -> _Listening:
    return _Listening(bot)

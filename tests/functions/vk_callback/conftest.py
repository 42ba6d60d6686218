"""A bot whose VK, Firestore and HTTP are real: VK's stand-in sends its events to the very function that is deployed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask import Flask, request
from werkzeug.serving import make_server

from functions.vk_callback.answering import Answer, answer
from functions.vk_callback.conversation import Conversation
from functions.vk_callback.outside import Outside
from functions.vk_callback.table import CONVERSATIONS
from lib.communities.answering import Answers
from lib.communities.callbacks import register_callback_server
from lib.communities.community import Community, community_path
from lib.gateways.firestore.store import Create, Store
from lib.gateways.tasks.queue import TaskQueue
from lib.gateways.vk.connect import VkClients
from lib.gateways.vk.pace import Purpose
from lib.municipalities.registry import ensure_municipality
from local.vk.testing import RunningVk, running_vk
from tests.clock import CountedIds, MovableClock
from tests.lib.provisioning.conftest import PlayedQueue
from tests.traffic import keep_journal

SECRET = "совсем-секретно"


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
    before_answer: Callable[[bytes], None] = lambda body: None

    @property
    def store(self) -> Store:
        return self.outside.store

    def tell(self, kind: str, what: dict[str, Any], event_id: str = "e1", **given: Any) -> Answer:
        """Sends an event, as VK would, without HTTP."""
        event = {"type": kind, "group_id": self.group_id, "event_id": event_id, "secret": SECRET, "object": what}
        return answer(msgspec.json.encode({**event, **given}), self.outside, self.conversations)

    def answer_over_http(self, body: bytes) -> Answer:
        """What the function says to a request; remembered, in order."""
        self.before_answer(body)
        said = answer(body, self.outside, self.conversations)
        self.answers.append(said)
        return said


@pytest.fixture(scope="session")
def vk(journals: Path) -> Iterator[RunningVk]:
    """VK's stand-in, whose traffic must keep to VK's schema; an hour between two attempts is a third of a minute."""
    with running_vk(requests_a_second=10_000, callback_speedup=200) as running:
        yield running
        keep_journal(running, journals)


@pytest.fixture
def bot(store: Store, vk: RunningVk) -> Iterator[Bot]:
    """A community, registered, with a municipality of its own."""
    vk.delete("/sim/faults")
    community = vk.community(name="Чаты города")
    clock, queue = MovableClock(), PlayedQueue()
    clients = VkClients(vk.url, {community.group_id: community.token}, timeout_s=5)
    urls = {Purpose.PROVISION: "http://worker", Purpose.ANSWER: "http://worker"}
    outside = Outside(
        store=store,
        vk=clients,
        answers=Answers(clients, store, clock),
        queue=TaskQueue(queue, "projects/test/locations/here", urls, "caller"),
        clock=clock,
        ids=CountedIds(),
        secrets={community.group_id: SECRET},
    )
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

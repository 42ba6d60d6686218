"""VK's stand-in on the world's timeline: the same methods, limits and rules as over HTTP, with its events carried by
VK's own schedule of repetitions.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

import httpx
import msgspec
from msgspec import Struct
from werkzeug.formparser import parse_form_data

from fire.timeline import Timeline, Turns
from lib.communities.callbacks import EVENT_TYPES
from local.vk.api import perform_request
from local.vk.callbacks import (
    FAILURES_BEFORE_PAUSE,
    MOST_AT_ONCE,
    MOST_PUT_OFF_S,
    PAUSE_S,
    RETRY_AFTER_S,
    STATUSES_WITH_RETRY_AFTER,
    Callbacks,
)
from local.vk.clock import VkClock
from local.vk.errors import ApiError
from local.vk.events import Events
from local.vk.files import take_files
from local.vk.journal import Journal
from local.vk.settings import Settings
from local.vk.sms import Sms, SmsGateway
from local.vk.state import CallbackServer, Community, Json, User
from local.vk.world import Vk

# https://dev.vk.com/ru/api/callback/getting-started does not tell; operators of bots see about 4 s.
CALLBACK_TIMEOUT_S = 4.0
SECRET = "callback-secret"


class Reply(Struct, frozen=True):
    """What a function of ours answered; the status 0 is no answer."""

    status: int
    body: str = ""
    retry_after_s: float | None = None

    @property
    def is_ok(self) -> bool:
        """Whether VK counts the event as delivered."""
        return self.status == 200 and self.body == "ok"


# What VK makes of a request: it performs it, refuses it with a code, or worse.
Mood = Callable[[httpx.Request, Callable[[], httpx.Response], Callable[[int], httpx.Response]], httpx.Response]


class EventsOnTheWay:
    """What befalls events between VK and us: how often each comes and how late. The default is once and at once."""

    def delays_s(self) -> list[float]:
        """A delay for each time that the event comes; none: it never does."""
        return [0.0]


class Postman(Callbacks):
    """Carries events to our function, with VK's repetitions."""

    def __init__(self, timeline: Timeline, hear: Callable[[bytes, int], Reply]) -> None:
        self.way = EventsOnTheWay()
        self.lost = 0
        self.under_way = 0
        self._timeline = timeline
        self._hear = hear
        self._at_once = Turns(MOST_AT_ONCE, timeline)

    def send(self, community: Community, server: CallbackServer, event: Json) -> None:
        body = msgspec.json.encode(event | {"secret": server.secret_key})
        for delay_s in self.way.delays_s():
            self.under_way += 1
            self._timeline.spawn("event", lambda: self._carry(server, body), self._timeline.now_s + 0.05 + delay_s)

    def _carry(self, server: CallbackServer, body: bytes) -> None:
        try:
            self._until_heard(server, body)
        finally:
            self.under_way -= 1

    def _until_heard(self, server: CallbackServer, body: bytes) -> None:
        for repetition, wait_s in enumerate((*RETRY_AFTER_S, None)):
            while (left_s := server.paused_until - self._timeline.now_s) > 0:
                self._timeline.sleep(left_s)
            reply = self._told(server, body, repetition)
            if reply.is_ok:
                return
            if wait_s is None:
                self.lost += 1
                return
            put_off_s: float = wait_s
            if reply.status in STATUSES_WITH_RETRY_AFTER and reply.retry_after_s is not None:
                put_off_s = reply.retry_after_s
            self._timeline.sleep(min(put_off_s, MOST_PUT_OFF_S))

    def _told(self, server: CallbackServer, body: bytes, repetition: int) -> Reply:
        self._at_once.take()
        try:
            heard = self._timeline.spawn("vk_callback", partial(self._hear, body, repetition))
            in_time = self._timeline.wait(heard, CALLBACK_TIMEOUT_S)
            reply = heard.outcome() if in_time else Reply(0)
        finally:
            self._at_once.give_back()
        server.failures_in_a_row = 0 if reply.is_ok else server.failures_in_a_row + 1
        if server.failures_in_a_row >= FAILURES_BEFORE_PAUSE:
            server.failures_in_a_row = 0
            server.paused_until = self._timeline.now_s + PAUSE_S
        return reply


class _Clock(VkClock):
    def __init__(self, timeline: Timeline) -> None:
        super().__init__()
        self._timeline = timeline

    def now(self) -> int:
        return int(self._timeline.now.timestamp())


class _Silent(Journal):
    """Nobody reads a journal here."""

    def _write(self, record: Json) -> None:
        pass


class _SmsRu(SmsGateway):
    """SMS.ru; its reports of deliveries go to `tell`."""

    timeline: Timeline
    tell: Callable[[Sms], None]

    def _start_delivery(self, api_id: str, sms: Sms, outcome: int) -> None:
        def deliver() -> None:
            sms.status_code = outcome
            sms.history.append(outcome)
            self.tell(sms)

        self.timeline.spawn("sms", deliver, self.timeline.now_s + 2)


class VkOnTimeline:
    """VK and SMS.ru of a world. `hear` is our function that takes VK's events, `tell` the one that takes reports."""

    def __init__(
        self, timeline: Timeline, seed: int, hear: Callable[[bytes, int], Reply], tell: Callable[[Sms], None]
    ) -> None:
        self.timeline = timeline
        self.vk = vk = Vk(Settings(seed=seed))
        vk.clock = _Clock(timeline)
        vk.journal = _Silent()
        self.postman = Postman(timeline, hear)
        vk.callbacks = self.postman
        vk.events = Events(self.postman, vk.long_polls, vk.dice)
        vk.sms = sms = _SmsRu(vk.dice, clock=self._unix_time)
        sms.timeline, sms.tell = timeline, tell
        # When a request came, and of which function of ours.
        self.arrivals: list[tuple[float, str]] = []
        self.mood: Mood | None = None

    def _unix_time(self) -> float:
        return self.timeline.now.timestamp()

    def community(self, name: str) -> Community:
        """A community whose events come to us."""
        from local.vk.settings import CommunitySettings

        made = self.vk.add_community(CommunitySettings(name=name))
        made.callback_servers[1] = CallbackServer(1, "http://vk_callback", "", SECRET, "ok", events=set(EVENT_TYPES))
        return made

    def user(self, first_name: str, last_name: str, **given: Any) -> User:
        """A new person."""
        id_ = self.vk.next_user_id()
        user = User(id_, first_name, last_name, f"id{id_}", **given)
        self.vk.add_user(user)
        return user

    def http(self, request: httpx.Request) -> httpx.Response:
        """One request to VK or to its upload servers."""
        first, _, name = request.url.path.strip("/").partition("/")
        match first:
            case "method":
                return self._method(name, request)
            case "upload":
                return _json(take_files(self.vk.uploads, name, _files(request)))
            case "sms":
                return _json(self.vk.sms.send(_form(request)))
            case _:
                return httpx.Response(404)

    def _method(self, name: str, request: httpx.Request) -> httpx.Response:
        vk, fields = self.vk, _form(request)
        community = vk.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if community is None:
            return _json({"error": ApiError(5).body(name, fields)})
        in_pace = vk.traffic.arrived(community.id, name, self.timeline.now_s)
        self.arrivals.append((self.timeline.now_s, request.extensions["function"]))

        def perform() -> httpx.Response:
            return _json(perform_request(vk, community, name, fields, in_pace=in_pace))

        def refuse(code: int) -> httpx.Response:
            vk.traffic.refused(community.id, code)
            return _json({"error": ApiError(code).body(name, fields)})

        if self.mood is None or not in_pace:
            return perform()
        return self.mood(request, perform, refuse)


def _json(value: object) -> httpx.Response:
    return httpx.Response(200, content=msgspec.json.encode(value))


def _form(request: httpx.Request) -> dict[str, str]:
    return dict(parse_qsl(request.read().decode(), keep_blank_values=True))


def _files(request: httpx.Request) -> list[tuple[str, bytes]]:
    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": request.headers["Content-Type"],
        "CONTENT_LENGTH": str(len(request.read())),
        "wsgi.input": BytesIO(request.read()),
    }
    _, _, files = parse_form_data(environ)
    return [(each.filename or "", each.read()) for each in files.values()]

"""Google Cloud on the world's timeline: our functions' processes, Cloud Tasks' queues, Cloud Scheduler's minutes.

The doors are the deployed ones (`functions/*/main.py`); what they are given is built here as their own `connect` builds
it, on the world's clock and wires. A process that dies is replaced by one that remembers nothing.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from functools import cache
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import flask
from google.api_core.exceptions import GoogleAPICallError
from greenlet import getcurrent
from werkzeug.test import EnvironBuilder

import functions.answer.main
import functions.api.main
import functions.broadcast.main
import functions.collect.main
import functions.expire_discussions.main
import functions.provision.main
import functions.sms_callback.main
import functions.sweep.main
import functions.vk_callback.main
import lib.communities.answering
import lib.gateways.firestore.at_once
import lib.gateways.vk.gathering
import lib.questions.board
import lib.questions.membership
import lib.refreshed
from fire.edges import Died, Edges, Kind, Process
from fire.memory_store import Database
from fire.timeline import StrandLock, StrandPool, Timeline, Turns
from fire.vk import SECRET, Reply
from fire.wires import Http, ProcessClock, WiredScheduler, WiredSms, WiredTasks, WiredVk, store_of
from functions.api.app import make_app
from functions.api.outside import Outside as ApiOutside
from functions.sweep.outside import Outside as Sweeping
from functions.vk_callback.outside import assemble
from lib.broadcasts.outside import Broadcasting
from lib.config import ApiConfig, Config
from lib.discussions.expire import Expiring
from lib.gateways.firestore.store import Store
from lib.gateways.scheduler.jobs import Job
from lib.gateways.tasks.queue import TaskQueue
from lib.gateways.vk.pace import Purpose
from lib.lease import Timing
from lib.onboarding.outside import Leading, SmsOffice
from lib.provisioning.outside import Provisioning
from local.backoff import backoff_s
from local.deployed import read_deployed

_TIMEOUT_S = 10.0
# functions/vk_callback/outside.py: an event must be answered within 4 s.
_CALLBACK_TIMEOUT_S = 3.5
SMS_KEY = "sms-key"
SESSION_KEY = b"a session key of more than thirty-two letters"
APP_ORIGIN = "https://app.example"

_FUNCTION_OF = {
    Purpose.PROVISION: "provision",
    Purpose.BROADCAST: "broadcast",
    Purpose.ANSWER: "answer",
    Purpose.COLLECT: "collect",
}
_PROCESSES = {"api": 2, "vk_callback": 2, "provision": 2, "broadcast": 2, "answer": 2}
_LOST = ("", 0)


class SeededIds:
    """Ids that look like chance and are the same in every run with the same seed."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice

    def document_id(self) -> str:
        return f"{self._dice.getrandbits(80):020x}"

    def random_id(self) -> int:
        return self._dice.randrange(1, 2**31)


class Running:
    """One place for a process of a function, and who is in it now."""

    def __init__(self, function: str, number: int, cloud: Cloud) -> None:
        self.function = function
        self.number = number
        self.deaths = 0
        self._cloud = cloud
        self.begin()

    def begin(self) -> None:
        """A fresh process."""
        self.process = Process(f"{self.function}-{self.number}", self._cloud.skew_s(self.function, self.number))
        self.outside = self._cloud.outside_of(self.function, self.process)

    def do(self, door: Callable[[], Any]) -> Any:
        """One request to it; raises Died where it does not survive it."""
        if self.process.is_dead:
            self.begin()
        getcurrent().outside = self.outside
        try:
            return door()
        except Died:
            self.deaths += 1
            raise


class Cloud:
    """The project in which everything of ours runs."""

    def __init__(self, timeline: Timeline, edges: Edges, database: Database | Store, seed: int) -> None:
        self.timeline = timeline
        self.edges = edges
        self.database = database
        self.tokens: dict[int, str] = {}
        self.http: Http
        self.jobs: dict[str, Job] = {}
        self.bugs: list[str] = []
        self.skews: Mapping[str, float] = {}
        self.queues: dict[str, Queue] = {}
        # How often Cloud Tasks brings a task; it promises at least once.
        self.times_of_a_task: Callable[[], int] = lambda: 1
        self.ids = SeededIds(Random(f"ids {seed}"))
        self._running: dict[str, list[Running]] = {}
        self._turn: dict[str, int] = {}
        take_over()
        StrandLock.timeline = StrandPool.timeline = timeline

    # Processes.

    def skew_s(self, function: str, number: int) -> float:
        """By how much the clock of a process is wrong."""
        return self.skews.get(f"{function}-{number}", 0.0)

    def outside_of(self, function: str, process: Process) -> Any:
        """What a function's `connect` builds."""
        if function == "vk_callback":
            store = store_of(self.database, self.edges, process)
            vk = self._vk(process, _CALLBACK_TIMEOUT_S)
            secrets = dict.fromkeys(self.tokens, SECRET)
            return assemble(store, vk, self._queue(process), ProcessClock(self.timeline, process), self.ids, secrets)
        provisioning = self.provisioning(process)
        leading = Leading(provisioning, self._sms(process))
        match function:
            case "provision" | "collect":
                return provisioning
            case "answer":
                return leading
            case "broadcast":
                return self._broadcasting(provisioning, process)
            case "sweep":
                return Sweeping(provisioning, leading, self._broadcasting(provisioning, process))
            case "expire_discussions":
                return Expiring(provisioning.store, provisioning.queue, provisioning.clock)
            case "sms_callback":
                return provisioning.store, SMS_KEY, provisioning.clock
            case _:
                return _api_outside(self._config(), provisioning, self._broadcasting(provisioning, process))

    def provisioning(self, process: Process) -> Provisioning:
        """The outside of provisioning in a process."""
        return Provisioning(
            store=store_of(self.database, self.edges, process),
            vk=self._vk(process, _TIMEOUT_S),
            queue=self._queue(process),
            clock=ProcessClock(self.timeline, process),
            ids=self.ids,
            timing=Timing(_TIMEOUT_S),
        )

    def ask(self, function: str, environ: EnvironBuilder) -> Reply:
        """One request to a function: what it does not catch is a 500, and a bug if it is ours; a death no answer."""
        running = self._next(function)
        request = flask.Request(environ.get_environ())
        try:
            return _reply(running.do(lambda: self._through(function, request, running)))
        except Died:
            return Reply(0)
        except GoogleAPICallError:
            # Google's own failure: the function ends in 500, and whoever called comes again.
            return Reply(500)
        except Exception as error:
            self.bugs.append(f"{function} {request.path}: {type(error).__name__}: {error}")
            return Reply(500)

    def _through(self, function: str, request: flask.Request, running: Running) -> Any:
        answer = _DOORS[function](request)
        # The answer itself can be lost on its way.
        name = f"{function} {request.path}"
        return self.edges.go(running.process, Kind.ANSWER, name, lambda: answer, lambda: _LOST)

    def _next(self, function: str) -> Running:
        if function not in self._running:
            count = _PROCESSES.get(function, 1)
            self._running[function] = [Running(function, number, self) for number in range(1, count + 1)]
        running = self._running[function]
        self._turn[function] = self._turn.get(function, -1) + 1
        return running[self._turn[function] % len(running)]

    def restart_all(self) -> None:
        """Every process is replaced, as by a deployment."""
        self._running.clear()

    # Cloud Tasks.

    def add_task(self, request: dict[str, Any]) -> None:
        """Takes a task."""
        name = request["parent"].rsplit("/", 1)[1]
        if name not in self.queues:
            self.queues[name] = Queue(name, self)
        self.queues[name].add(request["task"])

    @property
    def waiting_tasks(self) -> int:
        """How many tasks are not through."""
        return sum(queue.waiting for queue in self.queues.values())

    # Cloud Scheduler.

    def run_job(self, function: str) -> Reply:
        """One run of a job."""
        return self.ask(function, EnvironBuilder(path="/", method="POST", data=b""))

    # How processes reach the outside.

    def _vk(self, process: Process, timeout_s: float) -> WiredVk:
        return WiredVk(self.tokens, timeout_s, self.http, self.edges, process)

    def _sms(self, process: Process) -> SmsOffice:
        client = WiredSms(SMS_KEY, _TIMEOUT_S, self.http, self.edges, process)
        return SmsOffice(client, SMS_KEY.encode())

    def _queue(self, process: Process) -> TaskQueue:
        urls = {purpose: f"http://{function}" for purpose, function in _FUNCTION_OF.items()}
        return TaskQueue(WiredTasks(self.add_task, self.edges, process), "projects/fire/locations/here", urls, "caller")

    def _broadcasting(self, other: Provisioning, process: Process) -> Broadcasting:
        scheduler = WiredScheduler(self.jobs, self.edges, process)
        return Broadcasting(other.store, other.vk, other.queue, other.clock, other.ids, other.timing, scheduler)

    def _config(self) -> ApiConfig:
        core = Config("fire", "here", "http://vk", self.tokens, "http://provision", "caller")
        return ApiConfig(core, 51_000_001, "secret", SESSION_KEY, APP_ORIGIN, "https://api.example")


class Queue:
    """One of Cloud Tasks' queues, with the limits and the patience that Terraform deploys."""

    def __init__(self, name: str, cloud: Cloud) -> None:
        purpose = name.rpartition("-")[0]
        self._settings = _settings_of(purpose)
        self._function = _FUNCTION_OF[Purpose(purpose)]
        self._cloud = cloud
        self._places = Turns(self._settings["max_concurrent_dispatches"], cloud.timeline)
        self.waiting = 0

    def add(self, task: dict[str, Any]) -> None:
        """Takes a task; it is dispatched at its time."""
        at = task.get("schedule_time")
        at_s = self._cloud.timeline.now_s
        if at is not None:
            from datetime import UTC

            at_s = self._cloud.timeline.seconds_at(at.ToDatetime(UTC))
        for _ in range(self._cloud.times_of_a_task()):
            self.waiting += 1
            self._cloud.timeline.spawn("task", lambda: self._carry(task), at_s)

    def _carry(self, task: dict[str, Any]) -> None:
        attempts = 0
        while True:
            self._places.take()
            try:
                reply = self._dispatch(task)
            finally:
                self._places.give_back()
            attempts += 1
            if 200 <= reply.status < 300:
                self.waiting -= 1
                return
            settings = self._settings
            self._cloud.timeline.sleep(
                backoff_s(attempts, settings["min_backoff_s"], settings["max_backoff_s"], settings["max_doublings"])
            )

    def _dispatch(self, task: dict[str, Any]) -> Reply:
        http = task["http_request"]
        path = "/" + http["url"].split("://", 1)[1].partition("/")[2]
        builder = EnvironBuilder(path=path, method="POST", data=http["body"], headers=http["headers"])
        return self._cloud.ask(self._function, builder)


@cache
def _settings_of(purpose: str) -> dict[str, Any]:
    return next(queue for queue in read_deployed().queues if queue["name"].startswith(f"{purpose}-"))


def _reply(answer: Any) -> Reply:
    if isinstance(answer, flask.Response | flask.wrappers.Response) or hasattr(answer, "get_data"):
        return Reply(answer.status_code, answer.get_data(as_text=True), _seconds(answer.headers.get("Retry-After")))
    body, status, *headers = answer
    given = headers[0] if headers else {}
    return Reply(status, body if isinstance(body, str) else "", _seconds(given.get("Retry-After")))


def _seconds(text: str | None) -> float | None:
    return float(text) if text else None


def _api_outside(config: ApiConfig, provisioning: Provisioning, broadcasting: Broadcasting) -> ApiOutside:
    outside = ApiOutside(config, provisioning)
    # Instead of the one that would be connected with Cloud Scheduler.
    outside.__dict__["broadcasting"] = broadcasting
    return outside


_DOORS: dict[str, Callable[[Any], Any]] = {
    "answer": functions.answer.main.answer,
    "api": functions.api.main.api,
    "broadcast": functions.broadcast.main.broadcast,
    "collect": functions.collect.main.collect,
    "expire_discussions": functions.expire_discussions.main.expire_discussions,
    "provision": functions.provision.main.provision,
    "sms_callback": functions.sms_callback.main.sms_callback,
    "sweep": functions.sweep.main.sweep,
    "vk_callback": functions.vk_callback.main.vk_callback,
}


class _Current:
    """The outside of whichever process asks: Flask's app is made once and serves them all."""

    def __getattr__(self, name: str) -> Any:
        if name == "config" and not hasattr(getcurrent(), "outside"):
            return SimpleNamespace(app_origin=APP_ORIGIN)
        return getattr(_current_outside(), name)


def _current_outside() -> Any:
    return getcurrent().outside


@cache
def take_over() -> None:
    """From here on the doors of this process are given the world's outsides, and threads are strands."""
    for main in (
        functions.answer.main,
        functions.broadcast.main,
        functions.collect.main,
        functions.expire_discussions.main,
        functions.provision.main,
        functions.sms_callback.main,
        functions.sweep.main,
        functions.vk_callback.main,
    ):
        main._outside = _current_outside  # type: ignore[attr-defined]
    app = make_app(cast(ApiOutside, _Current()))
    functions.api.main._app = lambda: app  # type: ignore[assignment]
    strands = SimpleNamespace(**{name: getattr(threading, name) for name in dir(threading) if name[0].isalpha()})
    strands.Lock = StrandLock
    for module in (
        lib.communities.answering,
        lib.gateways.vk.gathering,
        lib.questions.board,
        lib.questions.membership,
        lib.refreshed,
    ):
        module.threading = strands  # type: ignore[attr-defined]
    lib.gateways.firestore.at_once.ThreadPoolExecutor = StrandPool  # type: ignore[assignment,attr-defined]


def sms_report_form(sms_id: str, status: int, at: int) -> dict[str, str]:
    """SMS.ru's signed report of one delivery."""
    report = f"sms_status\n{sms_id}\n{status}\n{at}"
    signature = hashlib.sha256((SMS_KEY + report).encode()).hexdigest()
    return {"data[0]": report, "hash": signature}

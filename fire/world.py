"""A world: our whole system, VK, Google Cloud and people, in one process, on one timeline, from one seed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any
from urllib.parse import urlencode

import msgspec
from msgspec import Struct
from werkzeug.test import EnvironBuilder

from fire.cloud import SESSION_KEY, Cloud, sms_report_form
from fire.edges import Edges
from fire.memory_store import Database, MemoryStore
from fire.timeline import NeverEnds, Timeline
from fire.vk import Reply, VkOnTimeline
from lib import log
from lib.communities.community import Community, community_path
from lib.gateways.firestore.store import Create, Store
from lib.people.session import begin_session, session_token
from local.vk import state as vk_state
from local.vk.sms import Sms

# A person whose request is not answered tries again after this; longer than an attempt is thought to take
# (functions/api/idempotency.py).
_TRIES_AGAIN_S = 80.0
_MOST_TRIES = 60


class LogLine(Struct, frozen=True):
    """A line that one of our functions logged."""

    at_s: float
    severity: str
    event: str
    fields: dict[str, Any]


class RequestRefused(Exception):
    """The API does not do what a person asked for."""


class World:
    """Everything."""

    def __init__(self, seed: int = 1, store: Store | None = None) -> None:
        self.seed = seed
        self.dice = Random(f"world {seed}")
        self.timeline = Timeline()
        self.edges = Edges(self.timeline)
        self.store: Store = store or MemoryStore(Database())
        self.cloud = Cloud(self.timeline, self.edges, self.store, seed)
        self.vk = VkOnTimeline(self.timeline, seed, self._hear, self._tell_of_sms)
        self.cloud.http = self.vk.http
        self.lines: list[LogLine] = []
        self.jobs_run = 0
        # How often the scheduler calls for one run; Cloud Scheduler promises at least once.
        self.times_of_a_job: Callable[[], int] = lambda: 1
        # Whether people whose button spun for its minute and then did nothing press it once more.
        self.people_press_again = False
        self._keys = 0
        log._write = self._log  # type: ignore[assignment]

    # What people run.

    def community(self, name: str) -> vk_state.Community:
        """A community of VK that is ours."""
        made = self.vk.community(name)
        self.cloud.tokens[made.id] = made.token
        self.store.commit([Create(community_path(made.id), Community(made.id, name))])
        return made

    def minutes(self, number: float) -> None:
        """Minutes pass; in each the scheduler runs its jobs."""
        for _ in range(int(number)):
            self.run_jobs()
            self.timeline.run(60)

    def run_jobs(self, *functions: str) -> None:
        """What Cloud Scheduler runs each minute; all of it, or what is named."""
        self.jobs_run += 1
        for function in functions or ("expire_discussions", "sweep"):
            for _ in range(self.times_of_a_job()):
                self.timeline.spawn(function, partial(self.cloud.run_job, function))

    @property
    def is_busy(self) -> bool:
        """Whether an event or a task is on its way."""
        return bool(self.vk.postman.under_way)

    # What people do in the app.

    def ask(self, method: str, path: str, by: int, body: Any = None, file: tuple[str, bytes] | None = None) -> Any:
        """A request of a person, who repeats it until it is answered; the JSON of the answer.

        Raises:
            RequestRefused: it is answered with an error that repeating does not change.
        """
        self._keys += 1
        key = f"key-{self.seed}-{self._keys:012}"

        def once() -> Reply:
            return self.cloud.ask("api", _request(method, path, self._token(by), key, body, file))

        for _ in range(_MOST_TRIES):
            reply = self.timeline.finish(f"{method} {path}", once)
            if 200 <= reply.status < 300:
                return msgspec.json.decode(reply.body)
            if reply.status and reply.status < 500 and reply.retry_after_s is None:
                raise RequestRefused(f"{method} {path}: {reply.status} {reply.body}")
            self.timeline.run(reply.retry_after_s or _TRIES_AGAIN_S)
        raise NeverEnds(f"{method} {path}: {reply.status} {reply.body}")

    def _token(self, vk_id: int) -> str:
        return session_token(begin_session(vk_id, self.timeline.now), SESSION_KEY)

    # What VK and SMS.ru do with us.

    def _hear(self, body: bytes, repetition: int) -> Reply:
        headers = [("Content-Type", "application/json"), ("X-Retry-Counter", str(repetition))]
        builder = EnvironBuilder(path="/", method="POST", data=body, headers=headers)
        return self.cloud.ask("vk_callback", builder)

    def _tell_of_sms(self, sms: Sms) -> None:
        form = sms_report_form(sms.sms_id, sms.status_code, int(self.timeline.now.timestamp()))
        data = urlencode(form).encode()
        headers = [("Content-Type", "application/x-www-form-urlencoded")]
        for _ in range(10):
            builder = EnvironBuilder(path="/", method="POST", data=data, headers=headers)
            if self.cloud.ask("sms_callback", builder).status == 200:
                return
            self.timeline.sleep(60)

    def _log(self, severity: str, event: str, fields: dict[str, Any]) -> None:
        self.lines.append(LogLine(self.timeline.now_s, severity, event, dict(fields)))

    def alerts(self) -> list[LogLine]:
        """Lines over which somebody is woken."""
        return [line for line in self.lines if line.severity == "ALERT"]


def _request(method: str, path: str, token: str, key: str, body: Any, file: tuple[str, bytes] | None) -> EnvironBuilder:
    from io import BytesIO

    headers = [("Authorization", f"Bearer {token}"), ("Idempotency-Key", key)]
    if file is not None:
        form = {"file": (BytesIO(file[1]), file[0])}
        return EnvironBuilder(path=f"/api/v1{path}", method=method, data=form, headers=headers)
    data = None if body is None else msgspec.json.encode(body)
    content_type = None if body is None else "application/json"
    return EnvironBuilder(path=f"/api/v1{path}", method=method, data=data, headers=headers, content_type=content_type)

"""The clients that our functions are given, with the edge around each call: the same classes, whose way out is ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

import httpx
from google.api_core import exceptions as google_errors

from fire.edges import Edges, Kind, Process
from fire.memory_store import Database, MemoryStore
from fire.timeline import Timeline
from lib.gateways.firestore.store import Condition, RawRecord, Store, Stored, Write
from lib.gateways.scheduler.jobs import Job, JobScheduler
from lib.gateways.sms.client import SmsClient
from lib.gateways.vk.connect import VkClients

Record = TypeVar("Record")
Answer = TypeVar("Answer")

Http = Callable[[httpx.Request], httpx.Response]


class ProcessClock:
    """A process's own clock: the world's time, and by how much it is wrong."""

    def __init__(self, timeline: Timeline, process: Process) -> None:
        self._timeline = timeline
        self._process = process
        self._skew = timedelta(seconds=process.skew_s)

    def now(self) -> datetime:
        return self._timeline.now + self._skew

    def sleep(self, seconds: float) -> None:
        self._process.check()
        if seconds > 0:
            self._timeline.sleep(seconds)
        self._process.check()


class WiredStore(Store):
    """A store whose every call leaves the process."""

    def __init__(self, inner: Store, edges: Edges, process: Process) -> None:
        self._inner = inner
        self._edges = edges
        self._process = process

    def _go(self, name: str, do: Callable[[], Answer]) -> Answer:
        # What only reads is asked again by Google's client, and nobody notices.
        return self._edges.go(self._process, Kind.FIRESTORE, name, do, do)

    def get(self, path: str, kind: type[Record]) -> Stored[Record] | None:
        return self._go(f"get {_shape(path)}", lambda: self._inner.get(path, kind))

    def get_many(self, paths: Iterable[str], kind: type[Record]) -> dict[str, Stored[Record]]:
        wanted = list(paths)
        if not wanted:
            return {}
        return self._go(f"get_many {_shape(wanted[0])}", lambda: self._inner.get_many(wanted, kind))

    def commit(self, writes: Sequence[Write]) -> list[datetime]:
        name = "commit " + ", ".join(sorted({f"{type(each).__name__} {_shape(each.path)}" for each in writes}))

        def repeated() -> list[datetime]:
            # Google's client repeats a commit whose answer was lost, and finds its own first one.
            self._inner.commit(writes)
            return self._inner.commit(writes)

        return self._edges.go(self._process, Kind.FIRESTORE, name, lambda: self._inner.commit(writes), repeated)

    def query(
        self,
        collection: str,
        kind: type[Record],
        where: Sequence[Condition] = (),
        order_by: Sequence[str] = (),
        limit: int | None = None,
        start_after: Sequence[object] | None = None,
        select: Sequence[str] | None = None,
    ) -> list[Stored[Record]]:
        return self._go(
            f"query {_shape(collection)}",
            lambda: self._inner.query(collection, kind, where, order_by, limit, start_after, select),
        )

    def query_group(
        self, group: str, kind: type[Record], where: Sequence[Condition], order_by: Sequence[str] = (), limit: int = 100
    ) -> list[Stored[Record]]:
        return self._go(f"query_group {group}", lambda: self._inner.query_group(group, kind, where, order_by, limit))

    def totals(
        self, collection: str, where: Sequence[Condition] = (), sums: Sequence[str] = ()
    ) -> tuple[int, dict[str, int]]:
        return self._go(f"totals {_shape(collection)}", lambda: self._inner.totals(collection, where, sums))

    def sums(self, collection: str, where: Sequence[Condition], fields: Sequence[str]) -> dict[str, int]:
        return self._go(f"sums {_shape(collection)}", lambda: self._inner.sums(collection, where, fields))

    def raw(self, path: str) -> RawRecord | None:
        return self._go(f"raw {_shape(path)}", lambda: self._inner.raw(path))


def _shape(path: str) -> str:
    """A path by its collections: `municipalities/houses`."""
    return "/".join(path.split("/")[::2])


class WiredVk(VkClients):
    """Clients of VK whose requests go to the world's VK."""

    def __init__(self, tokens: Mapping[int, str], timeout_s: float, http: Http, edges: Edges, process: Process) -> None:
        super().__init__("http://vk", tokens, timeout_s)
        self._wire = _Wire(Kind.VK, timeout_s, http, edges, process)

    @cached_property
    def _http(self) -> httpx.Client:
        return httpx.Client(transport=self._wire)


class WiredSms(SmsClient):
    """SMS.ru's client on the world's SMS.ru."""

    def __init__(self, api_id: str, timeout_s: float, http: Http, edges: Edges, process: Process) -> None:
        super().__init__("http://sms", api_id, is_test=False, timeout_s=timeout_s)
        self._wire = _Wire(Kind.SMS, timeout_s, http, edges, process)

    @cached_property
    def _http(self) -> httpx.Client:
        return httpx.Client(transport=self._wire)


class _Wire(httpx.BaseTransport):
    """HTTP to one of the world's systems."""

    def __init__(self, kind: Kind, timeout_s: float, http: Http, edges: Edges, process: Process) -> None:
        self._kind = kind
        self._timeout_s = timeout_s
        self._http = http
        self._edges = edges
        self._process = process

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        def lose() -> httpx.Response:
            self._http(request)
            raise httpx.ReadTimeout("the answer is lost", request=request)

        request.extensions |= {"timeout_s": self._timeout_s, "function": self._process.function}
        name = request.url.path.removeprefix("/method/")
        return self._edges.go(self._process, self._kind, name, lambda: self._http(request), lose)


class WiredTasks:
    """Google's client of Cloud Tasks, as far as ours uses it."""

    def __init__(self, add: Callable[[dict[str, Any]], None], edges: Edges, process: Process) -> None:
        self._add = add
        self._edges = edges
        self._process = process

    def create_task(self, request: dict[str, Any], retry: object = None) -> None:
        """Puts a task on its queue."""

        def lose() -> None:
            self._add(request)
            # Google's client does not repeat what is not idempotent.
            raise google_errors.DeadlineExceeded("the answer is lost")  # type: ignore[no-untyped-call]

        path = request["task"]["http_request"]["url"].rsplit("/", 1)[1]
        self._edges.go(self._process, Kind.TASKS, f"enqueue {path}", lambda: self._add(request), lose)


class WiredScheduler(JobScheduler):
    """Cloud Scheduler's jobs, kept in a dictionary of the world's."""

    def __init__(self, jobs: dict[str, Job], edges: Edges, process: Process) -> None:
        self._jobs = jobs
        self._edges = edges
        self._process = process

    def put(self, job: Job) -> None:
        def do() -> None:
            self._jobs[job.name] = job

        self._edges.go(self._process, Kind.SCHEDULER, "put", do, do)

    def remove(self, name: str) -> None:
        def do() -> None:
            self._jobs.pop(name, None)

        self._edges.go(self._process, Kind.SCHEDULER, "remove", do, do)


def store_of(database: Database | Store, edges: Edges, process: Process) -> WiredStore:
    """A process's way to the world's Firestore."""
    inner = database if isinstance(database, Store) else MemoryStore(database)
    return WiredStore(inner, edges, process)

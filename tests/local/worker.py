from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@dataclass
class Seen:
    """A request as the worker saw it."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float


@dataclass
class Worker:
    """A worker whose answers a test decides; it remembers all requests."""

    url: str
    answer: Callable[[Seen], tuple[int, dict[str, str]]] = lambda seen: (200, {})
    seen: list[Seen] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def counts(self) -> Counter[str]:
        """How often each path was asked for."""
        return Counter(one.path for one in list(self.seen))

    def wait_for(self, count: int, seconds: float = 60) -> None:
        """Until that many requests have come."""
        deadline = time.monotonic() + seconds
        while len(self.seen) < count:
            assert time.monotonic() < deadline, f"{len(self.seen)} of {count} requests came"
            time.sleep(0.01)


@pytest.fixture
def worker() -> Iterator[Worker]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            seen = Seen(self.path, dict(self.headers), body, time.monotonic())
            with here.lock:
                here.at_once += 1
                here.most_at_once = max(here.most_at_once, here.at_once)
                here.seen.append(seen)
            status, headers = here.answer(seen)
            with here.lock:
                here.at_once -= 1
            self.send_response(status)
            for name, value in {"Content-Length": "0", **headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — the base class's name
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

    server = Server(("127.0.0.1", 0), Handler)
    here = Worker(f"http://127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield here
    server.shutdown()
    server.server_close()

"""A server that VK's callbacks and SMS.ru's deliveries come to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]
Reply = tuple[int, str, dict[str, str]]

OK: Reply = (200, "ok", {})
SMS_OK: Reply = (200, "100", {})


@dataclass
class Listener:
    """What came, and what is answered: `reply` gets each event and its headers."""

    url: str
    confirmation: str = ""
    reply: Callable[[Json], Reply] = lambda event: OK
    reply_to_form: Callable[[], Reply] = lambda: SMS_OK
    events: list[Json] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)

    def of(self, kind: str) -> list[Json]:
        """The events of a type."""
        return [event for event in self.events if event.get("type") == kind]

    def wait(self, kind: str, count: int = 1, seconds: float = 60) -> list[Json]:
        """The events of a type once there are so many; fails where they do not come."""
        deadline = time.monotonic() + seconds
        while len(self.of(kind)) < count:
            assert time.monotonic() < deadline, f"{len(self.of(kind))} of {count} {kind}: {self.events}"
            time.sleep(0.005)
        return self.of(kind)

    def answer(self, body: bytes, retry: str) -> Reply:
        """The reply to a request."""
        if not body.startswith(b"{"):
            self.forms.append(body.decode())
            return self.reply_to_form()
        event = json.loads(body)
        self.events.append(event | {"retry": retry, "came_at": time.monotonic()})
        return (200, self.confirmation, {}) if event["type"] == "confirmation" else self.reply(event)


@contextmanager
def listening(confirmation: str = "") -> Iterator[Listener]:
    """A listener on a free port."""
    listener = Listener("", confirmation)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, text, headers = listener.answer(body, self.headers.get("X-Retry-Counter", ""))
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(text.encode()))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            return

    server = Server(("127.0.0.1", 0), Handler)
    listener.url = f"http://127.0.0.1:{server.server_address[1]}/vk_callback"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

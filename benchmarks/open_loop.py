"""A sender of HTTP requests that costs little itself, since it runs on the machine that it measures.

Open loop: requests leave at times fixed beforehand, whatever the answers do, and a latency counts from a request's
time and not from when it left. A closed loop says what is sustained: clients that ask one after the other.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from local.addresses import HOST

_LENGTH = re.compile(rb"content-length: (\d+)")

Request = Callable[[int], bytes]
IsRight = Callable[[bytes, bytes], bool]


@dataclass(frozen=True, slots=True)
class Measured:
    """An open loop: how many requests were sent and rightly answered, and the latencies, ms."""

    rate: float
    sent: int
    answered: int
    latencies: list[float]

    def quantile(self, share: float) -> float:
        """The latency below which that share of the answers lies."""
        return sorted(self.latencies)[min(int(len(self.latencies) * share), len(self.latencies) - 1)]


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends the requests of `request` (by their number) to a port; `is_right` looks at an answer's head and body."""

    url: str
    connections: int
    request: Request
    is_right: IsRight

    async def sustained(self, seconds: float) -> float:
        """Right answers a second of clients that ask one after the other, after a second to warm up."""
        connections = _Connections(self)

        async def client(number: int, until: float) -> int:
            count = 0
            while time.monotonic() < until:
                assert await connections.ask(number + 1000 * count)
                count += 1
            return count

        numbers = range(self.connections)
        await asyncio.gather(*(client(number, time.monotonic() + 1) for number in numbers))
        begun = time.monotonic()
        counts = await asyncio.gather(*(client(number, begun + seconds) for number in numbers))
        took = time.monotonic() - begun
        connections.close()
        return sum(counts) / took

    async def open_loop(self, rate: float, seconds: float) -> Measured:
        """`rate` requests a second for so long."""
        total = int(rate * seconds)
        latencies: list[float] = []
        answered = 0
        connections = _Connections(self)
        begun = time.monotonic() + 0.5

        async def one(number: int) -> None:
            nonlocal answered
            due = begun + number / rate
            await asyncio.sleep(due - time.monotonic())
            is_right = await connections.ask(number)
            latencies.append((time.monotonic() - due) * 1000)
            answered += is_right

        tasks: set[asyncio.Task[None]] = set()
        for number in range(total):
            # A task is made a second before its time, so that a minute of them need not exist at once.
            await asyncio.sleep(begun + number / rate - 1 - time.monotonic())
            task = asyncio.create_task(one(number))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        await asyncio.gather(*tasks)
        connections.close()
        return Measured(rate, total, answered, latencies)

    async def wait_until_up(self, seconds: float = 60) -> None:
        """Waits for the first right answer.

        Raises:
            TimeoutError: none came.
        """
        until = time.monotonic() + seconds
        while not await _Connections(self).ask(0):
            if time.monotonic() > until:
                raise TimeoutError(self.url)
            await asyncio.sleep(0.1)


def post(body: bytes) -> bytes:
    """A request that posts JSON to the root."""
    head = f"POST / HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


class _Connections:
    """Connections that are kept open, with as little work of our own as possible."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._port = int(sender.url.rsplit(":", 1)[1])
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._turns = asyncio.Semaphore(sender.connections)

    async def ask(self, number: int) -> bool:
        """Whether the request of that number is rightly answered."""
        request = self._sender.request(number)
        async with self._turns:
            # A connection that the server has closed meanwhile is not the server's failure: one more try, by a new one.
            for kept in (self._free, []):
                try:
                    reader, writer = kept.pop() if kept else await asyncio.open_connection(HOST, self._port)
                    writer.write(request)
                    head = await reader.readuntil(b"\r\n\r\n")
                    body = await reader.readexactly(int(_LENGTH.search(head.lower())[1]))  # type: ignore[index]
                except (OSError, asyncio.IncompleteReadError):
                    continue
                self._free.append((reader, writer))
                return self._sender.is_right(head, body)
        return False

    def close(self) -> None:
        """Closes them all."""
        for _, writer in self._free:
            writer.close()

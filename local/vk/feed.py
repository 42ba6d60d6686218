"""What happens, told live to whoever listens: the page for people follows it by server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Literal

import msgspec

Kind = Literal["message", "edit", "delete", "chat", "member", "pin", "snackbar", "dialog", "read", "reaction", "reset"]

# A listener that does not keep up loses the oldest news, not the server its memory.
MOST_WAITING = 1_000


class Feed:
    """Any number of listeners, each with a queue."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[bytes]] = set()

    def publish(self, kind: Kind, **fields: object) -> None:
        """Tells all listeners; costs nothing where there are none."""
        if not self._listeners:
            return
        line = msgspec.json.encode({"kind": kind} | fields)
        for queue in self._listeners:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(line)

    async def listen(self) -> AsyncIterator[bytes]:
        """The news from now on, one JSON each."""
        queue: asyncio.Queue[bytes] = asyncio.Queue(MOST_WAITING)
        self._listeners.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._listeners.discard(queue)

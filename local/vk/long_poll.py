"""VK's Bots Long Poll: a community's events, fetched by a request that waits for them.

https://dev.vk.com/ru/api/bots-long-poll/getting-started: `act=a_check` with `key`, `ts` and `wait` gives
`{ts, updates}`; else `{"failed": 1, "ts"}`: events before that `ts` are gone, 2: the key is no longer good, 3: ask for
the server anew.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Mapping

from local.vk.state import Community, Json

MOST_WAIT_S = 90
DEFAULT_WAIT_S = 25

# Events older than these are gone, as they are in VK after a while.
MOST_EVENTS = 5_000


class LongPoll:
    """One community's queue of events; `ts` counts the events that there ever were."""

    def __init__(self, key: str, ts: int = 1) -> None:
        self.key = key
        self.ts = ts
        self._events: deque[Json] = deque(maxlen=MOST_EVENTS)
        self._news = asyncio.Event()

    def push(self, event: Json) -> None:
        """Adds an event and wakes those who wait."""
        self._events.append(event)
        self.ts += 1
        self._news.set()
        self._news = asyncio.Event()

    async def check(self, query: Mapping[str, str]) -> Json:
        """VK's answer to `a_check`."""
        if query.get("key") != self.key:
            return {"failed": 2}
        try:
            ts, wait_s = int(query["ts"]), min(int(query.get("wait", DEFAULT_WAIT_S)), MOST_WAIT_S)
        except (KeyError, ValueError):
            return {"failed": 3}
        if not self.ts - len(self._events) <= ts <= self.ts:
            return {"failed": 1, "ts": str(self.ts)}
        if ts == self.ts:
            await self._wait(wait_s)
        missed = self.ts - ts
        return {"ts": str(self.ts), "updates": list(self._events)[-missed:] if missed else []}

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._news.wait(), seconds)
        except TimeoutError:
            return


class LongPolls:
    """The queues of all communities."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._queues: dict[int, LongPoll] = {}

    def of(self, community: Community) -> LongPoll:
        """The community's queue."""
        if community.id not in self._queues:
            self._queues[community.id] = LongPoll(self._new_key())
        return self._queues[community.id]

    def find(self, group_id: int) -> LongPoll | None:
        """The queue of a community that has one."""
        return self._queues.get(group_id)

    def forget_all(self) -> None:
        """New keys for all: those who poll must ask for the server anew. The count of events goes on."""
        self._queues = {group_id: LongPoll(self._new_key(), queue.ts) for group_id, queue in self._queues.items()}

    def _new_key(self) -> str:
        return f"{self._dice.getrandbits(160):040x}"

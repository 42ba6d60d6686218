"""VK's Callback API: events are POSTed to a community's servers until each answers `ok`.

What is documented (https://dev.vk.com/ru/api/callback/getting-started): the body `ok` with status 200, the confirmation
of a server, `X-Retry-Counter`, 410/429/503 with `Retry-After`. The delays between attempts, the time-out, and the pause
after many failures are what operators of bots have seen; events are sent concurrently, so their order is not promised.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Coroutine
from dataclasses import dataclass

import aiohttp
import msgspec

from local.vk.faults import FaultOrder, Faults
from local.vk.journal import Journal
from local.vk.settings import Settings
from local.vk.state import CallbackServer, Community, Json

# Waits before the second attempt, the third …: 10 s, 3 min, 10 min, 30 min, 1 h. Then the event is lost.
RETRY_AFTER_S = (10, 180, 600, 1800, 3600)
STATUSES_WITH_RETRY_AFTER = frozenset({410, 429, 503})
# A server can put off an event by at most this.
MOST_PUT_OFF_S = 3 * 3600

# After so many failures in a row a server gets nothing for a while.
FAILURES_BEFORE_PAUSE = 50
PAUSE_S = 60

# Connections to one server at a time.
MOST_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; `status` is None where it said nothing in time."""

    status: int | None = None
    body: str = ""
    retry_after_s: float | None = None

    @property
    def is_ok(self) -> bool:
        """Whether the event counts as delivered."""
        return self.status == 200 and self.body.strip() == "ok"

    @property
    def wants_removal(self) -> bool:
        """Whether the server asked to be deleted."""
        return self.status == 200 and self.body.strip() == "remove"


class Callbacks:
    """Delivers events, and confirms servers."""

    def __init__(self, settings: Settings, journal: Journal, faults: Faults, dice: random.Random) -> None:
        self._timeout = aiohttp.ClientTimeout(total=settings.callback_timeout_s)
        self._speedup = settings.callback_speedup
        self._journal = journal
        self._faults = faults
        self._dice = dice
        self._http: aiohttp.ClientSession | None = None
        self._turns: dict[tuple[int, int], asyncio.Semaphore] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, community: Community, server: CallbackServer, event: Json) -> None:
        """Starts the delivery of an event."""
        if server.secret_key:
            event = event | {"secret": server.secret_key}
        faults = {order.callbacks: order for order in self._faults.of_callback(community.id)}
        if "drop" in faults:
            return
        delay_s = self._delay(faults.get("delay"), faults.get("reorder"))
        for _ in range(2 if "duplicate" in faults else 1):
            self._start(self._deliver(community, server, event, delay_s))

    def confirm(self, community: Community, server: CallbackServer) -> None:
        """Starts asking a server for the community's confirmation code; its status tells how that ended."""
        server.status = "wait"
        self._start(self._confirm(community, server))

    def forget_all(self) -> None:
        """Drops every event that is on its way."""
        for task in self._tasks:
            task.cancel()

    async def close(self) -> None:
        """Ends everything that is on its way."""
        self.forget_all()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.close()

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _delay(self, delay: FaultOrder | None, reorder: FaultOrder | None) -> float:
        fixed = delay.delay_ms if delay else 0
        # Some events wait and some do not, so the later ones overtake.
        return (fixed + (reorder.delay_ms * self._dice.random() if reorder else 0)) / 1000

    async def _deliver(self, community: Community, server: CallbackServer, event: Json, delay_s: float) -> None:
        await asyncio.sleep(delay_s)
        for attempt, wait_s in enumerate((*RETRY_AFTER_S, None)):
            await self._wait_for_end_of_pause(server)
            if community.callback_servers.get(server.id) is not server:
                return
            answer = await self._post(community, server, event, attempt)
            if answer.wants_removal:
                community.callback_servers.pop(server.id, None)
            if answer.wants_removal or answer.is_ok or wait_s is None:
                return
            put_off_s = wait_s if answer.retry_after_s is None else answer.retry_after_s
            await asyncio.sleep(min(put_off_s, MOST_PUT_OFF_S) / self._speedup)

    async def _post(self, community: Community, server: CallbackServer, event: Json, attempt: int) -> Answer:
        turns = self._turns.setdefault((community.id, server.id), asyncio.Semaphore(MOST_AT_ONCE))
        async with turns:
            answer = await self._ask(server.url, event, {"X-Retry-Counter": str(attempt)} if attempt else {})
        self._journal.callback(event, server_id=server.id, attempt=attempt + 1, status=answer.status)
        server.failures_in_a_row = 0 if answer.is_ok else server.failures_in_a_row + 1
        if server.failures_in_a_row >= FAILURES_BEFORE_PAUSE:
            server.failures_in_a_row = 0
            server.paused_until = asyncio.get_running_loop().time() + PAUSE_S / self._speedup
        return answer

    async def _wait_for_end_of_pause(self, server: CallbackServer) -> None:
        while (left_s := server.paused_until - asyncio.get_running_loop().time()) > 0:
            await asyncio.sleep(left_s)

    async def _confirm(self, community: Community, server: CallbackServer) -> None:
        event: Json = {
            "type": "confirmation",
            "group_id": community.id,
            "event_id": f"{self._dice.getrandbits(160):040x}",
            "v": server.api_version,
        }
        secret = {"secret": server.secret_key} if server.secret_key else {}
        answer = await self._ask(server.url, event | secret, {})
        self._journal.callback(event, server_id=server.id, attempt=1, status=answer.status)
        confirmed = answer.status == 200 and answer.body.strip() == community.confirmation
        server.status = "ok" if confirmed else "failed"

    async def _ask(self, url: str, event: Json, headers: dict[str, str]) -> Answer:
        if self._http is None:
            self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, limit_per_host=0))
        headers = {"Content-Type": "application/json"} | headers
        try:
            async with self._http.post(
                url, data=msgspec.json.encode(event), headers=headers, timeout=self._timeout, allow_redirects=False
            ) as response:
                return Answer(response.status, await response.text(), _retry_after(response))
        except (aiohttp.ClientError, TimeoutError, UnicodeDecodeError):
            return Answer()


def _retry_after(response: aiohttp.ClientResponse) -> float | None:
    text = response.headers.get("Retry-After", "")
    if response.status not in STATUSES_WITH_RETRY_AFTER or not text.isdigit():
        return None
    return float(text)

"""VK inside a test: its own thread, its own event loop, a free port, and gone at the end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec

from local.vk.server import Server
from local.vk.settings import Settings


@dataclass(frozen=True, slots=True)
class Community:
    """A community of the running VK."""

    group_id: int
    token: str
    secret: str
    confirmation: str


class RunningVk:
    """A VK that listens at `url`; `sim` is a client whose paths are those of the back door."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sim = httpx.Client(base_url=url, timeout=30, trust_env=False)

    def community(self, name: str = "Администрация", **given: object) -> Community:
        """A new community; `given` is what POST /sim/communities takes."""
        made = self.post("/sim/communities", {"name": name, **given})
        return Community(made["group_id"], made["token"], made["secret"], made["confirmation"])

    def user(self, first_name: str = "Анна", last_name: str = "Иванова", **given: object) -> int:
        """A new person's id."""
        return int(self.post("/sim/users", {"first_name": first_name, "last_name": last_name, **given})["user_id"])

    def get(self, path: str, **query: str | int) -> Any:
        """The JSON of a GET; raises httpx.HTTPStatusError where it is refused."""
        return self.sim.get(path, params=query).raise_for_status().json()

    def post(self, path: str, body: Mapping[str, object] | None = None, **fields: object) -> Any:
        """The JSON of a POST of `body` and `fields`; raises httpx.HTTPStatusError where it is refused."""
        return self.sim.post(path, json={**(body or {}), **fields}).raise_for_status().json()

    def delete(self, path: str) -> Any:
        """The JSON of a DELETE; raises httpx.HTTPStatusError where it is refused."""
        return self.sim.delete(path).raise_for_status().json()

    def calls(self, method: str, group_id: int) -> int:
        """How often a community called a method, by itself or inside `execute`."""
        counts = self.get("/sim/requests")["per_token"].get(str(group_id), {"methods": {}, "calls": {}})
        return int(counts["methods"].get(method, 0)) + int(counts["calls"].get(method, 0))

    def act(self, user_id: int, act: str, **body: object) -> Any:
        """What a person does; raises as `post`."""
        return self.post(f"/sim/users/{user_id}/{act}", body)

    def call(self, community: Community, method: str, **params: object) -> dict[str, Any]:
        """VK's whole answer to one API call of the community."""
        form = {"v": "5.199", "access_token": community.token} | {key: str(params[key]) for key in params}
        answer: dict[str, Any] = self.sim.post(f"/method/{method}", data=form).json()
        return answer

    def journal(self, since: int = 0) -> str:
        """The journal as JSON lines."""
        return self.sim.get("/sim/journal", params={"since": since}).text


@contextmanager
def running_vk(**settings: Any) -> Iterator[RunningVk]:
    """A VK on a free port for the length of a `with`; `settings` are those of `Settings`."""
    loop = asyncio.new_event_loop()
    server = Server(msgspec.structs.replace(Settings(port=0), **settings))
    thread = threading.Thread(target=loop.run_forever, name="vk", daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(server.start(), loop).result(timeout=10)
    running = RunningVk(server.vk.base_url)
    try:
        yield running
    finally:
        running.sim.close()
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()


async def _end(server: Server) -> None:
    """Stops the server, and ends what still waits on its loop: connections that were kept open by their clients."""
    await server.stop()
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)

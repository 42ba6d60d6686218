"""Everything that a Mini App needs around it: a local cloud, the API, the app's origin, VK's frame, and people."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lib.municipalities.municipality import Municipality
from lib.municipalities.registry import ensure_municipality
from lib.people.appointing import appoint_administrator
from local.addresses import HOST, Addresses, free_addresses
from local.cloud import COMMUNITIES, ROOT, LocalCloud
from local.lifecycle import running
from local.processes import Processes, Service
from local.vk_people import VkPeople

APP_ID = 51_000_001
APP_SECRET = "protected-key-of-the-app"
SESSION_KEY = "a key of thirty-two letters or more"
REGION = "Показательная область"


@dataclass(frozen=True)
class Stage:
    """A municipality with an administrator, and the addresses."""

    cloud: LocalCloud
    frame_url: str
    municipality: Municipality
    administrator: int

    @property
    def people(self) -> VkPeople:
        """The people of VK."""
        return VkPeople(Addresses.url(self.cloud.addresses.vk))

    def open(self, user_id: int, platform: str, theme: str = "light", path: str = "") -> str:
        """The address at which VK opens the app for a person."""
        return f"{self.frame_url}/?user={user_id}&platform={platform}&theme={theme}#{path}"


@contextmanager
def staged(state: Path) -> Iterator[Stage]:
    """A stage that is up inside the `with`, and gone after it."""
    cloud = LocalCloud(free_addresses(), state)
    first = cloud.addresses.first_port
    api, origin, frame = first + 16, first + 17, first + 18
    with running(cloud):
        around = Processes([_api(cloud, api, origin), _origin(cloud, api, origin, frame), _frame(origin, frame)], state)
        try:
            around.start()
            yield _with_people(cloud, Addresses.url(frame))
        finally:
            around.stop()


def _api(cloud: LocalCloud, port: int, origin: int) -> Service:
    environment = {
        "VK_APP_ID": str(APP_ID),
        "VK_APP_SECRET": APP_SECRET,
        "SESSION_KEY": SESSION_KEY,
        "APP_ORIGIN": Addresses.url(origin),
        "API_URL": Addresses.url(origin),
        "THREADS": "8",
    }
    argv = ["functions_framework", "--source", str(ROOT / "functions/api/main.py"), "--target", "api"]
    return _python("api", [*argv, "--host", HOST, "--port", str(port)], port, {**cloud.environment(), **environment})


def _origin(cloud: LocalCloud, api: int, port: int, frame: int) -> Service:
    urls = {"--api": api, "--framed-by": frame, "--photos": cloud.addresses.vk}
    arguments = [part for name, to in urls.items() for part in (name, Addresses.url(to))]
    service = _python("origin", ["tests.miniapp.origin", "--port", str(port), *arguments], port, {})
    return Service(service.name, service.argv, port, f"{Addresses.url(port)}/app/", service.environment)


def _frame(origin: int, port: int) -> Service:
    argv = ["local.vk_frame", "--port", str(port), "--app", f"{Addresses.url(origin)}/app/", "--app-id", str(APP_ID)]
    service = _python("vk_frame", argv, port, {"VK_APP_SECRET": APP_SECRET})
    return Service(service.name, service.argv, port, f"{Addresses.url(port)}/?user=1", service.environment)


def _python(name: str, argv: list[str], port: int, environment: dict[str, str]) -> Service:
    full = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return Service(name, [sys.executable, "-m", *argv], port, Addresses.url(port), full)


def _with_people(cloud: LocalCloud, frame_url: str) -> Stage:
    outside = cloud.outside()
    group_id = COMMUNITIES[0].group_id
    town = ensure_municipality("Екатеринбург", REGION, group_id, "г. Екатеринбург", store=outside.store)
    administrator = VkPeople(Addresses.url(cloud.addresses.vk)).add("Марина", "Соколова")
    appoint_administrator(
        town,
        str(administrator),
        vk=outside.vk.of(group_id),
        store=outside.store,
        clock=outside.clock,
        ids=outside.ids,
    )
    return Stage(cloud, frame_url, town, administrator)

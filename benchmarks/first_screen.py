"""How long the Mini App's first screen takes on a slow phone: from its address to the first paint and to the list.

`python -m benchmarks.first_screen`: the demo's municipality in a cloud of its own, Chromium with its processor four
times slower and a network of 1.6 Mbit/s and 150 ms; each opening is a new launch. Cold: nothing is kept by the browser.
Warm: the app's files are.
"""

from __future__ import annotations

import io
import re
import statistics
import tempfile
from contextlib import redirect_stdout
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import httpx
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from benchmarks.table import print_table
from lib.people.roles import Role
from local.addresses import Addresses, free_addresses
from local.browser import ANDROID, find_chromium
from local.cloud import COMMUNITIES, ROOT, LocalCloud
from local.demo.region import DemoPerson
from local.demo.roles import Appointments
from local.demo.run import REGION
from local.lifecycle import running
from local.provision import Run
from local.vk_people import VkPeople

_RUNS = 7
_SLOWDOWN = 4
_BYTES_A_SECOND = 1_600_000 / 8
_ROUND_TRIP_MS = 150
_SHEET = ROOT / "local" / "demo" / "ekaterinburg.csv"
# What a probe of several ways to build such a screen measured under the same conditions, before the app was written.
_PROBES = [
    ["probe: React and VKUI, one file, cold", "2590 / 3340", "2800 / 3770"],
    ["probe: React and VKUI, screens apart, first paint of its own, cold", "1340 / 1660", "2290 / 3120"],
    ["probe: the same, warm", "300 / 400", "750 / 1000"],
    ["probe: HTML from the server and htmx, cold", "690 / 740", "770 / 800"],
]


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening of the app: milliseconds to the first paint and to the list, and KB received."""

    painted: float
    listed: float
    kilobytes: float


def main() -> None:
    """Prints the table."""
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("Chromium was not found")
    with tempfile.TemporaryDirectory() as state, sync_playwright() as playwright:
        cloud = LocalCloud(free_addresses(), Path(state))
        with running(cloud):
            user_id = _settle(cloud)
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            cold = [_cold(cloud, user_id, browser) for _ in range(_RUNS)]
            warm = _warm(cloud, user_id, browser)
    print_table(
        f"The first screen on a slow phone (processor ÷{_SLOWDOWN}, 1.6 Mbit/s, {_ROUND_TRIP_MS} ms), "
        f"minimum / median of {_RUNS}",
        ["what", "first paint, ms", "list, ms", "KB"],
        [_row("the Mini App, cold", cold), _row("the Mini App, warm", warm), *([*probe, ""] for probe in _PROBES)],
    )


def _settle(cloud: LocalCloud) -> int:
    with redirect_stdout(io.StringIO()):
        run = Run(cloud, "Екатеринбург", REGION, COMMUNITIES[0].group_id)
        run.provision(_SHEET.read_bytes(), _SHEET.name)
    user_id = VkPeople(Addresses.url(cloud.addresses.vk)).add("Игорь", "Лаптев")
    appointments = Appointments(run.municipality, cloud.outside())
    appointments.give(Role.ADMINISTRATOR, DemoPerson(user_id, "", "", True))
    return user_id


def _cold(cloud: LocalCloud, user_id: int, browser: Browser) -> Opening:
    context = _phone(browser)
    try:
        return _open(cloud, user_id, context)
    finally:
        context.close()


def _warm(cloud: LocalCloud, user_id: int, browser: Browser) -> list[Opening]:
    context = _phone(browser)
    _open(cloud, user_id, context)
    openings = [_open(cloud, user_id, context) for _ in range(_RUNS)]
    context.close()
    return openings


def _phone(browser: Browser) -> BrowserContext:
    return browser.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, user_agent=ANDROID, locale="ru-RU"
    )


def _open(cloud: LocalCloud, user_id: int, context: BrowserContext) -> Opening:
    page = context.new_page()
    session = context.new_cdp_session(page)
    received = 0.0

    def count(event: dict[str, float]) -> None:
        nonlocal received
        received += event["encodedDataLength"] / 1024

    session.on("Network.loadingFinished", count)
    session.send("Network.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWDOWN})
    network = {"latency": _ROUND_TRIP_MS, "downloadThroughput": _BYTES_A_SECOND, "uploadThroughput": _BYTES_A_SECOND}
    session.send("Network.emulateNetworkConditions", {"offline": False, **network})
    page.goto(_launch(cloud, user_id), wait_until="commit")
    page.get_by_text("Автомагистральная").first.wait_for(timeout=60_000)
    painted, listed = page.evaluate(
        "[performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN, performance.now()]"
    )
    page.close()
    return Opening(painted, listed, received)


def _launch(cloud: LocalCloud, user_id: int) -> str:
    """The address at which VK's frame would open the app: the app is measured alone, without the frame around it."""
    frame = Addresses.url(cloud.addresses.vk_frame)
    page = httpx.get(frame, params={"user": user_id, "platform": "mobile_android"}).text
    found = re.search(r'data-src="([^"]+)"', page)
    assert found
    return unescape(found[1])


def _row(what: str, openings: list[Opening]) -> list[str]:
    def both(values: list[float]) -> str:
        return f"{min(values):.0f} / {statistics.median(values):.0f}"

    kilobytes = statistics.median(each.kilobytes for each in openings)
    return [
        what,
        both([each.painted for each in openings]),
        both([each.listed for each in openings]),
        f"{kilobytes:.0f}",
    ]


if __name__ == "__main__":
    main()

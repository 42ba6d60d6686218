"""The Mini App in a real Chromium, inside VK's frame, over the whole local cloud: nothing of it is a mock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, FrameLocator, Locator, Page, expect, sync_playwright

from local.browser import ANDROID
from local.cloud import APP
from tests.local.vk.page.conftest import DESKTOP, PHONE, QUIET, chromium
from tests.miniapp.stage import Stage, staged

# The machine may be busy with much else; nothing here waits longer than it has to.
_PATIENCE_MS = 60_000


@pytest.fixture(scope="package")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A municipality with one administrator, and no house yet."""
    assert (APP / "index.html").exists(), "the Mini App is not built: make app"
    with staged(tmp_path_factory.mktemp("stage")) as up:
        yield up


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A browser for all of these tests."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield launched
        launched.close()


@dataclass
class Worker:
    """Somebody who works in the Mini App, on a device of their own."""

    page: Page
    stage: Stage
    user_id: int
    platform: str
    theme: str
    forgives: str
    complaints: list[str] = field(default_factory=list)

    @property
    def app(self) -> FrameLocator:
        """The app inside VK's frame."""
        return self.page.frame_locator("#app")

    def open(self, path: str = "", municipality_id: str = "") -> None:
        """VK opens the app anew, at a path of the municipality."""
        full = f"/m/{municipality_id or self.stage.municipality.id}{path}" if path else ""
        self.page.goto("about:blank")
        self.page.goto(self.stage.open(self.user_id, self.platform, self.theme, full))

    def go(self, path: str, municipality_id: str) -> None:
        """The person goes to another screen of the open app."""
        self.app.locator("body").evaluate("(_, path) => { location.hash = path }", f"/m/{municipality_id}{path}")

    def close(self) -> None:
        """The person closes the browser."""
        self.page.context.close()

    def button(self, name: str) -> Locator:
        """A button by its words, or by their beginning."""
        return self.app.get_by_role("button", name=name)

    def press(self, name: str) -> None:
        """Presses a button."""
        self.button(name).first.click()

    def fill(self, label: str, text: str) -> None:
        """Writes into a field."""
        self.app.get_by_label(label, exact=True).fill(text)

    def sees(self, text: str) -> None:
        """These words come within some seconds."""
        expect(self.app.get_by_text(text).first).to_be_visible()

    def row(self, number: int) -> Locator:
        """A row of the sheet that was left out, by its number."""
        return self.app.get_by_role("region", name=f"Строка {number}", exact=True)

    def bridge_calls(self, handler: str) -> list[dict[str, Any]]:
        """What the app asked VK's bridge for."""
        calls: list[dict[str, Any]] = self.page.evaluate("window.bridgeCalls")
        return [call["params"] for call in calls if call["handler"] == handler]


Employ = Callable[..., Worker]


@pytest.fixture
def work_as(browser: Browser, stage: Stage) -> Iterator[Employ]:
    """Lets a person work on a phone (`mobile_android`) or a computer; afterwards no browser has complained but of what
    a test makes it complain of (`forgives`).
    """
    expect.set_options(timeout=_PATIENCE_MS)
    workers: list[Worker] = []

    def work(user_id: int, platform: str = "desktop_web", theme: str = "light", forgives: str = "") -> Worker:
        on_phone = platform.startswith("mobile")
        context = browser.new_context(
            viewport=PHONE if on_phone else DESKTOP,  # type: ignore[arg-type]
            has_touch=on_phone,
            is_mobile=on_phone,
            user_agent=ANDROID if on_phone else None,
            locale="ru-RU",
            timezone_id="Asia/Yekaterinburg",
        )
        context.set_default_timeout(_PATIENCE_MS)
        worker = Worker(context.new_page(), stage, user_id, platform, theme, forgives)
        worker.page.on("console", lambda message: _remember(message, worker))
        worker.page.on("pageerror", lambda error: worker.complaints.append(str(error)))
        workers.append(worker)
        return worker

    yield work
    for worker in workers:
        worker.page.context.close()
    assert [worker.complaints for worker in workers if worker.complaints] == []


def _remember(message: ConsoleMessage, worker: Worker) -> None:
    if message.type == "error" and not (worker.forgives and worker.forgives in message.text):
        worker.complaints.append(f"{message.text} {message.location}")

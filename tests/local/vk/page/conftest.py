"""The page for people in a real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, expect, sync_playwright

from tests.local.vk.conftest import Bot

# The browser asks nobody but the page's own server.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# The machine may be busy with much else; nothing waits longer than it has to.
_PATIENCE_MS = 30_000
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


def chromium() -> str:
    """Where Chromium is; CHROMIUM names another."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.fail("Chromium is missing: apt-get install chromium, or name one in CHROMIUM", pytrace=False)
    return found


# Not longer than this folder's tests: while Playwright runs, asyncio.run() is refused in this thread.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A browser for all of these tests."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield launched
        launched.close()


@dataclass
class Visitor:
    """Somebody at the page, in a browser profile of their own."""

    page: Page
    url: str
    user_id: int | None
    complaints: list[str] = field(default_factory=list)

    def open(self, **query: object) -> Visitor:
        """Opens the page as this person; `chat` is a peer_id together with `group_id`."""
        if "group_id" in query:
            query["chat"] = f"{query.pop('group_id')}_{query['chat']}"
        user = {} if self.user_id is None else {"user": self.user_id}
        self.page.goto(f"{self.url}/?{urlencode(user | query)}")
        return self

    def message(self, text: str) -> Locator:
        """The bubble that holds this text."""
        return self.page.locator(".message", has_text=text)

    def sees(self, text: str) -> None:
        """A bubble with this text comes within some seconds."""
        expect(self.message(text)).to_be_visible()

    def notices(self, text: str) -> None:
        """A service message with this text comes within some seconds."""
        expect(self.page.locator(".service", has_text=text).last).to_be_visible()

    def row(self, title: str) -> Locator:
        """The conversation of this title in the list."""
        return self.page.locator(".conversation", has_text=title)

    @property
    def input(self) -> Locator:
        """Where one writes."""
        return self.page.get_by_role("textbox", name="Сообщение", exact=True)

    def write(self, text: str) -> None:
        """Writes and sends."""
        self.input.fill(text)
        self.input.press("Enter")

    def press(self, label: str) -> None:
        """Presses a button."""
        self.page.get_by_role("button", name=label, exact=True).click()

    def act_on(self, text: str, action: str) -> None:
        """Chooses an action in the menu of a message."""
        self.message(text).hover()
        self.message(text).get_by_label("Действия с сообщением").click()
        self.page.get_by_role("menuitem", name=action, exact=True).click()

    def expects_error(self, part: str) -> None:
        """Takes back the complaint about a refused request, which a browser always writes down."""
        assert any(part in each for each in self.complaints), self.complaints
        self.complaints = [each for each in self.complaints if part not in each]


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(browser: Browser, bot: Bot) -> Iterator[Visit]:
    """Makes visitors; at the end no browser may have complained, and none may have asked a foreign server."""
    visitors: list[Visitor] = []

    def arrive(user_id: int | None = None, viewport: dict[str, int] = DESKTOP) -> Visitor:
        touch = viewport is PHONE
        context = browser.new_context(locale="ru-RU", viewport=viewport, has_touch=touch, is_mobile=touch)  # type: ignore[arg-type]
        context.set_default_timeout(_PATIENCE_MS)
        expect.set_options(timeout=_PATIENCE_MS)
        visitors.append(Visitor(context.new_page(), bot.vk.url, user_id))
        _watch(visitors[-1])
        return visitors[-1]

    yield arrive
    for visitor in visitors:
        visitor.page.context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []


def _watch(visitor: Visitor) -> None:
    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            visitor.complaints.append(message.text)

    def on_request(request: Request) -> None:
        if not request.url.startswith((visitor.url, "blob:", "data:")):
            visitor.complaints.append(f"asked {request.url}")

    visitor.page.on("console", on_console)
    visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    visitor.page.on("request", on_request)


@dataclass(frozen=True)
class House:
    """A house's chat with its link."""

    bot: Bot
    peer_id: int
    link: str

    @property
    def place(self) -> dict[str, int]:
        """The chat as the page's address and the back door name it."""
        return {"group_id": self.bot.group_id, "chat": self.peer_id}

    def send(self, text: str, **params: object) -> int:
        """A message of the community."""
        return self.bot.send(self.peer_id, text, **params)

    def resident(self, first_name: str, last_name: str) -> int:
        """A new member of the chat."""
        user_id = self.bot.vk.user(first_name, last_name)
        self.bot.vk.act(user_id, "join", link=self.link)
        return user_id

    def write(self, user_id: int, text: str, **fields: object) -> int:
        """A message of a member."""
        written = self.bot.vk.act(
            user_id, "write", group_id=self.bot.group_id, peer_id=self.peer_id, text=text, **fields
        )
        return int(written["conversation_message_id"])


@pytest.fixture
def house(bot: Bot) -> House:
    """The chat of «ул. Мира, 2» with its link."""
    peer_id = bot.chat("ул. Мира, 2")
    return House(bot, peer_id, bot.link(peer_id))


@contextmanager
def answering(bot: Bot, answer: dict[str, object]) -> Iterator[None]:
    """The community answers the first pressed callback button so."""
    bot.ask("groups.setLongPollSettings", group_id=bot.group_id, enabled=1, message_event=1)
    server = bot.ask("groups.getLongPollServer", group_id=bot.group_id)

    def wait_and_answer() -> None:
        asked = {"act": "a_check", "key": server["key"], "ts": server["ts"], "wait": 20}
        event = bot.vk.sim.get(server["server"], params=asked).json()["updates"][0]["object"]
        whom = {name: event[name] for name in ("event_id", "user_id", "peer_id")}
        bot.ask("messages.sendMessageEventAnswer", **whom, event_data=json.dumps(answer))

    thread = threading.Thread(target=wait_and_answer)
    thread.start()
    yield
    thread.join()


def inline(*rows: list[dict[str, object]]) -> str:
    """An inline keyboard."""
    return json.dumps({"inline": True, "one_time": False, "buttons": rows})


def button(kind: str, label: str, color: str | None = None, **action: object) -> dict[str, object]:
    """A button of a keyboard."""
    made: dict[str, object] = {"action": {"type": kind, "label": label, **action}}
    return made | ({"color": color} if color else {})

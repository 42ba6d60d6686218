"""Leading administrators as people live it: VK's stand-in, Firestore and HTTP are real, VK's events come as VK sends
them; time and the task queue are played by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec.structs import replace

from functions.vk_callback.answering import OK, answer
from functions.vk_callback.outside import Outside as Hearing
from functions.vk_callback.table import CONVERSATIONS
from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.coordination.coordinate import coordinate
from lib.gateways.firestore.store import Store
from lib.houses.assigning import Assignment, assign
from lib.houses.house import House, house_path, houses_path
from lib.onboarding.lead import lead_houses
from lib.onboarding.onboarding import Onboarding, onboarding_path
from lib.onboarding.outside import Leading
from lib.onboarding.tasks import onboarding_task
from lib.people.directory import KnownPerson
from lib.people.permissions import Rights
from lib.people.roles import Role
from lib.provisioning.advance import advance_wave
from lib.provisioning.imports import ImportRow, save_import, start_import
from lib.provisioning.plan import plan_chunk
from local.vk.testing import Community, RunningVk
from tests.clock import MovableClock
from tests.lib.provisioning.conftest import PlayedQueue

PEER = 2_000_000_000
SECRET = "secret"


@dataclass
class Stage:
    """Everything that a scenario needs."""

    outside: Leading
    vk: RunningVk
    clock: MovableClock
    queue: PlayedQueue
    community: Community
    municipality_id: str
    poll: dict[str, str]
    hearing: Hearing
    events: list[dict[str, Any]] = field(default_factory=list)
    numbers: int = 0

    @property
    def store(self) -> Store:
        return self.outside.store

    @property
    def group_id(self) -> int:
        return self.community.group_id

    # What the municipality does.

    def house(self, **row: Any) -> House:
        """A house with a live chat, its administrator as `row` says; nobody has been told anything."""
        self.numbers += 1
        number = self.numbers
        made = ImportRow(
            row=2,
            address=f"г. Город, ул. Ленина, д. {number}",
            address_key=f"город|ленина|{number}",
            title=f"ул. Ленина, {number}",
            company="ООО «Уют»",
            apartments=96,
            entrances=4,
        )
        provisioning = self.outside.provisioning
        new = save_import(
            [replace(made, **row)],
            municipality_id=self.municipality_id,
            group_id=self.group_id,
            filename="дома.csv",
            outside=provisioning,
        )
        start_import(new, provisioning)
        while creating := [task for task in self.queue.tasks if path_of(task) in {"waves", "chunks"}]:
            self.queue.tasks.remove(creating[0])
            self.do(creating[0])
        # A wave has administrators led a little later.
        self.clock.move(seconds=15)
        found = self.store.query(houses_path(self.municipality_id), House, [("address", "==", made.address)])
        return found[0].record

    def name(self, house: House, vk_id: int = 0, phone: str = "", *, nobody: bool = False) -> None:
        """An employee names an administrator, or removes the one there is."""
        self.numbers += 1
        person = KnownPerson(vk_id, "Нина Петровна", "", "") if vk_id else None
        assignment = Assignment(administrator=person, administrator_phone=phone, removes_administrator=nobody)
        doing = Doing(self.municipality_id, Actor(1, "Ольга", ""), f"request{self.numbers}", self.clock.now())
        rights = Rights(1, "Ольга", self.municipality_id, frozenset({Role.EMPLOYEE}))
        assign(rights, [house.id], assignment, {}, doing, store=self.store)
        self.outside.queue.enqueue(onboarding_task(self.group_id, self.municipality_id, [house.id]))

    # What people do.

    def person(self, name: str = "Нина", *, consents: bool = False, **given: Any) -> int:
        """Somebody of VK."""
        vk_id = self.vk.user(name, "Соседова", **given)
        if consents:
            self.vk.act(vk_id, "allow", group_id=self.group_id)
        return vk_id

    def join(self, house: House, vk_id: int) -> None:
        self.vk.act(vk_id, "join", link=house.invite_link)

    def leave(self, house: House, vk_id: int) -> None:
        self.vk.act(vk_id, "leave", group_id=self.group_id, peer_id=PEER + house.chat_id)

    def write(self, vk_id: int, text: str, ref: str | None = None) -> None:
        self.vk.act(vk_id, "write", group_id=self.group_id, text=text, ref=ref)

    def press(self, vk_id: int, label: str) -> None:
        """Presses the button of the newest message that has it."""
        message = next(each for each in reversed(self.dialog(vk_id)) if label in labels(each))
        cmid = message["conversation_message_id"]
        self.vk.act(vk_id, "press", group_id=self.group_id, peer_id=vk_id, cmid=cmid, label=label, wait_s=0)

    # What happens then.

    def hear(self, times: int = 1) -> None:
        """Takes in the events that came since, in order, each so many times."""
        asked = {"act": "a_check", "key": self.poll["key"], "ts": self.poll["ts"], "wait": "0"}
        answer = self.vk.sim.get(self.poll["server"], params=asked).json()
        self.poll["ts"] = answer["ts"]
        self.events += answer["updates"]
        for event in answer["updates"]:
            for _ in range(times):
                self.take_in(event)

    def take_in(self, event: dict[str, Any]) -> None:
        """What the door of VK's events does with one of them."""
        body = msgspec.json.encode(event | {"secret": SECRET})
        assert answer(body, self.hearing, CONVERSATIONS) == OK

    def play(self, most: int = 100) -> None:
        """Does the tasks that are due by now, until none is."""
        for _ in range(most):
            due = [task for task in self.queue.tasks if self.is_due(task)]
            if not due:
                return
            self.queue.tasks.remove(due[0])
            self.do(due[0])
        raise AssertionError(f"after {most} tasks there are still {len(self.queue.tasks)}")

    def go_on(self, times: int = 1) -> None:
        """Events and tasks until nothing happens any more."""
        for _ in range(10):
            before = len(self.events)
            self.hear(times)
            self.play()
            if len(self.events) == before:
                return

    def later(self, **span: float) -> None:
        """Time passes, and what is due then is done."""
        self.clock.move(**span)
        self.go_on()

    def do(self, task: dict[str, Any]) -> None:
        """Does one task, as the workers would."""
        body = msgspec.json.decode(task["http_request"]["body"])
        match path_of(task):
            case "onboardings":
                lead_houses(body["municipality_id"], body["house_ids"], self.outside)
            case "coordination":
                coordinate(body["municipality_id"], self.outside.provisioning)
            case "waves":
                advance_wave(body["municipality_id"], body["wave_id"], self.outside.provisioning)
            case "chunks":
                plan_chunk(body["municipality_id"], body["import_id"], body["number"], self.outside.provisioning)

    def is_due(self, task: dict[str, Any]) -> bool:
        at = task.get("schedule_time")
        return at is None or at.ToDatetime(self.clock.time.tzinfo) <= self.clock.time

    # What is there afterwards.

    def now(self, house: House) -> House:
        """The house as recorded."""
        found = self.store.get(house_path(self.municipality_id, house.id), House)
        assert found is not None
        return found.record

    def onboarding(self, house: House) -> Onboarding:
        """The onboarding as recorded."""
        found = self.store.get(onboarding_path(self.municipality_id, house.id), Onboarding)
        assert found is not None
        return found.record

    def dialog(self, vk_id: int) -> list[dict[str, Any]]:
        """The private messages with somebody, oldest first."""
        messages: list[dict[str, Any]] = self.vk.get(f"/sim/dialogs/{self.group_id}/{vk_id}/messages")
        return messages

    def said(self, vk_id: int) -> list[str]:
        """What the bot has written to somebody."""
        return [each["text"] for each in self.dialog(vk_id) if each["from_id"] < 0]

    def chat(self, house: House) -> list[dict[str, Any]]:
        """The messages of the house's chat."""
        messages: list[dict[str, Any]] = self.vk.get(f"/sim/chats/{self.group_id}/{PEER + house.chat_id}/messages")
        return messages

    def sms(self) -> list[dict[str, Any]]:
        """All SMS."""
        sent: list[dict[str, Any]] = self.vk.get("/sim/sms")
        return sent

    def snackbars(self) -> list[str]:
        """What was answered to pressed buttons."""
        lines = [msgspec.json.decode(line) for line in self.vk.journal().splitlines()]
        scripts = [line["params"].get("code", "") for line in lines if line.get("group_id") == self.group_id]
        return [text for script in scripts for text in re.findall(r'show_snackbar\\", \\"text\\": \\"(.*?)\\"', script)]

    def ref(self, house: House) -> str:
        """What the personal link carries."""
        return f"admin-{self.onboarding(house).token}"


def labels(message: dict[str, Any]) -> list[str]:
    """The buttons of a message."""
    rows: Iterable[Sequence[dict[str, Any]]] = (message.get("keyboard") or {}).get("buttons", [])
    return [button["action"]["label"] for row in rows for button in row]


def path_of(task: dict[str, Any]) -> str:
    """Which work a task asks for."""
    return str(task["http_request"]["url"].rsplit("/", 1)[1])

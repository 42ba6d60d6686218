"""A municipality of a world: who works in it, its houses, and what its people do in VK and in the app."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from msgspec import Struct

from fire.world import RequestRefused, World
from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.houses.house import House, houses_path
from lib.municipalities.registry import ensure_municipality
from lib.organizations.organization import LooksAfter, OrganizationKind
from lib.organizations.registry import create_organization
from lib.organizations.representatives import Standing, add_representative
from lib.people.directory import KnownPerson
from lib.people.permissions import Rights
from lib.people.roles import Role
from lib.people.staff import add_member
from local.vk.back_door import residents
from local.vk.back_door.residents import Words
from local.vk.http import Refusal
from local.vk.pressed import ANSWERABLE_S, PressedButton
from local.vk.state import FIRST_CHAT_PEER, Chat, Dialog, Message, User

COMPANY = "ООО «Уютный дом»"


class SheetRow(Struct, frozen=True):
    """A row of the sheet that an employee uploads."""

    number: int
    administrator: str = ""
    phone: str = ""
    company: str = COMPANY
    street: str = "Ленина"
    apartments: int = 20


class Town:
    """A municipality with a community."""

    def __init__(self, world: World, name: str = "Город", region: str = "Область") -> None:
        self.world = world
        self.name = name
        self.community = world.community(f"Чаты: {name}")
        self.group_id = self.community.id
        self.id = ensure_municipality(name, region, self.group_id, f"г. {name}", store=world.store).id
        self.employee = self.person("Елена", "Служащая")
        self.official = self.person("Олег", "Инженеров")
        self.head = self.person("Глеб", "Директоров")
        self._settle()

    def _settle(self) -> None:
        store, actor = self.world.store, Actor(0, "Сцена", "")

        def doing(request: str) -> Doing:
            return Doing(self.id, actor, request, self.world.timeline.now)

        add_member(self._known(self.employee), Role.EMPLOYEE, doing("staff"), store=store)
        organization = create_organization(COMPANY, OrganizationKind.COMPANY, doing("company"), store=store)
        rights = Rights(0, "", self.id, frozenset({Role.EMPLOYEE}))
        for person, standing in ((self.official, Standing("инженер")), (self.head, Standing("директор", is_head=True))):
            add_representative(
                self._known(person),
                organization.id,
                LooksAfter.ALL,
                [],
                doing(f"of {person.id}"),
                rights,
                store=store,
                standing=standing,
            )
        for person in (self.official, self.head, self.employee):
            self.allow(person)
        self.world.timeline.run(30)

    def _known(self, person: User) -> KnownPerson:
        return KnownPerson(person.id, f"{person.first_name} {person.last_name}", "", person.screen_name)

    # What people do in VK.

    def person(self, first_name: str, last_name: str, **given: Any) -> User:
        """Somebody new."""
        return self.world.vk.user(first_name, last_name, **given)

    def allow(self, person: User) -> None:
        """«Разрешить сообщения»."""
        residents.allow(self.world.vk.vk, person, self.group_id)

    def join(self, person: User, link: str) -> None:
        """Joins a chat."""
        residents.join(self.world.vk.vk, person, link)

    def leave(self, person: User, chat: Chat) -> None:
        """Leaves a chat."""
        residents.leave(self.world.vk.vk, person, self.group_id, chat.peer_id)

    def write(self, person: User, text: str, chat: Chat | None = None, **words: Any) -> Message:
        """Writes into a chat, or to the community."""
        peer_id = chat.peer_id if chat else None
        return residents.write(self.world.vk.vk, person, Words(text, **words), self.group_id, peer_id)

    def press(self, person: User, label: str, chat: Chat | None, cmid: int) -> None:
        """Presses a button."""
        peer_id = chat.peer_id if chat else None
        pressed = residents.press(self.world.vk.vk, person, self.group_id, peer_id, cmid, label)

        def again() -> None:
            # The button may be gone meanwhile.
            if isinstance(pressed, PressedButton) and pressed.answer is None:
                with suppress(Refusal):
                    self.press(person, label, chat, cmid)

        if self.world.people_press_again:
            self.world.timeline.spawn("again", again, self.world.timeline.now_s + ANSWERABLE_S + 1)

    # What people see.

    @property
    def chats(self) -> list[Chat]:
        """Every chat of the community."""
        return list(self.community.chats.values())

    def chat(self, title: str) -> Chat:
        """The chat with a title."""
        return next(chat for chat in self.chats if chat.title == title)

    def dialog(self, person: User) -> Dialog:
        """Somebody's conversation with the community."""
        return self.community.dialogs[person.id]

    def houses(self) -> list[House]:
        """The houses as recorded."""
        return [stored.record for stored in self.world.store.query(houses_path(self.id), House)]

    # What people do in the app.

    def ask(self, method: str, path: str, by: User, body: Any = None, file: tuple[str, bytes] | None = None) -> Any:
        """A request in this municipality."""
        return self.world.ask(method, f"/municipalities/{self.id}{path}", by.id, body, file)

    def import_houses(self, rows: Sequence[SheetRow]) -> str:
        """An employee uploads a sheet and starts it; the import's id."""
        uploaded = self.ask("POST", "/imports", self.employee, file=("дома.csv", sheet(self.name, rows)))
        self.ask("POST", f"/imports/{uploaded['id']}/start", self.employee)
        return str(uploaded["id"])

    def broadcast(self, text: str, by: User | None = None, **content: Any) -> str:
        """Somebody writes to all their houses; the broadcast's id."""
        who = by or self.employee
        asked = {"content": {"text": text, **content}, "audience": [{}]}
        drafted = self.ask("POST", "/broadcasts", who, asked)
        try:
            self.ask("POST", f"/broadcasts/{drafted['id']}/send", who, {"at": None, "confirmed": True})
        except RequestRefused as error:
            # The first attempt went through, and its answer did not: whoever looks again sees that it is on its way.
            if "broadcast_state" not in str(error):
                raise
        return str(drafted["id"])


def sheet(town: str, rows: Sequence[SheetRow]) -> bytes:
    """A sheet as an employee has it."""
    header = "Адрес;Название чата;Администратор чата;Телефон администратора;Управляющая компания;Подъезды;Квартиры"
    lines = [";".join(_cells(town, row)) for row in rows]
    return "\n".join([header, *lines]).encode()


def _cells(town: str, row: SheetRow) -> tuple[str, ...]:
    address = f"г. {town}, ул. {row.street}, д. {row.number}"
    return address, title(row), row.administrator, row.phone, row.company, "2", str(row.apartments)


def title(row: SheetRow) -> str:
    """What the chat of a row is called."""
    return f"ул. {row.street}, {row.number}"


def labels(message: Message) -> list[str]:
    """The buttons of a message."""
    rows = (message.keyboard or {}).get("buttons", [])
    return [str(button["action"].get("label", "")) for row in rows for button in row]


def is_chat(peer_id: int) -> bool:
    """Whether a peer is a chat."""
    return peer_id > FIRST_CHAT_PEER

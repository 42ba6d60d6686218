"""The menu of services, and service bots that come and go, as people see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
import pytest

from lib.chat_buttons import WELCOME_KEYBOARD
from lib.complaints.settings import ComplaintSettings, settings_path
from lib.gateways.firestore.store import Create, Update
from lib.houses.house import FIRST_CHAT_PEER_ID, AdministratorState, Chat, House, HouseState, chat_path, house_path
from lib.services.catalogue import ensure_catalogued
from lib.services.menu import COMPLAIN
from lib.services.sweep import sweep_service_bots
from tests.functions.vk_callback.conftest import Bot, eventually

HOUSE = "a" * 20


@dataclass
class Yard:
    """A house whose chat has an administrator and a resident, and a service bot that is not in the chat."""

    bot: Bot
    peer_id: int
    administrator: int
    resident: int
    service: int

    def house(self) -> House:
        found = self.bot.store.get(house_path(self.bot.municipality_id, HOUSE), House)
        assert found is not None
        return found.record

    def change(self, **fields: object) -> None:
        self.bot.store.commit([Update(house_path(self.bot.municipality_id, HOUSE), fields)])

    def where(self, **more: object) -> dict[str, object]:
        return {"group_id": self.bot.group_id, "peer_id": self.peer_id, **more}

    def texts(self) -> list[str]:
        path = f"/sim/chats/{self.bot.group_id}/{self.peer_id}/messages"
        return [each["text"] for each in self.bot.vk.get(path) if each["text"]]

    def lead(self) -> int:
        """The sweep's message to the administrator; its cmid."""
        sweep_service_bots(store=self.bot.store, vk=self.bot.outside.vk, clock=self.bot.clock)
        path = f"/sim/dialogs/{self.bot.group_id}/{self.administrator}/messages"
        return int(self.bot.vk.get(path)[-1]["conversation_message_id"])

    def press_check(self, user_id: int, cmid: int) -> Any:
        where = {"group_id": self.bot.group_id, "peer_id": user_id, "cmid": cmid, "label": "Проверить"}
        return self.bot.vk.act(user_id, "press", **where)["answer"]


@pytest.fixture
def yard(bot: Bot) -> Yard:
    vk = bot.outside.vk.of(bot.group_id)
    chat_id = int(vk.call("messages.createChat", title="ул. Ленина, 5")["chat_id"])
    peer = FIRST_CHAT_PEER_ID + chat_id
    link = vk.call("messages.getInviteLink", peer_id=peer)["link"]
    administrator, resident = bot.vk.user("Нина", "Петровна"), bot.vk.user("Пётр", "Сосед")
    service = bot.vk.community(name="Бот заявок").group_id
    house = House(
        HOUSE,
        "г. Город, ул. Ленина, д. 5",
        "key",
        "ул. Ленина, 5",
        bot.group_id,
        "",
        "",
        bot.clock.now(),
        state=HouseState.LIVE,
        chat_id=chat_id,
        invite_link=link,
        administrator_vk_id=administrator,
        administrator_state=AdministratorState.JOINED,
        service_bot_group_ids=(service,),
        service_bots_awaited=(service,),
        service_bots_since=bot.clock.now(),
        service_bots_due_at=bot.clock.now(),
    )
    bot.store.commit(
        [
            Create(house_path(bot.municipality_id, HOUSE), house),
            Create(chat_path(bot.group_id, chat_id), Chat(bot.group_id, chat_id, bot.municipality_id, HOUSE)),
        ]
    )
    ensure_catalogued([service], bot.municipality_id, bot.clock.now(), store=bot.store, vk=vk)
    for person in (administrator, resident):
        bot.vk.act(person, "join", link=link)
    bot.vk.act(administrator, "allow", group_id=bot.group_id)
    vk.call("messages.send", peer_ids=peer, random_id=1, message="Добро пожаловать", keyboard=WELCOME_KEYBOARD)
    return Yard(bot, peer, administrator, resident, service)


def welcome_cmid(yard: Yard) -> int:
    path = f"/sim/chats/{yard.bot.group_id}/{yard.peer_id}/messages"
    shown = yard.bot.vk.get(path)
    return next(int(each["conversation_message_id"]) for each in shown if each["text"] == "Добро пожаловать")


def test_a_resident_gets_the_menu_and_many_neighbours_make_no_second_one(yard: Yard) -> None:
    press = yard.where(cmid=welcome_cmid(yard), label="Сервисы дома")
    for person in (yard.resident, yard.administrator, yard.resident):
        answer = yard.bot.vk.act(person, "press", **press)["answer"]
        assert answer["text"] == "Сервисы дома: смотрите сообщение в чате."
    assert yard.texts() == ["Добро пожаловать", f"Сервисы вашего дома:\n\n{COMPLAIN}\n• Бот заявок"]
    yard.bot.clock.move(minutes=11)
    yard.bot.vk.act(yard.resident, "press", **press)
    assert len(yard.texts()) == 3


def test_a_house_without_services_says_so_without_a_message(yard: Yard) -> None:
    yard.change(service_bot_group_ids=[])
    off = ComplaintSettings(is_on=False)
    yard.bot.store.commit([Create(settings_path(yard.bot.municipality_id), off)])
    press = yard.where(cmid=welcome_cmid(yard), label="Сервисы дома")
    answer = yard.bot.vk.act(yard.resident, "press", **press)["answer"]
    assert answer["text"].startswith("Сервисы к этому чату пока не подключены")
    assert yard.texts() == ["Добро пожаловать"]


def test_the_events_of_coming_and_going_are_seen(yard: Yard) -> None:
    where = yard.where(bot_group_id=yard.service)
    yard.bot.vk.act(yard.administrator, "add_bot", **where)
    assert eventually(lambda: yard.house().service_bots_awaited == ())
    yard.bot.vk.act(yard.administrator, "remove_bot", **where)
    assert eventually(lambda: yard.house().service_bots_awaited == (yard.service,))
    assert yard.house().service_bots_due_at == yard.bot.clock.now()


def moved(yard: Yard, kind: str, event_id: str, written: datetime) -> None:
    """VK tells, late perhaps, that the service bot came or went."""
    action = {"type": kind, "member_id": -yard.service}
    message = {"peer_id": yard.peer_id, "from_id": yard.administrator, "date": int(written.timestamp()), "text": ""}
    yard.bot.tell("message_new", {"message": {**message, "action": action}}, event_id)


@pytest.mark.parametrize("order", [["came", "went"], ["went", "came"], ["came", "came", "went", "went", "came"]])
def test_whatever_the_order_of_the_events_what_is_so_in_vk_holds(yard: Yard, order: list[str]) -> None:
    kinds = {"came": "chat_invite_user", "went": "chat_kick_user"}
    for number, each in enumerate(order):
        moved(yard, kinds[each], f"late{number}", yard.bot.clock.now())
    assert yard.house().service_bots_awaited == (yard.service,)


def test_where_vk_hides_the_members_the_event_itself_is_believed(yard: Yard) -> None:
    yard.bot.vk.post("/sim/faults", {"method": "messages.getConversationMembers", "error_code": 917})
    moved(yard, "chat_invite_user", "came", yard.bot.clock.now())
    assert yard.house().service_bots_awaited == ()
    moved(yard, "chat_kick_user", "went", yard.bot.clock.now())
    assert yard.house().service_bots_awaited == (yard.service,)


def test_an_administrator_is_led_adds_the_bot_and_has_it_seen_at_once(yard: Yard) -> None:
    cmid = yard.lead()
    answer = yard.press_check(yard.administrator, cmid)
    assert answer["text"] == "Пока не вижу в чате: «Бот заявок». Добавьте и проверьте ещё раз."
    # The event is lost; the button finds the bot all the same.
    yard.bot.vk.post("/sim/faults", {"callbacks": "drop", "rate": 1})
    yard.bot.vk.act(yard.administrator, "add_bot", **yard.where(bot_group_id=yard.service))
    yard.bot.vk.delete("/sim/faults")
    assert yard.press_check(yard.administrator, cmid)["text"] == "Все сервисные боты уже в чате. Спасибо!"
    assert yard.house().service_bots_awaited == ()


def _press(yard: Yard, payload: object, user_id: int) -> None:
    what = {"user_id": user_id, "peer_id": user_id, "event_id": "p1", "payload": payload, "conversation_message_id": 1}
    yard.bot.tell("message_event", what, "forged")


@pytest.mark.parametrize(
    "payload",
    [
        lambda yard: {"do": "check_service_bots", "town": yard.bot.municipality_id, "house": HOUSE},
        lambda _: {"do": "check_service_bots", "town": "../../x", "house": HOUSE},
        lambda _: {"do": "check_service_bots", "town": 5, "house": None},
        lambda _: {"do": "check_service_bots"},
        lambda yard: {"do": "check_service_bots", "town": yard.bot.municipality_id, "house": "b" * 20},
        lambda _: ["check_service_bots"],
    ],
)
def test_a_forged_payload_changes_nothing_and_asks_vk_for_no_member(
    yard: Yard, payload: Callable[[Yard], object]
) -> None:
    before = yard.house()
    _press(yard, payload(yard), yard.resident)
    assert yard.house() == before
    assert yard.bot.vk.calls("messages.getConversationMembers", yard.bot.group_id) == 0


def test_people_who_come_and_go_are_others_business(yard: Yard) -> None:
    before = yard.house()
    assert [each.name for each in yard.bot.conversations if each.name.startswith("service_bot_moves")]
    action = {"type": "chat_kick_user", "member_id": yard.resident}
    message = {"peer_id": yard.peer_id, "from_id": yard.resident, "date": 1, "text": "", "action": action}
    yard.bot.tell("message_new", {"message": message}, "left")
    assert yard.house() == before


def test_the_back_door_adds_no_bot_to_a_dialog(yard: Yard) -> None:
    where = {"group_id": yard.bot.group_id, "peer_id": yard.administrator, "bot_group_id": yard.service}
    with pytest.raises(httpx.HTTPStatusError):
        yard.bot.vk.act(yard.administrator, "add_bot", **where)

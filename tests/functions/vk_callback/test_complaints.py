"""Residents complain: the bot leads them to a number, those responsible deal with it, residents get each step."""

from __future__ import annotations

import struct
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.complaints.complaint import Complaint, ComplaintState, complaints_path
from lib.complaints.dialog import Dialog, dialog_path
from lib.complaints.sweep import sweep_complaints
from lib.gateways.firestore.store import Put
from lib.gateways.open311.client import GeoReportClient
from lib.houses.organizations import organization_key
from lib.open311.connecting import Connection, connect_server
from lib.open311.exchange import Exchanging, exchange
from lib.organizations.organization import organization_id
from lib.questions.sweep import sweep_questions
from tests.functions.vk_callback.asking import COMPANY, Asking, set_up
from tests.functions.vk_callback.conftest import Bot, eventually
from tests.georeport_server import KEY, running_georeport

# As much of a picture as an upload server reads: its header, with 300 by 200.
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + struct.pack(">II", 300, 200) + b"\x08\x02\x00\x00\x00"


class Complaining(Asking):
    """The stage of questions, on which people talk to the bot in private."""

    def wait_for(self, vk_id: int, cmid: int) -> None:
        """Until the event of somebody's message was answered."""

        def is_it(body: bytes) -> bool:
            message = msgspec.json.decode(body).get("object", {}).get("message", {})
            return bool((message.get("peer_id"), message.get("conversation_message_id")) == (vk_id, cmid))

        assert eventually(lambda: any(is_it(body) for body in self.bot.answered)), "the event was never answered"

    def write(self, vk_id: int, text: str) -> None:
        """Somebody writes to the bot."""
        said = self.bot.vk.act(vk_id, "write", group_id=self.bot.group_id, peer_id=vk_id, text=text)
        self.wait_for(vk_id, int(said["conversation_message_id"]))

    def send_photo(self, vk_id: int, text: str = "") -> None:
        """Somebody sends the bot a picture."""
        sent = httpx.post(
            f"{self.bot.vk.url}/sim/users/{vk_id}/photos",
            data={"group_id": str(self.bot.group_id), "peer_id": str(vk_id), "text": text},
            files={"photo": ("беда.png", PICTURE, "image/png")},
            timeout=10,
        )
        assert sent.status_code == 200, sent.text
        self.wait_for(vk_id, int(sent.json()["conversation_message_id"]))

    def press_in_private(self, vk_id: int, label: str) -> str:
        """Somebody presses the last button of this name in the conversation; what the snackbar says."""
        found = [each for each in self.dialog(vk_id) if label in _labels(each)]
        assert found, [(each["text"], _labels(each)) for each in self.dialog(vk_id)]
        cmid = found[-1]["conversation_message_id"]
        where = {"group_id": self.bot.group_id, "peer_id": vk_id, "cmid": cmid}
        pressed = self.bot.vk.act(vk_id, "press", label=label, wait_s=20, **where)
        self.bot.play_soon()
        return str((pressed["answer"] or {}).get("text", ""))

    def last_told(self, vk_id: int) -> str:
        return self.told(vk_id)[-1]

    @property
    def complaint(self) -> Complaint:
        """The only complaint."""
        (stored,) = self.bot.store.query(complaints_path(self.bot.municipality_id), Complaint)
        return stored.record

    def complain(self, resident: int, text: str = "Лифт стоит, третий подъезд", photos: int = 0) -> Complaint:
        """A resident comes all the way to a number."""
        self.write(resident, "Жалоба")
        self.write(resident, "Ленина 1")
        self.press_in_private(resident, "Лифт")
        self.write(resident, text)
        for _ in range(photos):
            self.send_photo(resident)
        self.press_in_private(resident, "Дальше" if photos else "Без фото")
        self.press_in_private(resident, "Отправить")
        return self.complaint

    def sweep(self, by: timedelta) -> None:
        self.bot.clock.time += by
        sweep_complaints(self.bot.worker)
        self.bot.play_soon()


def _labels(message: dict[str, Any]) -> list[str]:
    rows = (message.get("keyboard") or {}).get("buttons", [])
    return [button["action"]["label"] for row in rows for button in row]


def dialog_of(stage: Complaining, vk_id: int) -> Dialog:
    found = stage.bot.store.get(dialog_path(stage.bot.group_id, vk_id), Dialog)
    assert found is not None
    return found.record


@pytest.fixture
def stage(bot: Bot) -> Complaining:
    asking = set_up(bot)
    return Complaining(asking.bot, asking.chat, asking.administrator, asking.official, asking.head, asking.employee)


def test_a_complaint_with_two_photos_goes_from_the_chat_to_solved(stage: Complaining) -> None:
    resident = stage.chat.join("Пётр")
    stage.allow(resident)
    stage.chat.press(resident, "Сервисы дома")
    menu = stage.chat.messages[-1]["conversation_message_id"]
    assert stage.chat.press(resident, "Жалоба", menu) == "Написал вам в личные сообщения."
    assert "ул. Ленина, 1" in stage.last_told(resident)
    stage.press_in_private(resident, "Лифт")
    stage.write(resident, "Лифт стоит, третий подъезд")
    stage.send_photo(resident)
    stage.send_photo(resident)
    stage.press_in_private(resident, "Дальше")
    check = stage.dialog(resident)[-1]
    assert "Лифт стоит, третий подъезд" in check["text"]
    assert len(check["attachments"]) == 2
    assert stage.press_in_private(resident, "Отправить") == "Принято, № 1."
    assert "Жалоба № 1 «Лифт» принята" in stage.last_told(resident)

    invitation = stage.dialog(stage.official)[-1]
    assert f"[id{resident}|житель]" in invitation["text"]
    assert len(invitation["attachments"]) == 2
    stage.press_in_private(stage.official, "Взять в работу")
    assert "Занимается: Олег Петров, инженер" in stage.last_told(resident)
    stage.press_in_private(stage.official, "Ответить: сделано")
    stage.send_photo(stage.official, "Заменили тормоз, лифт пущен")
    stage.bot.play_soon()
    answer = stage.dialog(resident)[-1]
    assert "Заменили тормоз, лифт пущен" in answer["text"]
    assert len(answer["attachments"]) == 1
    assert stage.press_in_private(resident, "Решено") == "Спасибо! Жалоба закрыта."
    assert stage.complaint.state is ComplaintState.SOLVED
    assert "закрыта как решённая" in stage.last_told(resident)


def test_the_house_is_found_by_its_address_and_a_wrong_one_is_asked_again(stage: Complaining) -> None:
    resident = stage.bot.vk.user("Пётр", "Сидоров")
    stage.write(resident, "жалоба")
    assert "адрес дома" in stage.last_told(resident)
    stage.write(resident, "Ленина 77")
    assert "Такого дома" in stage.last_told(resident)
    stage.write(resident, "ленина 1")
    assert "ул. Ленина, 1" in stage.last_told(resident)


def test_a_neighbour_joins_instead_of_complaining_again_and_gets_each_step(stage: Complaining) -> None:
    author, neighbour = stage.bot.vk.user("Пётр", "С"), stage.bot.vk.user("Анна", "К")
    stage.complain(author)
    stage.write(neighbour, "Жалоба")
    stage.write(neighbour, "Ленина 1")
    stage.press_in_private(neighbour, "Лифт")
    shown = stage.last_told(neighbour)
    assert "№ 1" in shown
    assert "с этим 1 житель" in shown
    assert "подъезд" not in shown, "a complaint is private"
    assert str(author) not in shown
    forged = {"do": "complain", "a": "join", "b": dialog_of(stage, neighbour).begun, "v": "0" * 20}
    press = {"user_id": neighbour, "peer_id": neighbour, "event_id": "f", "conversation_message_id": 1}
    assert stage.bot.tell("message_event", press | {"payload": forged}, event_id="forged")[0] == "ok"
    assert not stage.complaint.joined
    assert stage.press_in_private(neighbour, "+1 к № 1") == "Вы присоединились."
    assert stage.complaint.joined == (neighbour,)
    stage.press_in_private(stage.official, "Взять в работу")
    assert "взята в работу" in stage.last_told(neighbour)
    assert "взята в работу" in stage.last_told(author)


def test_the_representative_asks_back_and_gets_the_answer(stage: Complaining) -> None:
    author, neighbour = stage.bot.vk.user("Пётр", "С"), stage.bot.vk.user("Анна", "К")
    stage.complain(author)
    stage.press_in_private(stage.official, "Уточнить у жителя")
    stage.write(stage.official, "Какой этаж?")
    stage.bot.play_soon()
    assert "Какой этаж?" in stage.last_told(author)
    assert stage.complaint.state.value == "asked"
    stage.press_in_private(author, "Ответить")
    stage.write(author, "Седьмой")
    stage.bot.play_soon()
    assert "Седьмой" in stage.last_told(stage.official)
    assert stage.complaint.state.value == "taken"
    assert stage.told(neighbour) == []


def test_an_overdue_complaint_is_reminded_of_then_goes_to_the_head_then_to_the_employees(stage: Complaining) -> None:
    author = stage.bot.vk.user("Пётр", "С")
    stage.allow(stage.employee)
    due_at = stage.complain(author).due_at
    assert due_at is not None
    stage.bot.clock.time = due_at - timedelta(hours=8)
    stage.sweep(timedelta(0))
    assert "Срок жалобы скоро" in stage.last_told(stage.official)
    stage.bot.clock.time = due_at
    stage.sweep(timedelta(minutes=1))
    stage.sweep(timedelta(minutes=1))
    assert "Срок жалобы прошёл" in stage.last_told(stage.head)
    assert stage.complaint.escalation.value == "head"
    assert sum("срок прошёл" in each for each in stage.told(author)) == 1
    stage.sweep(timedelta(days=7))
    assert stage.complaint.escalation.value == "employees"
    told = stage.last_told(stage.employee)
    assert "Жалоба № 1" in told
    assert "подъезд" not in told, "employees are told no words"
    assert str(author) not in told
    assert sweep_questions(stage.bot.worker) == 0


def test_a_complaint_that_is_not_solved_goes_back_with_a_new_deadline(stage: Complaining) -> None:
    author = stage.bot.vk.user("Пётр", "С")
    first = stage.complain(author)
    stage.press_in_private(stage.official, "Ответить: сделано")
    stage.write(stage.official, "Сделано")
    stage.bot.play_soon()
    stage.press_in_private(author, "Не решено")
    again = stage.complaint
    assert again.state is ComplaintState.REOPENED
    assert again.due_at != first.due_at or again.taken_by is None
    assert "не решено" in stage.last_told(stage.official)


def test_nobody_objects_to_an_answer_for_three_days_and_it_is_solved(stage: Complaining) -> None:
    author = stage.bot.vk.user("Пётр", "С")
    stage.complain(author)
    stage.press_in_private(stage.official, "Ответить: сделано")
    stage.write(stage.official, "Сделано")
    stage.sweep(timedelta(days=3, minutes=1))
    assert stage.complaint.state is ComplaintState.SOLVED


def test_a_complaint_is_rejected_with_a_reason_that_the_resident_reads(stage: Complaining) -> None:
    author = stage.bot.vk.user("Пётр", "С")
    stage.complain(author)
    stage.press_in_private(stage.official, "Отклонить")
    stage.write(stage.official, "Это частная территория")
    stage.bot.play_soon()
    assert "Это частная территория" in stage.last_told(author)
    assert stage.complaint.state is ComplaintState.REJECTED
    assert not stage.complaint.is_open


def test_strangers_neither_act_on_a_complaint_nor_learn_that_there_is_one(stage: Complaining) -> None:
    author, stranger = stage.bot.vk.user("Пётр", "С"), stage.bot.vk.user("Чужой", "К")
    complaint = stage.complain(author)
    for person in (stranger, stage.employee, stage.administrator):
        for act in ("take", "answer", "reply", "solved", "pass"):
            payload = {"do": "complaint", "m": complaint.municipality_id, "q": complaint.id, "a": act}
            what = {
                "user_id": person,
                "peer_id": person,
                "event_id": f"{person}{act}",
                "conversation_message_id": 1,
                "payload": payload,
            }
            assert stage.bot.tell("message_event", what, event_id=f"{person}-{act}")[0] == "ok"
    assert stage.complaint == complaint


def test_every_event_may_come_twice(stage: Complaining) -> None:
    author = stage.bot.vk.user("Пётр", "С")
    stage.complain(author, photos=1)
    told, complaint = stage.told(author), stage.complaint
    for body in tuple(stage.bot.answered):
        stage.bot.answer_over_http(body)
    stage.bot.play_soon()
    assert stage.told(author) == told
    assert stage.complaint == complaint


def test_killed_after_the_complaint_was_written_and_before_the_conversation_ended_it_is_one_complaint(
    stage: Complaining,
) -> None:
    author = stage.bot.vk.user("Пётр", "С")
    stage.write(author, "Жалоба")
    stage.write(author, "Ленина 1")
    stage.press_in_private(author, "Лифт")
    stage.write(author, "Лифт стоит")
    stage.press_in_private(author, "Без фото")
    path = dialog_path(stage.bot.group_id, author)
    found = stage.bot.store.get(path, Dialog)
    assert found is not None
    stage.press_in_private(author, "Отправить")
    after = stage.bot.store.get(path, Dialog)
    assert after is not None
    assert after.record.text == "", "words are not kept longer than needed"
    stage.bot.store.commit([Put(path, replace(found.record))])
    assert stage.press_in_private(author, "Отправить") == "Принято, № 1."
    assert stage.complaint.number == 1
    assert sum("принята" in each for each in stage.told(author)) == 1


def test_what_was_left_in_the_middle_goes_on_within_a_day_and_is_forgotten_after_it(stage: Complaining) -> None:
    author = stage.bot.vk.user("Пётр", "С")
    stage.write(author, "Жалоба")
    stage.write(author, "Ленина 1")
    stage.bot.clock.time += timedelta(hours=20)
    stage.write(author, "Жалоба")
    assert "О чём жалоба?" in stage.last_told(author)
    assert "Ленина, 1" in stage.last_told(author)
    stage.bot.clock.time += timedelta(hours=25)
    stage.write(author, "Жалоба")
    assert "адрес дома" in stage.last_told(author)


def test_numbers_rise_and_a_complaint_passed_on_reaches_the_colleagues(stage: Complaining) -> None:
    first, second = stage.bot.vk.user("Пётр", "С"), stage.bot.vk.user("Анна", "К")
    stage.complain(first)
    stage.write(second, "Жалоба")
    stage.write(second, "Ленина 1")
    stage.press_in_private(second, "Лифт")
    stage.press_in_private(second, "Моя проблема другая")
    stage.write(second, "Кнопка сломана")
    stage.press_in_private(second, "Без фото")
    assert stage.press_in_private(second, "Отправить") == "Принято, № 2."
    stage.press_in_private(stage.official, "Передать")
    stage.press_in_private(stage.official, "ООО «Уютный дом»")
    assert "Вам передали жалобу" in stage.last_told(stage.head)
    assert "передана" in stage.last_told(second)


def test_a_complaint_goes_to_the_companys_own_system_although_it_was_down_and_its_state_comes_back(
    stage: Complaining,
) -> None:
    bot, author = stage.bot, stage.bot.vk.user("Пётр", "С")
    client = GeoReportClient(bot.clock, is_local=True)
    company = organization_id(organization_key(COMPANY))
    doing = Doing(bot.municipality_id, Actor(0, "Сцена", ""), "connect", bot.clock.now())

    def exchange_after(span: timedelta) -> None:
        bot.clock.time += span
        exchange(Exchanging(bot.worker, client))
        bot.play_soon()

    with running_georeport() as server:
        server.now = bot.clock.now
        connect_server(company, Connection(server.url, "", KEY, "001"), doing, store=bot.store, client=client)
        server.down = True
        stage.complain(author, photos=2)
        for _ in range(7):
            exchange_after(timedelta(minutes=10))
        assert server.requests == []
        server.down = False
        exchange_after(timedelta(minutes=31))
        request = server.one()
        assert "Лифт стоит, третий подъезд" in request.form["description"]
        assert str(author) not in repr(request.form)
        assert f"Зарегистрирована под № {request.id}" in stage.last_told(author)
        server.close("Заменили тормоз, лифт пущен")
        exchange_after(timedelta(minutes=11))
    assert "Заменили тормоз, лифт пущен" in stage.last_told(author)
    assert stage.press_in_private(author, "Решено") == "Спасибо! Жалоба закрыта."
    assert stage.complaint.state is ComplaintState.SOLVED

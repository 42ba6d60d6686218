"""Broadcasts in the Mini App, from the template to the report: what the sender sees, and what the residents get."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass
from typing import Any

import httpx
import openpyxl
import pytest
from playwright.sync_api import expect

from lib.houses.house import House, houses_path, peer_id
from lib.people.rights import load_workplace
from lib.people.roles import Role
from local.addresses import Addresses
from local.cloud import COMMUNITIES
from local.demo.region import DemoPerson
from local.demo.roles import Appointments
from local.provision import Run
from tests.miniapp.conftest import Employ, Worker
from tests.miniapp.stage import REGION, Stage
from tests.miniapp.test_screens import is_through, violations_on

GROUP_ID = COMMUNITIES[0].group_id
# Twelve houses of one company, eight of another, which the representative looks after.
COMPANIES = {"ООО «Заря»": 12, "УК «Берег»": 8}
TEXT = "Воды не будет до вечера, дом {адрес}."
# The smallest picture that there is.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@dataclass(frozen=True)
class River:
    """A municipality whose two chats have lost the community, and somebody in every role."""

    stage: Stage
    id: str
    people: dict[Role, int]
    houses: tuple[House, ...]
    closed: tuple[House, ...]
    own: frozenset[str]
    resident: int

    def messages(self, house: House) -> list[str]:
        """What the community has written into a house's chat."""
        url = f"{Addresses.url(self.stage.cloud.addresses.vk)}/sim/chats/{GROUP_ID}/{peer_id(house.chat_id)}/messages"
        shown: list[dict[str, Any]] = httpx.get(url, trust_env=False).json()
        return [str(each["text"]) for each in shown if each["from_id"] == -GROUP_ID and not each.get("action")]

    def bring_back(self) -> None:
        """A resident of each closed chat invites the community again."""
        vk = Addresses.url(self.stage.cloud.addresses.vk)
        for house in self.closed:
            body = {"group_id": GROUP_ID, "peer_id": peer_id(house.chat_id), "bot_group_id": GROUP_ID}
            url = f"{vk}/sim/users/{self.resident}/add_bot"
            httpx.post(url, json=body, trust_env=False).raise_for_status()

    def having(self, words: str) -> set[str]:
        """The addresses of the houses in whose chats a message with these words stands once."""
        counts = {house.address: sum(words in text for text in self.messages(house)) for house in self.houses}
        assert set(counts.values()) <= {0, 1}
        return {address for address, count in counts.items() if count}


@pytest.fixture(scope="module")
def river(stage: Stage) -> River:
    """Заречье."""
    run = Run(stage.cloud, "Заречье", REGION, GROUP_ID)
    rows = [
        f"г. Заречье, {street}, д. {number};{company};1;8"
        for company, street in zip(COMPANIES, ("ул. Речная", "ул. Садовая"), strict=True)
        for number in range(1, COMPANIES[company] + 1)
    ]
    run.provision("\n".join(["Адрес;УК;Подъезды;Квартиры", *rows]).encode(), "дома.csv")
    outside = stage.cloud.outside()
    appointments, people = Appointments(run.municipality, outside), {}
    for role in (Role.ADMINISTRATOR, Role.EMPLOYEE, Role.REPRESENTATIVE):
        person = DemoPerson(stage.people.add("Анна", f"Заречная-{role.value}"), "", "", True)
        appointments.give(role, person)
        people[role] = person.user_id
    path = houses_path(run.municipality.id)
    houses = tuple(stored.record for stored in outside.store.query(path, House, [], ["title"], limit=100))
    represented = _houses_of(stage, run.municipality.id, people[Role.REPRESENTATIVE])
    closed = tuple(house for house in houses if house.address not in represented)[:2]
    resident = stage.people.add("Олег", "Речной")
    client = outside.vk.of(GROUP_ID)
    for house in closed:
        stage.people.join(resident, house.invite_link)
        client.call("messages.removeChatUser", chat_id=house.chat_id, member_id=-GROUP_ID)
    return River(stage, run.municipality.id, people, houses, closed, frozenset(represented), resident)


def _houses_of(stage: Stage, municipality_id: str, vk_id: int) -> set[str]:
    """The addresses of the houses that somebody looks after."""
    store = stage.cloud.outside().store
    place = load_workplace(municipality_id, vk_id, store=store)
    assert place is not None
    found = store.query(houses_path(municipality_id), House, [], limit=100)
    return {each.record.address for each in found if each.record.company_key in place.rights.company_keys}


def write(worker: Worker, river: River, text: str) -> None:
    """A new message for every house that the person looks after, up to its check."""
    worker.open("/broadcasts/new/write", river.id)
    worker.fill("Текст", text)
    worker.press("Все ")
    worker.press("Дальше: проверить")
    worker.sees("Кто получит")


def close_sheet(worker: Worker) -> None:
    """Closes what lies over the screen; what is still being opened does not close, so it is tried again."""
    sheet = worker.app.get_by_role("dialog")
    while sheet.count():
        worker.page.keyboard.press("Escape")
        worker.page.wait_for_timeout(200)


def test_a_broadcast_from_the_template_to_the_report(river: River, work_as: Employ) -> None:
    worker = work_as(river.people[Role.EMPLOYEE])
    _composes_with_a_template(worker, river)
    _takes_back(worker)
    _sends(worker, river)
    _sees_beforehand_who_will_not_get_it(worker, river)
    _tries_the_failed_again(worker, river)
    _corrects(worker, river)
    _reads_the_report(worker, river)
    _withdraws(worker, river)


def _composes_with_a_template(worker: Worker, river: River) -> None:
    worker.open("/broadcasts", river.id)
    worker.press("Написать сообщение")
    worker.press("Взять шаблон")
    worker.press("Отключение холодной воды")
    worker.fill("Дата и время начала", "9:00 завтра")
    worker.fill("Дата и время окончания", "18:00")
    worker.press("Вставить в сообщение")
    worker.press("Все дома")
    worker.sees("20 чатов")
    worker.press("Дальше: проверить")
    worker.sees("Заполните пропуск «какие работы».")
    expect(worker.button("Отправить в 20 чатов")).to_be_disabled()
    worker.press("Исправить")
    field = worker.app.get_by_label("Текст", exact=True)
    field.fill(field.input_value().replace("[[какие работы]]", "меняем задвижку"))
    worker.press("Дальше: проверить")


def _takes_back(worker: Worker) -> None:
    worker.press("Отправить в 20 чатов")
    worker.sees("Пока ни одно сообщение не ушло.")
    worker.press("Отменить отправку")
    worker.sees("Кто отменил: Анна Заречная-employee.")


def _sends(worker: Worker, river: River) -> None:
    worker.press("Написать похожую")
    worker.fill("Текст", TEXT)
    worker.press("Дальше: проверить")
    worker.press("Отправить в 20 чатов")
    worker.sees("Отправлена, но дошла не всем")
    worker.sees("Дошло: 18 из 20 домов")
    expect(worker.app.get_by_role("img", name="Дошло: 18, Не дошло: 2")).to_be_visible()
    worker.sees("Сообщество удалили из чата.")
    assert violations_on(worker) == []
    # The one that was taken back would have left by now.
    assert river.having("меняем задвижку") == set()
    reached = {house.address for house in river.houses} - {house.address for house in river.closed}
    assert river.having("Воды не будет до вечера, дом г. Заречье") == reached


def _sees_beforehand_who_will_not_get_it(worker: Worker, river: River) -> None:
    worker.press("Написать похожую")
    worker.press("Дальше: проверить")
    worker.sees("Этот текст сегодня уже пришёл в 18 домов из этих")
    worker.press("Сообщество удалили из чата.")
    missed = worker.app.get_by_role("dialog")
    for house in river.closed:
        expect(missed.get_by_role("button", name=house.address)).to_be_visible()
    close_sheet(worker)
    worker.press("Сохранить черновик")
    worker.sees("черновик")


def _tries_the_failed_again(worker: Worker, river: River) -> None:
    river.bring_back()
    worker.app.get_by_role("button", name=re.compile("не дошло: 2")).click()
    worker.sees("Отправлена, но дошла не всем")
    worker.press("Повторить тем, кому не дошло")
    worker.sees("Дошло: 20 из 20 домов")
    assert len(river.having("Воды не будет до вечера, дом г. Заречье")) == 20


def _corrects(worker: Worker, river: River) -> None:
    worker.press("Исправить текст во всех чатах")
    worker.app.get_by_role("dialog").get_by_label("Новый текст").fill("Вода будет к обеду, дом {адрес}.")
    worker.button("Исправить во всех чатах").last.click()
    worker.sees("Исправлено: 20 из 20.")
    assert len(river.having("Вода будет к обеду, дом г. Заречье")) == 20
    assert river.having("до вечера") == set()


def _reads_the_report(worker: Worker, river: River) -> None:
    with worker.page.expect_download() as download:
        worker.press("Скачать отчёт по домам")
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    header, *rows = book.worksheets[0].iter_rows(values_only=True)
    assert header[:2] == ("Адрес", "Состояние")
    assert {(row[0], row[1]) for row in rows} == {(house.address, "доставлено") for house in river.houses}


def _withdraws(worker: Worker, river: River) -> None:
    worker.press("Отозвать: удалить из всех чатов")
    worker.button("Удалить у всех").click()
    worker.sees("Удалено из чатов: 20 из 20.")
    assert river.having("Вода будет к обеду") == set()


def test_an_emergency_is_confirmed_twice(river: River, work_as: Employ) -> None:
    worker = work_as(river.people[Role.ADMINISTRATOR], "mobile_android", "dark")
    worker.open("/broadcasts/new/write", river.id)
    worker.app.get_by_text("Авария", exact=True).click()
    worker.fill("Текст", "Прорвало трубу, воды нет.")
    plan = {"name": "схема.png", "mimeType": "image/png", "buffer": PICTURE}
    worker.app.locator("input[type=file]").set_input_files(plan)  # type: ignore[arg-type]
    expect(worker.button("Убрать файл схема.png")).to_be_visible()
    worker.press("Все дома")
    worker.press("Дальше: проверить")
    worker.press("Отправить в ")
    worker.sees("Аварийное сообщение в")
    worker.press("Отмена")
    expect(worker.app.get_by_role("alertdialog")).to_have_count(0)
    worker.press("Отправить в ")
    worker.press("Дальше")
    worker.sees("Точно отправить?")
    worker.button("Отправить").last.click()
    worker.sees("Отправится через")
    worker.sees("схема.png")
    worker.press("Отменить отправку")
    worker.sees("Кто отменил")


def test_a_representative_reaches_their_own_houses_alone(river: River, work_as: Employ) -> None:
    staff = work_as(river.people[Role.EMPLOYEE])
    write(staff, river, "Только для сотрудников.")
    staff.press("Сохранить черновик")
    staff.sees("черновик")
    staff.press("Только для сотрудников.")
    staff.sees("Черновик")
    foreign_path = staff.app.locator("body").evaluate("() => location.hash").removeprefix(f"#/m/{river.id}")

    worker = work_as(river.people[Role.REPRESENTATIVE], forgives="404")
    worker.open("/broadcasts", river.id)
    worker.sees("Рассылок пока нет")
    worker.open("/broadcasts/new/write", river.id)
    worker.press("Отдельные дома")
    own = len(river.own)
    expect(worker.app.get_by_role("dialog").get_by_role("checkbox")).to_have_count(own)
    close_sheet(worker)
    write(worker, river, "Сообщение от компании.")
    worker.sees("Анна Заречная-representative, официальный представитель")
    worker.press(f"Отправить в {own} чат")
    worker.sees(f"Дошло: {own} из {own} домов")
    assert river.having("Сообщение от компании.") == set(river.own)

    worker.open(foreign_path, river.id)
    worker.sees("Такой рассылки нет.")
    worker.open(f"/houses/{river.closed[0].id}", river.id)
    worker.sees("Такого дома нет")


@pytest.mark.parametrize(("platform", "theme"), [("desktop_web", "light"), ("mobile_android", "dark")])
def test_a_regular_broadcast_is_made_changed_and_removed(
    river: River, work_as: Employ, platform: str, theme: str
) -> None:
    worker = work_as(river.people[Role.ADMINISTRATOR], platform, theme)
    write(worker, river, "Передайте показания счётчиков.")
    worker.app.get_by_text("Регулярно", exact=True).click()
    worker.sees("Отправится каждое 20-е число в 10:00.")
    is_through(worker)
    assert violations_on(worker) == []
    worker.press("Отправлять регулярно")
    worker.sees("Удалить регулярную рассылку")
    worker.sees("Каждое 20-е число в 10:00")
    assert violations_on(worker) == []

    worker.press("Изменить текст, дома или время")
    worker.fill("Текст", "Передайте показания до 25-го числа.")
    worker.press("Дальше: проверить")
    worker.app.get_by_text("Ежедневно", exact=True).click()
    worker.fill("Время", "09:30")
    worker.press("Сохранить")
    worker.sees("Каждый день в 09:30")
    worker.sees("Передайте показания до 25-го числа.")
    worker.app.get_by_text("Отправлять", exact=True).click()
    worker.sees("Сейчас не отправляется")

    worker.press("Назад")
    worker.press("Передайте показания до 25-го числа.")
    worker.press("Удалить регулярную рассылку")
    worker.app.get_by_role("alertdialog").get_by_role("button", name="Удалить").click()
    worker.sees("Регулярных рассылок пока нет")

"""What an administrator does from day to day in the Mini App beside creating chats: people, texts, the log, mending."""

from __future__ import annotations

import io
from typing import Any

import httpx
import openpyxl
import pytest
from playwright.sync_api import expect

from lib.events.consents import may_write_to
from lib.houses.house import House, houses_path
from lib.people.roles import Role
from local.addresses import Addresses
from local.cloud import COMMUNITIES
from local.demo.region import DemoPerson
from local.demo.roles import Appointments
from tests.functions.vk_callback.conftest import eventually
from tests.miniapp.conftest import Employ, Worker
from tests.miniapp.stage import Stage
from tests.miniapp.test_leading import create_house

GROUP_ID = COMMUNITIES[0].group_id


def vk(stage: Stage, path: str, **body: object) -> Any:
    """Something done to VK by its back door."""
    url = f"{Addresses.url(stage.cloud.addresses.vk)}/sim{path}"
    return httpx.post(url, json=body, trust_env=False).raise_for_status().json()


def house_at(stage: Stage, title: str) -> House:
    """The house as it is kept."""
    found = stage.cloud.outside().store.query(houses_path(stage.municipality.id), House, [("title", "==", title)])
    return found[0].record


def in_dialog(worker: Worker, name: str) -> None:
    """Presses a button of the sheet that is open."""
    worker.app.get_by_role("dialog").get_by_role("button", name=name).click()


def test_an_organisation_gets_a_representative_whose_houses_are_changed(stage: Stage, work_as: Employ) -> None:
    person = stage.people.add("Сергей", "Уткин", "utkin_uk")
    worker = work_as(stage.administrator)
    worker.open("/organizations")
    worker.press("Добавить организацию")
    worker.app.get_by_role("dialog").get_by_label("Название").fill("ООО «Ежедневная»")
    in_dialog(worker, "Добавить")
    worker.press("Добавить представителя")
    worker.fill("Кто", "@utkin_uk")
    worker.sees("Сергей Уткин")
    in_dialog(worker, "Добавить")
    worker.sees("все дома организации · 0 домов")
    worker.press("Сергей Уткин")
    worker.app.get_by_role("dialog").get_by_text("За выбранные дома").click()
    in_dialog(worker, "Сохранить")
    worker.sees("выбранные дома · 0 домов")
    worker.press("Сергей Уткин")
    in_dialog(worker, "Убрать")
    worker.app.get_by_role("alertdialog").get_by_role("button", name="Убрать").click()
    worker.sees("Представителей пока нет.")
    assert person


def test_a_text_shows_its_mistakes_and_how_it_will_look_before_it_is_saved(stage: Stage, work_as: Employ) -> None:
    worker = work_as(stage.administrator, "mobile_android", forgives="Failed to load resource")
    worker.open("/settings")
    text = worker.app.get_by_label("Текст, до").nth(1)
    before = text.input_value()
    text.fill("Приходите в чат дома {адресс}")
    worker.sees("{адресс}")
    worker.button("Сохранить").first.click()
    expect(worker.app.get_by_text("Тексты сохранены")).to_have_count(0)
    text.fill("Приходите в чат: {ссылка}")
    expect(worker.app.get_by_label("Приглашение для жильцов: как это увидят")).to_have_text(
        "Приходите в чат: https://vk.me/join/primer"
    )
    worker.button("Сохранить").first.click()
    worker.sees("Тексты сохранены")
    worker.press("Вернуть стандартный")
    expect(text).to_have_value(before)
    worker.button("Сохранить").first.click()
    expect(worker.button("Вернуть стандартный")).to_have_count(0)


def test_a_house_is_renamed_shared_and_its_history_told(stage: Stage, work_as: Employ) -> None:
    worker = work_as(stage.administrator, "mobile_android", "dark")
    create_house(worker, "Екатеринбург, улица Будничная, дом 1")
    worker.press("Поделиться")
    link = worker.app.get_by_role("link", name="vk.me/join").get_attribute("href")
    worker.page.wait_for_function("window.bridgeCalls.some(({ handler }) => handler === 'VKWebAppShare')")
    assert [call["link"] for call in worker.bridge_calls("VKWebAppShare")] == [link]
    worker.press("Изменить")
    worker.app.get_by_role("dialog").get_by_label("Название чата").fill("Будничная, 1: двор")
    in_dialog(worker, "Сохранить")
    expect(worker.app.get_by_role("heading", name="Будничная, 1: двор")).to_be_visible()
    worker.press("Показать, что менялось")
    worker.sees("Изменён дом")
    (chat,) = [each for each in stage.people.chats(GROUP_ID) if each["invite_link"] == link]
    assert chat["title"] == "Будничная, 1: двор"


def test_a_chat_that_failed_says_why_and_is_created_by_a_button(stage: Stage, work_as: Employ) -> None:
    worker = work_as(stage.administrator)
    vk(stage, "/faults", method="messages.getInviteLink", error_code=917, count=1)
    worker.open("/houses/new")
    worker.fill("Адрес", "Екатеринбург, улица Неудачная, дом 1")
    worker.press("Создать чат")
    worker.sees("Сообщество не может управлять этим чатом")
    worker.sees("нажмите «Повторить»")
    worker.press("Повторить")
    worker.sees("vk.me/join")


def test_a_chat_that_lost_the_community_is_told_on_its_house(stage: Stage, work_as: Employ) -> None:
    worker = work_as(stage.administrator, "mobile_android")
    create_house(worker, "Екатеринбург, улица Потерянная, дом 1")
    house = house_at(stage, "ул. Потерянная, 1")
    client = stage.cloud.outside().vk.of(GROUP_ID)
    client.call("messages.removeChatUser", chat_id=house.chat_id, member_id=-GROUP_ID)
    run = f"{Addresses.url(stage.cloud.addresses.scheduler + 1)}/jobs/sweep/run"
    httpx.post(run, trust_env=False, timeout=60).raise_for_status()
    assert eventually(lambda: house_at(stage, "ул. Потерянная, 1").chat_trouble)
    worker.open("/houses")
    worker.app.get_by_placeholder("Улица, дом").fill("потерянная")
    worker.press("ул. Потерянная, 1")
    worker.sees("Сообщество удалили из чата.")
    worker.sees("Чаты проверяются раз в час")


def test_the_log_is_narrowed_and_saved_on_a_phone_by_a_link_that_needs_no_session(
    stage: Stage, work_as: Employ
) -> None:
    worker = work_as(stage.administrator, "mobile_android")
    create_house(worker, "Екатеринбург, улица Журнальная, дом 1")
    worker.open("/audit")
    # On phones it is the phone's own list.
    worker.app.get_by_role("combobox").first.select_option(label="Создан дом")
    worker.sees("ул. Журнальная, 1")
    worker.press("Скачать журнал")
    worker.page.wait_for_function("window.bridgeCalls.some(({ handler }) => handler === 'VKWebAppDownloadFile')")
    (asked,) = worker.bridge_calls("VKWebAppDownloadFile")
    sheet = openpyxl.load_workbook(io.BytesIO(httpx.get(str(asked["url"]), trust_env=False).content)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert {"Создан дом"} == {row[3] for row in rows}
    assert str(asked["filename"]).endswith(".xlsx")


def test_the_last_administrator_cannot_go_and_a_removal_can_be_undone(stage: Stage, work_as: Employ) -> None:
    stage.people.add("Вера", "Временная", "vremennaya")
    worker = work_as(stage.administrator, forgives="Failed to load resource")
    worker.open("/members")
    worker.press("Марина Соколова")
    in_dialog(worker, "Закрыть доступ себе")
    worker.sees("последн")
    worker.page.keyboard.press("Escape")
    worker.press("Добавить сотрудника")
    worker.fill("Кто", "@vremennaya")
    worker.sees("Вера Временная")
    in_dialog(worker, "Добавить")
    worker.press("Вера Временная")
    in_dialog(worker, "Закрыть доступ")
    worker.sees("Доступ закрыт: Вера Временная")
    worker.press("Вернуть")
    expect(worker.button("Вера Временная")).to_be_visible()


@pytest.mark.parametrize(("platform", "path"), [("mobile_android", "/more"), ("desktop_web", "/members")])
def test_the_bot_may_write_once_the_person_has_allowed_it(
    stage: Stage, work_as: Employ, platform: str, path: str
) -> None:
    employee = stage.people.add("Олег", "Разрешаев")
    outside = stage.cloud.outside()
    Appointments(stage.municipality, outside).give(Role.EMPLOYEE, DemoPerson(employee, "", "", True))
    worker = work_as(employee, platform)
    worker.open(path)
    worker.press("Разрешить боту писать мне")
    worker.sees("Бот сможет написать вам")
    expect(worker.button("Разрешить боту писать мне")).to_have_count(0)
    assert [call["group_id"] for call in worker.bridge_calls("VKWebAppAllowMessagesFromGroup")] == [GROUP_ID]
    assert eventually(lambda: may_write_to(GROUP_ID, employee, store=outside.store))
    worker.open(path)
    worker.sees("Олег Разрешаев (вы)" if path == "/members" else "О сервисе")
    expect(worker.button("Разрешить боту писать мне")).to_have_count(0)

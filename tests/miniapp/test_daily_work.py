"""What an administrator does from day to day in the Mini App beside creating chats: people, texts, the log, mending."""

from __future__ import annotations

from typing import Any

import httpx
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


@pytest.mark.timeout(120)
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


@pytest.mark.timeout(120)
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


@pytest.mark.timeout(120)
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


@pytest.mark.timeout(120)
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


@pytest.mark.timeout(120)
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

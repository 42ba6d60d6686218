"""An employee watches in the Mini App how the bot leads a house's administrator, while that person acts in VK."""

from __future__ import annotations

import re

import httpx
import pytest

from local.addresses import Addresses
from local.cloud import COMMUNITIES
from tests.miniapp.conftest import Employ, Worker
from tests.miniapp.stage import Stage

GROUP_ID = COMMUNITIES[0].group_id


def create_house(worker: Worker, address: str) -> None:
    worker.open("/houses/new")
    worker.fill("Адрес", address)
    worker.sees("Понято так")
    worker.press("Создать чат")
    worker.sees("vk.me/join")


def name_administrator(worker: Worker, who: str) -> None:
    worker.press("Назначить администратора")
    worker.fill("Кто", who)
    worker.app.get_by_role("dialog").get_by_role("button", name="Назначить").click()
    worker.sees("Администратор назначен")


@pytest.mark.parametrize(("platform", "theme"), [("desktop_web", "light"), ("mobile_android", "dark")])
def test_states_change_as_the_person_acts(stage: Stage, work_as: Employ, platform: str, theme: str) -> None:
    person = stage.people.add("Нина", f"Петровна-{theme}")
    worker = work_as(stage.administrator, platform, theme)
    create_house(worker, f"Екатеринбург, улица Ведомая, дом {len(theme)}")
    join_link = worker.app.get_by_role("link", name="vk.me/join").get_attribute("href")
    assert join_link
    name_administrator(worker, f"https://vk.com/id{person}")
    worker.sees("не удалось связаться")
    worker.sees("Кто назначил: Марина Соколова")

    worker.press("Скопировать письмо со ссылкой")
    worker.sees("Письмо скопировано")
    (copied,) = worker.bridge_calls("VKWebAppCopyText")
    found = re.search(r"ref=(\S+)", str(copied["text"]))
    assert found
    stage.people.write(person, GROUP_ID, "Начать", ref=found[1])
    worker.sees("приглашён")
    stage.people.join(person, join_link)
    worker.sees("вступил в чат")
    stage.people.write(person, GROUP_ID, "готово")
    worker.sees("зовёт соседей")


def test_who_has_no_page_gets_an_sms(stage: Stage, work_as: Employ) -> None:
    worker = work_as(stage.administrator)
    create_house(worker, "Екатеринбург, улица Телефонная, дом 1")
    name_administrator(worker, "8 922 000-00-07")
    worker.sees("по номеру телефона")
    worker.sees("SMS: ")
    vk = Addresses.url(stage.cloud.addresses.vk)
    worker.sees("приглашён")
    sent = httpx.get(f"{vk}/sim/sms", trust_env=False).json()
    assert any("Телефонная" in str(each) and "ref=" in str(each) for each in sent)


def test_the_staff_meet_in_a_chat_of_their_own(stage: Stage, work_as: Employ) -> None:
    worker = work_as(stage.administrator)
    create_house(worker, "Екатеринбург, улица Координационная, дом 1")
    name_administrator(worker, f"https://vk.com/id{stage.people.add('Пётр', 'Встречин')}")
    worker.open("/members")
    worker.sees("Координационный чат")
    link = worker.app.get_by_role("link", name="vk.me/join")
    link.wait_for(timeout=60_000)
    worker.press("Скопировать ссылку")
    worker.sees("Ссылка скопирована")
    (copied,) = worker.bridge_calls("VKWebAppCopyText")
    assert copied["text"] == link.get_attribute("href")
    stage.people.join(stage.administrator, str(copied["text"]))


def test_how_many_sms_go_out_is_set_and_a_mistake_is_told(stage: Stage, work_as: Employ) -> None:
    worker = work_as(stage.administrator, "mobile_android", forgives="Failed to load resource")
    worker.open("/settings")
    worker.sees("SMS администраторам чатов")
    worker.fill("SMS в день на один номер", "9")
    worker.press("Сохранить настройки SMS")
    worker.sees("не больше 5")
    worker.fill("SMS в день на один номер", "1")
    worker.fill("SMS в день на весь муниципалитет", "40")
    worker.press("Сохранить настройки SMS")
    worker.sees("Настройки SMS сохранены")
    worker.sees("из 40")
    worker.open("/settings")
    worker.sees("из 40")

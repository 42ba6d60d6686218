"""Posters and service bots in the Mini App: an employee's afternoon."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Download, expect

from lib.houses.house import House, houses_path
from local.addresses import Addresses
from tests.lib.posters.printed import codes_in, pages_of, rendered
from tests.miniapp.conftest import Employ, Worker
from tests.miniapp.stage import Stage

COMPANY = "ООО «Плакатная»"
# A street that no other test has, nor a real register.
STREET = "Плакатчиков"
HOUSES = 10
SHEET = "Адрес;Управляющая компания;Подъезды\n" + "".join(
    f"г. Екатеринбург, ул. {STREET}, д. {number};{COMPANY};3\n" for number in range(1, HOUSES + 1)
)


@pytest.fixture(scope="module")
def bot(stage: Stage) -> int:
    """A community whose bot takes requests."""
    vk = Addresses.url(stage.cloud.addresses.vk)
    made = httpx.post(f"{vk}/sim/communities", json={"name": "Бот заявок"}, trust_env=False).raise_for_status()
    return int(made.json()["group_id"])


def houses_of(stage: Stage) -> dict[str, House]:
    """The houses of the street by title, as they are kept."""
    found = stage.cloud.outside().store.query(houses_path(stage.municipality.id), House)
    return {stored.record.title: stored.record for stored in found if STREET in stored.record.title}


def test_ten_houses_of_a_company_are_created(stage: Stage, work_as: Employ) -> None:
    worker = work_as(stage.administrator)
    worker.open("/imports")
    worker.app.locator("input[type=file]").set_input_files(
        {"name": "плакатчиков.csv", "mimeType": "text/csv", "buffer": SHEET.encode("utf-8-sig")}
    )
    worker.press("Создать 10")
    expect(worker.app.get_by_text("Готово", exact=True)).to_be_visible(timeout=60_000)
    assert len(houses_of(stage)) == HOUSES


def test_a_service_bot_is_attached_to_all_houses_of_a_company(stage: Stage, bot: int, work_as: Employ) -> None:
    worker = work_as(stage.administrator)
    worker.open("/service-bots")
    worker.press("Добавить бота")
    worker.fill("Сообщество бота", f"vk.com/club{bot}")
    worker.fill("Что делает", "принимает заявки")
    worker.button("Добавить").last.click()
    worker.press("Подключить ко всем домам компании")
    worker.app.get_by_label("Все дома компании").click()
    worker.app.get_by_role("option", name=COMPANY).click()
    worker.app.get_by_role("dialog").get_by_role("button", name="Подключить ко всем домам").click()
    worker.sees("Подключён: 10 домов")
    worker.sees("Ещё не в чате")
    assert all(house.service_bot_group_ids == (bot,) for house in houses_of(stage).values())


def test_the_bot_is_seen_once_a_person_added_it(stage: Stage, bot: int, work_as: Employ) -> None:
    house = houses_of(stage)[f"ул. {STREET}, 7"]
    worker = work_as(stage.administrator, "mobile_android", "dark")
    worker.open(f"/houses/{house.id}")
    worker.sees("Ждём, когда администратор добавит в чат")
    worker.press("Проверить, добавлен ли бот")
    worker.sees("Бота в чате пока нет")
    vk = Addresses.url(stage.cloud.addresses.vk)
    person = stage.people.add("Нина", "Петровна")
    with httpx.Client(base_url=f"{vk}/sim/users/{person}", trust_env=False) as somebody:
        somebody.post("/join", json={"link": house.invite_link}).raise_for_status()
        where = {"group_id": house.group_id, "peer_id": 2_000_000_000 + house.chat_id, "bot_group_id": bot}
        somebody.post("/add_bot", json=where).raise_for_status()
    worker.press("Проверить, добавлен ли бот")
    expect(worker.app.get_by_text("В чате", exact=True)).to_be_visible()


def test_the_posters_of_ten_houses_are_downloaded_as_one_file(stage: Stage, work_as: Employ, tmp_path: Path) -> None:
    worker = work_as(stage.administrator)
    pdf = saved(worker, tmp_path, is_zip=False)
    worker.sees("Плакаты готовы, файл сохраняется")
    assert pages_of(pdf) == [(210, 297)] * HOUSES
    links = {house.invite_link for house in houses_of(stage).values()}
    assert {code for page in range(HOUSES) for code in codes_in(rendered(pdf, 3, page))} == links


def test_the_posters_of_ten_houses_are_downloaded_as_an_archive_for_lifts(
    stage: Stage, work_as: Employ, tmp_path: Path
) -> None:
    archive = zipfile.ZipFile(io.BytesIO(saved(work_as(stage.administrator), tmp_path, is_zip=True)))
    assert len(archive.namelist()) == HOUSES
    content = archive.read(f"Плакат А5, ул. {STREET}, 7.pdf")
    assert pages_of(content) == [(297, 210)] * 2
    assert set(codes_in(rendered(content, 4))) == {houses_of(stage)[f"ул. {STREET}, 7"].invite_link}


def test_the_poster_of_a_house_is_downloaded_on_its_screen(stage: Stage, work_as: Employ, tmp_path: Path) -> None:
    house = houses_of(stage)[f"ул. {STREET}, 3"]
    worker = work_as(stage.administrator)
    worker.open(f"/houses/{house.id}")
    worker.press("Плакат для подъезда")
    worker.app.get_by_text("По одному на каждый подъезд").click()
    with worker.page.expect_download() as download:
        worker.press("Скачать PDF")
    assert pages_of(content_of(download.value, tmp_path)) == [(210, 297)] * 3


def saved(worker: Worker, folder: Path, *, is_zip: bool) -> bytes:
    """The posters of the street's houses, from the list of houses."""
    worker.open("/houses")
    worker.app.get_by_placeholder("Улица, дом").fill(STREET)
    worker.sees("Найдено: 10 домов")
    worker.press("Плакаты для домов из списка")
    if is_zip:
        worker.app.get_by_text("А5", exact=True).click()
        worker.app.get_by_text("Архив: PDF на дом").click()
        worker.app.get_by_text("По одному на каждый подъезд").click()
    worker.press("Подготовить")
    worker.sees("Готово к печати: 10 домов")
    with worker.page.expect_download() as download:
        worker.press("Скачать «Плакаты")
    return content_of(download.value, folder)


def content_of(download: Download, folder: Path) -> bytes:
    """What was downloaded."""
    path = folder / "downloaded"
    download.save_as(path)
    return path.read_bytes()

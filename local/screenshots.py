"""The pictures of docs/employees.md: an employee's first day in a local cloud, photographed.

`python -m local.screenshots` starts a cloud of its own, works in it through the real Mini App as an employee would, and
writes docs/images/; with `life` only those of a town that has lived for a while.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from lib.houses.house import House, HouseState, houses_path
from lib.municipalities.municipality import Municipality
from lib.municipalities.registry import ensure_municipality
from lib.people.roles import Role
from lib.provisioning.outside import Provisioning
from local.addresses import Addresses, free_addresses
from local.browser import ANDROID, FONTS, find_chromium
from local.cloud import COMMUNITIES, ROOT, LocalCloud
from local.demo.complaints import complain
from local.demo.lively import settle_lively_town
from local.demo.region import DemoPerson
from local.demo.roles import Appointments
from local.demo.run import REGION
from local.lifecycle import running
from local.question_pictures import Pictured, photograph_questions
from local.visit import DESKTOP, PHONE, Visit
from local.vk_people import VkPeople

_SHEET = ROOT / "local" / "demo" / "ekaterinburg.csv"
# Rows of the sheet (the header is row 1) whose cells are spoilt, so that the pictures show how errors are told.
_SPOILT = {12: "где-то за рекой", 31: ""}


def main() -> int:
    """Writes all pictures."""
    chromium = find_chromium()
    if chromium is None:
        print("Chromium was not found", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as state, sync_playwright() as playwright:
        # Slower than VK, so that two hundred chats take long enough to be photographed on their way.
        cloud = LocalCloud(free_addresses(), Path(state), vk_latency_ms=1_000)
        with running(cloud):
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox"], env={**os.environ, "FONTCONFIG_FILE": str(FONTS)}
            )
            if "life" not in sys.argv:
                _photograph_first_day(cloud, browser)
            _photograph_life(cloud, browser)
    return 0


def _photograph_first_day(cloud: LocalCloud, browser: Browser) -> None:
    outside = cloud.outside()
    town = ensure_municipality("Екатеринбург", REGION, COMMUNITIES[0].group_id, "г. Екатеринбург", store=outside.store)
    people = VkPeople(Addresses.url(cloud.addresses.vk))
    administrator = DemoPerson(people.add("Марина", "Соколова"), "", "", True)
    employee = people.add("Игорь", "Лаптев", "laptev")
    older = people.add("Нина", "Павлова", "pavlova_n")
    Appointments(town, outside).give(Role.ADMINISTRATOR, administrator)

    def visit(user_id: int, platform: str) -> Visit:
        return _visit(cloud, browser, user_id, platform)

    base = f"/m/{town.id}"
    _photograph_members(visit(administrator.user_id, "desktop_web"), base)
    computer, phone = visit(employee, "desktop_web"), visit(employee, "mobile_android")
    _photograph_import(computer, base)
    _photograph_houses(computer, base)
    _photograph_house(phone, base, older)
    _close_some_chats(town, outside)
    _photograph_broadcast(computer, phone, base)
    photograph_questions(Pictured(town, outside, people, employee, older), visit)
    official = DemoPerson(people.add("Олег", "Жалобин"), "", "", True)
    Appointments(town, outside).give(Role.REPRESENTATIVE, official)
    _complain(town, outside, older)
    _photograph_complaints(computer, visit(official.user_id, "mobile_android"), base)


def _visit(cloud: LocalCloud, browser: Browser, user_id: int, platform: str) -> Visit:
    on_phone = platform.startswith("mobile")
    context = browser.new_context(
        viewport=PHONE if on_phone else DESKTOP,  # type: ignore[arg-type]
        device_scale_factor=1.5,
        is_mobile=on_phone,
        has_touch=on_phone,
        user_agent=ANDROID if on_phone else None,
        locale="ru-RU",
        timezone_id="Asia/Yekaterinburg",
    )
    return Visit(context.new_page(), Addresses.url(cloud.addresses.vk_frame), user_id, platform)


def _photograph_life(cloud: LocalCloud, browser: Browser) -> None:
    """A town that has lived for a month: its figures, and what its chats lack."""
    outside = cloud.outside()
    town = settle_lively_town("Каменск", REGION, COMMUNITIES[1].group_id, outside)
    employee = DemoPerson(VkPeople(Addresses.url(cloud.addresses.vk)).add("Ольга", "Котова"), "", "", True)
    Appointments(town, outside).give(Role.EMPLOYEE, employee)
    base = f"/m/{town.id}"
    computer = _visit(cloud, browser, employee.user_id, "desktop_web")
    phone = _visit(cloud, browser, employee.user_id, "mobile_android")
    computer.open(f"{base}/statistics")
    computer.wait_for("По дням")
    computer.photograph("app-statistics")
    phone.open(f"{base}/health")
    phone.wait_for("Нет администратора")
    phone.photograph("app-health-phone")
    computer.open(f"{base}/health/no_administrator")
    computer.wait_for("ул. Мира")
    computer.app.get_by_role("checkbox").first.press("Space")
    computer.wait_for("Назначить администратора")
    computer.photograph("app-health-task")


def _close_some_chats(town: Municipality, outside: Provisioning) -> None:
    """Somebody has removed the community from a few chats, so that the pictures show how that is told."""
    found = outside.store.query(houses_path(town.id), House, [("state", "==", HouseState.LIVE)], ["title"], limit=3)
    for stored in found:
        outside.vk.of(town.group_id).call(
            "messages.removeChatUser", chat_id=stored.record.chat_id, member_id=-town.group_id
        )


def _complain(town: Municipality, outside: Provisioning, resident: int) -> None:
    """Residents have complained."""
    complain(town, outside, resident, "lift", "Лифт стоит в третьем подъезде со вчерашнего вечера")
    complain(town, outside, resident, "heating", "Холодные батареи на всём девятом этаже")


def _photograph_complaints(computer: Visit, phone: Visit, base: str) -> None:
    computer.open(f"{base}/complaints")
    computer.wait_for("Отопление, ")
    computer.photograph("app-complaints")
    phone.open(f"{base}/complaints")
    phone.wait_for("Лифт стоит")
    phone.press("Лифт")
    phone.wait_for("Взять в работу")
    phone.photograph("app-complaint-phone")


def _photograph_members(visit: Visit, base: str) -> None:
    visit.open(f"{base}/houses")
    visit.wait_for("Домов пока нет")
    visit.photograph("app-first-opening")
    visit.open(f"{base}/members")
    visit.wait_for("Марина Соколова")
    visit.press("Добавить сотрудника")
    visit.fill("Кто", "https://vk.com/laptev")
    visit.wait_for("Игорь Лаптев")
    visit.photograph("app-member")
    visit.app.get_by_role("button", name="Добавить").last.click()
    visit.wait_for("В списке: Игорь Лаптев")


def _photograph_import(visit: Visit, base: str) -> None:
    visit.open(f"{base}/imports")
    visit.wait_for("Таблица с домами")
    visit.photograph("app-imports")
    sheet = {"name": "дома.csv", "mimeType": "text/csv", "buffer": _spoilt_sheet()}
    visit.app.locator("input[type=file]").set_input_files(sheet)  # type: ignore[arg-type]
    visit.wait_for("Проверили")
    visit.photograph("app-check")
    visit.press("Создать")
    visit.app.get_by_text(re.compile(r"Создано чатов: (25|50|75|100|125|150|175) из")).wait_for(timeout=60_000)
    visit.photograph("app-progress")
    visit.app.get_by_text("Готово", exact=True).wait_for(timeout=120_000)
    visit.page.wait_for_timeout(700)
    visit.photograph("app-report")


def _photograph_houses(visit: Visit, base: str) -> None:
    visit.open(f"{base}/houses")
    visit.wait_for("Автомагистральная")
    visit.photograph("app-houses")
    visit.open(f"{base}/houses/new")
    visit.wait_for("Новый дом")
    visit.fill("Адрес", "автомагистральная 5")
    visit.wait_for("Чат этого дома уже есть.")
    visit.photograph("app-duplicate")


def _photograph_house(visit: Visit, base: str, administrator: int) -> None:
    visit.open(f"{base}/houses")
    visit.wait_for("Автомагистральная")
    visit.photograph("app-houses-phone")
    visit.press("ул. Автомагистральная, 5")
    visit.wait_for("Скопировать ссылку")
    visit.press("Назначить")
    visit.fill("Кто", f"https://vk.com/id{administrator}")
    visit.wait_for("Нина Павлова")
    visit.photograph("app-administrator-phone")
    visit.app.get_by_role("button", name="Назначить").last.click()
    notice = visit.app.get_by_text("Администратор назначен")
    notice.wait_for()
    notice.wait_for(state="detached")
    visit.photograph("app-house-phone")
    visit.app.get_by_text("Скопировать письмо со ссылкой").scroll_into_view_if_needed()
    visit.wait_for("Скопировать письмо со ссылкой")
    visit.photograph("app-leading-phone")
    visit.open(f"{base}/members")
    visit.wait_for("vk.me/join")
    visit.photograph("app-coordination-phone")


def _photograph_broadcast(computer: Visit, phone: Visit, base: str) -> None:
    computer.open(f"{base}/broadcasts/new/write")
    computer.wait_for("Взять шаблон")
    computer.press("Взять шаблон")
    computer.press("Отключение холодной воды")
    computer.fill("Дата и время начала", "9:00 25 ноября")
    computer.fill("Дата и время окончания", "18:00")
    computer.press("Вставить в сообщение")
    computer.wait_for("Заполнить: какие работы")
    computer.photograph("app-broadcast-write")
    text = computer.app.get_by_label("Текст", exact=True)
    text.fill(text.input_value().replace("[[какие работы]]", "меняем задвижку"))
    _send_to_all(computer)
    computer.wait_for("Отправлена, но дошла не всем")
    computer.photograph("app-broadcast-sent")
    computer.press("Написать похожую")
    computer.press("Дальше: проверить")
    computer.wait_for("Кто не получит и почему")
    computer.photograph("app-broadcast-check")
    phone.open(f"{base}/broadcasts/new/write")
    phone.wait_for("Взять шаблон")
    phone.fill("Текст", "Сегодня с 14:00 чистим двор дома {адрес} от снега. Пожалуйста, уберите машины.")
    _send_to_all(phone)
    phone.wait_for("Отправится через")
    phone.photograph("app-broadcast-undo-phone")
    phone.press("Отменить отправку")
    phone.wait_for("Кто отменил")


def _send_to_all(visit: Visit) -> None:
    visit.press("Все дома")
    visit.press("Дальше: проверить")
    visit.press("Отправить в")


def _spoilt_sheet() -> bytes:
    header, *rows = _SHEET.read_text(encoding="utf-8-sig").splitlines()
    blocks = [";".join([f"{address}, к. 2", *rest]) for address, *rest in (row.split(";") for row in rows)]
    lines = [header, *rows, *blocks]
    for row, text in _SPOILT.items():
        lines[row - 1] = ";".join([text, *lines[row - 1].split(";")[1:]])
    return "\n".join(lines).encode("utf-8-sig")


if __name__ == "__main__":
    sys.exit(main())

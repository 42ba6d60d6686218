"""The page's Russian, and its idea of a link."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from local.vk.testing import running_vk


@pytest.fixture(scope="module")
def module_page(browser: Browser) -> Iterator[Page]:
    """A page whose modules can be called."""
    with running_vk() as vk:
        page = browser.new_page(locale="ru-RU", timezone_id="Asia/Yekaterinburg")
        page.goto(f"{vk.url}/")
        yield page
        page.close()


def call(page: Page, module: str, function: str, *arguments: object) -> Any:
    """What a function of one of the page's modules returns."""
    script = "([module, name, given]) => import(`/js/${module}.js`).then((loaded) => loaded[name](...given))"
    return page.evaluate(script, [module, function, list(arguments)])


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 участников"),
        (1, "1 участник"),
        (2, "2 участника"),
        (5, "5 участников"),
        (11, "11 участников"),
        (14, "14 участников"),
        (21, "21 участник"),
        (112, "112 участников"),
        (1_000, "1 000 участников"),
        (10_003, "10 003 участника"),
    ],
)
def test_counts_stand_in_the_right_plural(module_page: Page, count: int, words: str) -> None:
    assert call(module_page, "russian", "membersText", count).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("https://vk.me/join/AbC_d-9=.", ["https://vk.me/join/AbC_d-9="]),
        ("vk.me/club1?ref=x_1, да", ["https://vk.me/club1?ref=x_1"]),
        ("(см. https://ya.ru/a_(b))", ["https://ya.ru/a_(b"]),
        ("мойдом.рф и gosuslugi.ru!", ["https://xn--d1ajichc.xn--p1ai/", "https://gosuslugi.ru/"]),
        ("почта a@mail.ru, дом 5.ру, т.е. нет", []),
        ("javascript:alert(1) data:text/html,x", []),
        ("Собрание в 18.00.Приходите", []),
    ],
)
def test_addresses_are_found_in_texts(module_page: Page, text: str, addresses: list[str]) -> None:
    assert [found["href"] for found in call(module_page, "vk_links", "addressesIn", text)] == addresses


@pytest.mark.parametrize(
    ("href", "opens"),
    [
        ("https://vk.me/join/AbC=", {"join": "https://vk.me/join/AbC="}),
        ("https://vk.me/ekb?ref=a", {"community": "ekb", "ref": "a", "mustExist": False}),
        ("https://vk.me/club7", {"community": "club7", "ref": None, "mustExist": False}),
        ("https://vk.com/public7", {"community": "club7", "ref": None, "mustExist": True}),
        ("https://m.vk.com/write-7?ref=b", {"community": "club7", "ref": "b", "mustExist": True}),
        ("https://vk.com/id7", {"person": 7}),
        ("https://vk.com/wall-1_2", None),
        ("https://vk.com/", None),
        ("https://example.com/club7", None),
    ],
)
def test_vk_s_own_links_open_in_the_messenger(module_page: Page, href: str, opens: dict[str, Any] | None) -> None:
    assert call(module_page, "vk_links", "inMessenger", href) == opens


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1_795_000_000, "18 ноября 2026"), (1_763_464_000, "18 ноября 2025")],
)
def test_days_of_other_years_stand_with_their_year(module_page: Page, seconds: int, words: str) -> None:
    script = "([s]) => import('/js/russian.js').then((m) => m.dayText(s, new Date(2030, 0, 5)))"
    assert module_page.evaluate(script, [seconds]) == words


@pytest.mark.parametrize(("day", "words"), [(0, "Сегодня"), (1, "Вчера"), (2, "13 ноября"), (14, "1 ноября")])
def test_recent_days_stand_by_their_name(module_page: Page, day: int, words: str) -> None:
    script = """([day]) => import('/js/russian.js').then((m) =>
        m.dayText(new Date(2026, 10, 15 - day, 23, 59) / 1000, new Date(2026, 10, 15, 0, 1)))"""
    assert module_page.evaluate(script, [day]) == words


@pytest.mark.parametrize(
    ("action", "from_id", "words"),
    [
        ({"type": "chat_create", "text": "Дом 1"}, -1, "… создало чат «Дом 1»"),
        ({"type": "chat_invite_user_by_link"}, 2, "… вступил(а) в чат по ссылке"),
        ({"type": "chat_invite_user_by_link"}, 7, "Вы вступили в чат по ссылке"),
        ({"type": "chat_kick_user", "member_id": 2}, 2, "… вышел(ла) из чата"),
        ({"type": "chat_kick_user", "member_id": 2}, -1, "… исключён(а) из чата"),
        ({"type": "chat_kick_user", "member_id": 7}, -1, "Вас исключили из чата"),
        ({"type": "chat_kick_user", "member_id": -1}, -1, "… вышло из чата"),
        ({"type": "chat_title_update", "text": "Дом 2"}, -1, "… изменило название чата на «Дом 2»"),
        ({"type": "chat_pin_message", "message": "Правила"}, -1, "… закрепило сообщение «Правила»"),
        ({"type": "chat_unpin_message"}, -1, "… открепило сообщение"),
        ({"type": "chat_photo_update"}, -1, "… обновило фотографию чата"),
        ({"type": "something_new"}, -1, "…: служебное сообщение"),
    ],
)
def test_service_messages_are_sentences(module_page: Page, action: dict[str, object], from_id: int, words: str) -> None:
    assert call(module_page, "service_text", "lineOf", {"action": action, "from_id": from_id}, 7) == words

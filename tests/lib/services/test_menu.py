"""The menu of services, and what administrators are told of bots."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from lib.communities.answering import LONGEST_SNACKBAR
from lib.errors import DomainError
from lib.houses.house import House
from lib.organizations.organization import Organization, OrganizationKind
from lib.organizations.registry import new_organization
from lib.services.leading import checked_text, leading_keyboard, leading_random_id, leading_text
from lib.services.menu import service_menu
from lib.services.service_app import service_app_link
from lib.services.service_bot import ServiceBot, sort_of

_NOW = datetime(2026, 11, 23, tzinfo=UTC)
_HOUSE = House("1" * 20, "г. Город, ул. Ленина, д. 5", "key", "ул. Ленина, 5", 1, "", "", _NOW)


def _bot(number: int, name: str = "", does: str = "принимает заявки") -> ServiceBot:
    name = name or f"Бот {number}"
    return ServiceBot(number, name, does, "", f"bot{number}", _NOW, sort_of(name, number))


def _company(app: str = "https://vk.com/app51") -> Organization:
    return replace(new_organization("ООО «Уют»", OrganizationKind.COMPANY, _NOW), service_app_url=app)


def _buttons(keyboard: dict[str, Any] | None) -> list[list[dict[str, Any]]]:
    assert keyboard is not None
    return [[button["action"] for button in row] for row in keyboard["buttons"]]


def test_each_bot_and_the_companys_app_have_a_button() -> None:
    menu = service_menu([_bot(1), _bot(2, does="")], _company())
    assert menu.text == "Сервисы вашего дома:\n\n• Бот 1: принимает заявки\n• Бот 2\n• Приложение: ООО «Уют»"
    assert [[(each["label"], each["link"]) for each in row] for row in _buttons(menu.keyboard)] == [
        [("Бот 1", "https://vk.me/bot1")],
        [("Бот 2", "https://vk.me/bot2")],
        [("Приложение ООО «Уют»", "https://vk.com/app51")],
    ]


def test_a_house_without_services_has_a_text_and_no_button() -> None:
    assert service_menu([], _company("")).keyboard is None
    assert service_menu([], None).text.startswith("Сервисы к этому чату пока не подключены")


@pytest.mark.parametrize("bots", [1, 5, 6, 7, 9, 10, 15])
def test_the_keyboard_keeps_to_vks_limits_and_never_loses_the_app(bots: int) -> None:
    rows = _buttons(
        service_menu([_bot(n, "Очень длинное название бота " * 3) for n in range(bots)], _company()).keyboard
    )
    buttons = [button for row in rows for button in row]
    assert len(rows) <= 6
    assert len(buttons) == min(bots + 1, 10)
    assert all(len(row) <= 5 for row in rows)
    assert all(len(button["label"]) <= 40 for button in buttons)
    assert buttons[-1]["link"] == "https://vk.com/app51"


def test_an_administrator_is_led_step_by_step() -> None:
    text = leading_text(_HOUSE, [_bot(1)])
    assert "https://vk.com/bot1" in text
    assert "Выберите чат «ул. Ленина, 5»" in text
    rows = _buttons(leading_keyboard("ekb", _HOUSE, [_bot(n) for n in range(12)]))
    assert len(rows) == 6
    assert json.loads(rows[-1][0]["payload"]) == {"do": "check_service_bots", "town": "ekb", "house": _HOUSE.id}


def test_the_same_request_has_the_same_random_id_and_another_has_another() -> None:
    ids = [leading_random_id(_HOUSE, bots) for bots in ([_bot(1)], [_bot(1)], [_bot(2)], [_bot(2), _bot(1)])]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3
    assert all(0 < each < 2**31 for each in ids)


def test_after_a_look_the_administrator_is_told_what_is_missing_within_a_snackbar() -> None:
    assert checked_text([_bot(1)]) == "Пока не вижу в чате: «Бот 1». Добавьте и проверьте ещё раз."
    assert "«Бот 1» и ещё 1" in checked_text([_bot(1), _bot(2)])
    assert "уже в чате" in checked_text([])
    assert len(checked_text([_bot(n, "Очень длинное название бота " * 3) for n in range(12)])) <= LONGEST_SNACKBAR


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://vk.com/app51234567", "https://vk.com/app51234567"),
        ("vk.com/app51234567#house=1", "https://vk.com/app51234567#house=1"),
        ("https://m.vk.ru/app5_-123?ref=poster", "https://vk.com/app5_-123?ref=poster"),
        ("  ", ""),
    ],
)
def test_a_link_to_an_app_is_written_in_one_way(text: str, link: str) -> None:
    assert service_app_link(text) == link


@pytest.mark.parametrize(
    "text", ["https://evil.example/app5", "https://vk.com/club5", "javascript:alert(1)", "https://vk.com.evil/app5"]
)
def test_what_leads_elsewhere_is_no_link_to_an_app(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        service_app_link(text)
    assert refused.value.code == "service_app_invalid"

from __future__ import annotations

import pytest

from lib.chat_buttons import WELCOME_KEYBOARD
from lib.provisioning.welcome import LONGEST_TEMPLATE, template_errors, welcome_text

HOUSE = {"address": "г. Екатеринбург, ул. Ленина, д. 1", "invite_link": "https://vk.me/join/abc"}


def test_the_standard_welcome_names_the_house_its_company_and_its_link() -> None:
    text = welcome_text("", company="ООО «ЖКС № 2»", **HOUSE)
    assert HOUSE["address"] in text
    assert "Дом обслуживает ООО «ЖКС № 2»." in text
    assert HOUSE["invite_link"] in text
    assert "{" not in text


def test_a_house_without_a_company_gets_no_line_about_one_and_no_hole() -> None:
    text = welcome_text("", company="", **HOUSE)
    assert "обслуживает" not in text
    assert "\n\n\n" not in text


def test_braces_in_an_address_are_not_taken_for_a_placeholder() -> None:
    assert welcome_text("{адрес}", company="", address="д. {ук}", invite_link="x") == "д. {ук}"


@pytest.mark.parametrize(
    ("template", "error"),
    [
        ("Дом {адресс}", "Подстановки {адресс} нет"),
        ("   ", "пуст"),
        ("я" * (LONGEST_TEMPLATE + 3), "сократите его на 3"),
    ],
)
def test_a_template_with_a_mistake_is_refused_with_words_that_say_which(template: str, error: str) -> None:
    assert any(error in found for found in template_errors(template))


def test_a_good_template_has_no_errors() -> None:
    assert template_errors("Дом {адрес}, {ук}: {ссылка}") == []


def test_the_welcomes_buttons_fit_vks_limits() -> None:
    for row in WELCOME_KEYBOARD["buttons"]:  # type: ignore[attr-defined]
        for button in row:
            assert len(button["action"]["label"]) <= 40
            assert len(button["action"]["payload"]) <= 255

"""Who presses what is not theirs: forged payloads, old buttons, other people's buttons, broken ones."""

from __future__ import annotations

from typing import Any

import pytest

from lib.houses.house import House, OnboardingState
from lib.onboarding.buttons import Button, is_button, payload_of, read_payload, read_words
from lib.onboarding.links import token_of
from tests.lib.onboarding.stage import Stage, labels

GOOD = {"do": "lead_help", "m": "412d1eb6580a", "h": "67a475b1d9d0bcf3b676", "g": 1}


@pytest.mark.parametrize(
    "payload",
    [
        None,
        [],
        "lead_help",
        {},
        {"do": "lead_help"},
        {"do": ["lead_help"]},
        GOOD | {"m": 1},
        GOOD | {"m": "../x"},
        GOOD | {"h": ""},
        GOOD | {"h": "a/b"},
        GOOD | {"g": "1"},
        GOOD | {"g": True},
        GOOD | {"do": "lead_everything"},
    ],
)
def test_a_broken_payload_is_no_button(payload: object) -> None:
    assert read_payload(payload) is None


def test_a_good_payload_is_one() -> None:
    pressed = read_payload(GOOD)
    assert pressed is not None
    assert (pressed.button, pressed.house_id) == (Button.HELP, GOOD["h"])
    assert is_button(GOOD)
    assert not is_button({"do": "show_rules"})


@pytest.mark.parametrize(
    ("text", "button"),
    [
        ("Помощь", Button.HELP),
        ("помощь!", Button.HELP),
        ("  ГОТОВО.", Button.BROUGHT),
        ("сколько нас", Button.PROGRESS),
        ("я не понимаю что делать помощь", None),
        ("", None),
        ("...", None),
    ],
)
def test_words_stand_for_buttons_where_they_are_meant_so(text: str, button: Button | None) -> None:
    assert read_words(text) is button


@pytest.mark.parametrize(
    ("ref", "token"),
    [("admin-abc123", "abc123"), ("abc123", ""), ("admin-", ""), ("admin-a/b", ""), ("admin-" + "a" * 65, "")],
)
def test_only_our_own_refs_hold_tokens(ref: str, token: str) -> None:
    assert token_of(ref) == token


def press(stage: Stage, vk_id: int, payload: dict[str, Any], press_id: str = "p1") -> None:
    """A press as VK would tell of it, whatever button the payload claims to be."""
    stage.take_in(
        {
            "type": "message_event",
            "group_id": stage.group_id,
            "event_id": f"e{press_id}",
            "v": "5.199",
            "object": {
                "user_id": vk_id,
                "peer_id": vk_id,
                "event_id": press_id,
                "payload": payload,
                "conversation_message_id": 1,
            },
        }
    )
    stage.play()


def led(stage: Stage) -> tuple[House, int]:
    nina = stage.person(consents=True)
    house = stage.house(administrator_vk_id=nina)
    stage.go_on()
    return house, nina


def test_other_peoples_forged_and_old_buttons_change_nothing_and_get_a_polite_snackbar(stage: Stage) -> None:
    house, nina = led(stage)
    stranger = stage.person("Иван", consents=True)
    good = payload_of(Button.REFUSE, stage.onboarding(house))
    before = stage.onboarding(house)
    press(stage, stranger, good, "p1")
    press(stage, nina, good | {"g": 7}, "p2")
    press(stage, nina, good | {"h": "0" * 20}, "p3")
    press(stage, nina, {"do": "lead_refuse", "m": "../..", "h": "x", "g": 1}, "p4")
    assert stage.onboarding(house) == before
    assert stage.snackbars() == ["Эта кнопка не для вас.", *["Эта кнопка уже не действует."] * 3]
    assert stage.said(stranger) == []


def test_buttons_of_a_step_that_is_over_say_so(stage: Stage) -> None:
    house, nina = led(stage)
    press(stage, nina, payload_of(Button.BROUGHT, stage.onboarding(house)))
    assert stage.snackbars() == ["Эта кнопка уже не действует."]
    assert stage.onboarding(house).has_covering is False


def test_an_administrator_of_another_communitys_house_presses_in_vain(stage: Stage) -> None:
    house, nina = led(stage)
    other = stage.vk.community(name="Чужое сообщество")
    from lib.onboarding.buttons import Pressed
    from lib.onboarding.conversation import STALE_BUTTON, somebody_pressed

    seen = stage.onboarding(house)
    pressed = Pressed(Button.REFUSE, seen.municipality_id, seen.house_id, seen.generation)
    assert somebody_pressed(other.group_id, nina, pressed, "p9", stage.hearing) == STALE_BUTTON
    assert stage.now(house).onboarding is OnboardingState.INVITED


def test_a_person_of_several_houses_goes_on_where_something_moved_last(stage: Stage) -> None:
    nina = stage.person(consents=True)
    first, second = stage.house(administrator_vk_id=nina), stage.house(administrator_vk_id=nina)
    stage.go_on()
    stage.clock.move(minutes=1)
    stage.join(second, nina)
    stage.go_on()
    stage.write(nina, "дальше")
    stage.go_on()
    assert stage.onboarding(second).has_covering
    assert not stage.onboarding(first).has_covering


def test_a_stranger_is_told_what_the_bot_is_for_and_not_led(stage: Stage) -> None:
    ivan = stage.person("Иван")
    stage.write(ivan, "помощь")
    stage.go_on()
    (said,) = stage.said(ivan)
    assert said.startswith("Здравствуйте! Я бот официальных домовых чатов.")
    assert labels(stage.dialog(ivan)[-1]) == []

"""Keyboards are taken as VK takes them, and refused with 911 as VK refuses them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from local.vk.errors import ApiError
from local.vk.keyboards import read_keyboard
from tests.local.vk.conftest import Bot

Json = dict[str, Any]


def button(kind: str = "text", **action: object) -> Json:
    return {"action": {"type": kind} | ({"label": "Да"} if kind != "location" else {}) | action}


def keyboard(*rows: list[Json], **settings: object) -> str:
    return json.dumps({"inline": True, "buttons": list(rows)} | settings)


@pytest.mark.parametrize(
    "text",
    [
        keyboard([button()] * 5, [button()] * 5),
        keyboard(*[[button()]] * 6),
        keyboard(*[[button()] * 4] * 10, inline=False),
        keyboard(*[[button()] * 5] * 8, inline=False, one_time=True),
        keyboard(inline=False),
        keyboard([button(label="я" * 40, payload=json.dumps("я" * 253, ensure_ascii=False))]),
        keyboard([button("callback", payload={"do": "vote"}) | {"color": "positive"}]),
        keyboard([button("open_link", link="https://vk.com", payload=None)]),
        keyboard([button("open_app", app_id=7), button("location"), button("vkpay", hash="action=pay")]),
    ],
)
def test_a_keyboard_within_vks_limits_is_taken(bot: Bot, text: str) -> None:
    chat = bot.chat()
    bot.send(chat, "Выберите", keyboard=text)
    shown = bot.ask("messages.getHistory", peer_id=chat)["items"][0]["keyboard"]
    assert sum(map(len, shown["buttons"])) == sum(map(len, json.loads(text)["buttons"]))


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        "[]",
        json.dumps({"inline": True}),
        keyboard([button()] * 6),
        keyboard([]),
        keyboard(*[[button()]] * 7),
        keyboard([button()] * 5, [button()] * 5, [button()]),
        keyboard(*[[button()] * 5] * 8, [button()], inline=False),
        keyboard(*[[button()]] * 11, inline=False),
        keyboard([button()], one_time=True),
        keyboard([button(label="я" * 41)]),
        keyboard([button(label="")]),
        keyboard([button(payload=json.dumps("я" * 254, ensure_ascii=False))]),
        keyboard([button(payload="{a: 1}")]),
        keyboard([button("dance")]),
        keyboard([button("open_link")]),
        keyboard([button("open_app")]),
        keyboard([button("vkpay")]),
        keyboard([button() | {"color": "pink"}]),
        keyboard([button("open_link", link="https://vk.com") | {"color": "primary"}]),
        keyboard([{"label": "Да"}]),
    ],
)
def test_a_keyboard_out_of_vks_limits_is_error_911(text: str) -> None:
    with pytest.raises(ApiError) as refused:
        read_keyboard(text, 1)
    assert refused.value.code == 911


def test_the_journal_shows_a_keyboard_as_vk_understood_it(bot: Bot) -> None:
    bot.send(bot.chat(), "А", keyboard=keyboard([button("callback", payload={"a": 1}) | {"color": "secondary"}]))
    sent = next(line for line in map(json.loads, bot.vk.journal().splitlines()) if line["method"] == "messages.send")
    assert sent["params"]["keyboard"] == {
        "inline": True,
        "one_time": False,
        "buttons": [[{"action": {"type": "callback", "label": "Да", "payload": '{"a":1}'}, "color": "default"}]],
    }

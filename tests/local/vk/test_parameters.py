"""Parameters are held against VK's schema: what it does not promise is error 100."""

from __future__ import annotations

from typing import Any

import pytest

from local.vk.parameters import wire_text
from tests.local.vk.conftest import Bot

SEND = {"peer_id": 2_000_000_001, "message": "А", "random_id": 1}


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("messages.createChat", {"title": "А", "colour": "red"}),
        ("messages.createChat", {}),
        ("messages.createChat", {"title": "  "}),
        ("messages.getInviteLink", {}),
        ("messages.getInviteLink", {"peer_id": "one"}),
        ("messages.getInviteLink", {"peer_id": "2000000001", "reset": "yes"}),
        ("messages.getConversationMembers", {"peer_id": 2_000_000_001, "count": 1001}),
        ("messages.getConversationMembers", {"peer_id": 2_000_000_001, "count": 0}),
        ("messages.getConversationMembers", {"peer_id": 2_000_000_001, "fields": "shoe_size"}),
        ("messages.getConversations", {"count": 201}),
        ("messages.getConversations", {"filter": "mine"}),
        ("messages.getConversationsById", {"peer_ids": ",".join(["2000000001"] * 101)}),
        ("messages.getConversationsById", {"peer_ids": "2000000001,x"}),
        ("messages.removeChatUser", {"chat_id": 100_000_001, "member_id": 1}),
        ("messages.send", {"peer_id": 2_000_000_001, "message": "А"}),
        ("messages.send", {"message": "А", "random_id": 1}),
        ("messages.send", SEND | {"user_id": 1}),
        ("messages.send", SEND | {"chat_id": 1}),
        ("messages.send", SEND | {"message": ""}),
        ("messages.send", SEND | {"random_id": 2**31}),
        ("messages.send", SEND | {"random_id": "1.5"}),
        ("messages.send", {"peer_ids": ",".join(map(str, range(1, 102))), "message": "А", "random_id": 1}),
        ("messages.send", {"peer_ids": "", "message": "А", "random_id": 1}),
        ("messages.send", SEND | {"attachment": "photo-1_1"}),
        ("messages.send", SEND | {"attachment": ",".join(f"photo-1_{n}" for n in range(11))}),
        ("messages.send", SEND | {"forward": "[]"}),
        ("messages.send", SEND | {"forward": '{"peer_id": 1, "cmids": []}'}),
        ("messages.send", SEND | {"payload": "{"}),
        ("messages.send", SEND | {"format_data": '{"version": 1, "items": [{"type": "huge"}]}'}),
        ("messages.send", SEND | {"template": "{}"}),
        ("messages.send", SEND | {"dont_parse_links": "True"}),
        ("users.get", {"user_ids": ",".join(map(str, range(1, 1002)))}),
        ("groups.addCallbackServer", {"group_id": 1, "url": "http://x", "title": "fifteen letters"}),
        ("messages.sendMessageEventAnswer", {"event_id": "nobody", "user_id": 1, "peer_id": 1}),
        ("execute", {}),
    ],
)
def test_a_parameter_that_vk_does_not_promise_is_error_100(
    misusing_bot: Bot, method: str, params: dict[str, Any]
) -> None:
    misusing_bot.chat()
    assert misusing_bot.refused(method, **params) == 100


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({"message": "а" * 9001}, 914),
        ({"intent": "promo_newsletter"}, 943),
        ({"forward": '{"peer_id": 2000000001, "cmids": [99]}'}, 921),
        ({"forward": '{"peer_id": 2000000001, "cmids": [' + ",".join(["1"] * 101) + "]}"}, 913),
        ({"keyboard": "{}"}, 911),
    ],
)
def test_what_has_a_code_of_its_own_gets_it(bot: Bot, extra: dict[str, str], code: int) -> None:
    bot.chat()
    assert bot.refused("messages.send", **(SEND | extra)) == code


@pytest.mark.parametrize("name", ["lang", "test_mode", "captcha_sid", "captcha_key"])
def test_common_parameters_are_taken_by_every_method(bot: Bot, name: str) -> None:
    assert bot.ask("utils.getServerTime", **{name: "1"}) > 0


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("а", "а"),
        (True, "1"),
        (False, "0"),
        (5, "5"),
        (2_000_000_001, "2000000001"),
        (1.5, "1.5"),
        (3.0, "3"),
        ([1, 2, 3], "1,2,3"),
        (["a", "b"], "a,b"),
        ([], ""),
        ({"a": [1]}, '{"a":[1]}'),
        ([{"a": 1}], '[{"a":1}]'),
        (None, ""),
    ],
)
def test_a_value_of_a_script_travels_as_a_forms_text(value: object, text: str) -> None:
    assert wire_text(value) == text

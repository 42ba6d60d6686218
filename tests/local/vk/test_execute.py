"""execute: many calls in one request."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tests.local.vk.conftest import Bot


def script(*calls: tuple[str, Mapping[str, object]]) -> str:
    """A script that returns the answers of these calls."""
    made = ",".join(f"API.{method}({json.dumps(params, ensure_ascii=False)})" for method, params in calls)
    return f"return [{made}];"


def test_twenty_five_chats_are_made_in_one_request(bot: Bot) -> None:
    calls = [("messages.createChat", {"title": f"д. {number}", "group_id": bot.group_id}) for number in range(1, 26)]
    made = bot.ask("execute", code=script(*calls))
    assert [each["chat_id"] for each in made] == list(range(1, 26))
    assert bot.vk.get("/sim/requests")["methods"] == {"execute": 1}
    assert bot.vk.calls("messages.createChat", bot.group_id) == 25


def test_more_than_twenty_five_calls_end_with_error_13_after_the_first_ones_took_effect(bot: Bot) -> None:
    calls = [("messages.createChat", {"title": str(number)}) for number in range(26)]
    assert bot.refused("execute", code=script(*calls)) == 13
    assert len(bot.vk.get("/sim/chats")) == 25


def test_a_failed_call_stands_as_false_and_its_error_in_execute_errors_in_order(bot: Bot) -> None:
    code = script(
        ("messages.getInviteLink", {"peer_id": 2_000_000_009}),
        ("messages.createChat", {"title": "А"}),
        ("messages.send", {"peer_id": 1, "message": "А", "random_id": 0}),
        ("messages.send", {"peer_id": 2_000_000_001, "message": "А", "random_id": 0}),
    )
    answer = bot.vk.call(bot.community, "execute", code=code)
    assert answer["response"] == [False, {"chat_id": 1, "peer_ids": []}, False, 0]
    assert [(each["method"], each["error_code"]) for each in answer["execute_errors"]] == [
        ("messages.getInviteLink", 919),
        ("messages.send", 901),
    ]


def test_saving_files_does_not_work_inside(bot: Bot) -> None:
    code = script(("docs.save", {"file": "x"}), ("photos.saveMessagesPhoto", {"photo": "[]"}))
    answer = bot.vk.call(bot.community, "execute", code=code)
    assert answer["response"] == [False, False]
    assert {each["error_code"] for each in answer["execute_errors"]} == {15}


def test_parameters_inside_are_as_strict_as_outside(misusing_bot: Bot) -> None:
    code = script(("messages.createChat", {"title": "А", "colour": "red"}), ("execute", {"code": "return 1;"}))
    answer = misusing_bot.vk.call(misusing_bot.community, "execute", code=code)
    assert [each["error_code"] for each in answer["execute_errors"]] == [100, 3]


def test_values_of_a_script_are_lists_flags_and_objects(bot: Bot) -> None:
    chat, other = bot.chat("А"), bot.chat("Б")
    cmid = bot.send(chat, "Вопрос")
    code = script(
        (
            "messages.send",
            {
                "peer_ids": [chat],
                "message": "Ответ",
                "random_id": 0,
                "dont_parse_links": True,
                "forward": {"peer_id": chat, "cmids": [cmid], "is_reply": True},
                "keyboard": {"inline": True, "buttons": [[{"action": {"type": "text", "label": "Да"}}]]},
            },
        ),
        ("messages.getConversationsById", {"peer_ids": f"{chat},{other}"}),
    )
    sent, found = bot.ask("execute", code=code)
    assert sent[0]["conversation_message_id"] == cmid + 1
    assert found["count"] == 2


def test_the_other_parameters_of_the_request_are_the_scripts_args(bot: Bot) -> None:
    answer = bot.ask("execute", code="return API.messages.createChat({title: Args.name});", name="Подъезд 1")
    assert answer["chat_id"] == 1
    assert bot.vk.get("/sim/chats")[0]["title"] == "Подъезд 1"


def test_a_script_that_is_none_is_error_12(bot: Bot) -> None:
    assert bot.refused("execute", code="return [") == 12


def test_calls_inside_stand_in_the_journal_one_by_one(bot: Bot) -> None:
    bot.ask("execute", code=script(("messages.createChat", {"title": "А"}), ("users.get", {"user_ids": [1, 2]})))
    lines = [json.loads(line) for line in bot.vk.journal().splitlines()]
    assert [(line["method"], line.get("inside_execute", False)) for line in lines] == [
        ("messages.createChat", True),
        ("users.get", True),
        ("execute", False),
    ]
    assert lines[1]["params"] == {"user_ids": "1,2"}
    assert "response" not in lines[2]

"""messages.send: peers, consent, random_id, quotes, files, and what of a text arrives."""

from __future__ import annotations

import json

import pytest

from tests.local.vk.conftest import Bot


def texts(bot: Bot, peer_id: int) -> list[str]:
    """What was said in a chat, without notices."""
    messages = bot.vk.get(f"/sim/chats/{bot.group_id}/{peer_id}/messages")
    return [message["text"] for message in messages if "action" not in message]


def test_with_peer_ids_the_answer_tells_of_every_peer(bot: Bot) -> None:
    chat, stranger, friend = bot.chat(), bot.vk.user("Чужой"), bot.acquaintance()
    peers = f"{chat},{stranger},{friend},2000000077,{chat}"
    sent = bot.ask("messages.send", peer_ids=peers, message="Всем", random_id=7)
    assert [(each["peer_id"], each["conversation_message_id"], each.get("error", {}).get("code")) for each in sent] == [
        (chat, 2, None),
        (stranger, 0, 901),
        (friend, 1, None),
        (2_000_000_077, 0, 917),
    ]
    assert sent[0]["message_id"] == 0
    assert sent[2]["message_id"] > 0


def test_to_a_chat_by_peer_id_the_answer_is_zero_and_to_a_person_the_messages_id(bot: Bot) -> None:
    chat, friend = bot.chat(), bot.acquaintance()
    assert bot.ask("messages.send", peer_id=chat, message="А", random_id=0) == 0
    assert bot.ask("messages.send", chat_id=1, message="А", random_id=0) == 0
    assert bot.ask("messages.send", user_id=friend, message="А", random_id=0) == 1
    assert bot.ask("messages.send", domain=f"id{friend}", message="А", random_id=0) == 2


def test_a_person_must_have_consented_and_can_take_it_back(bot: Bot) -> None:
    user = bot.vk.user()
    send = {"peer_id": user, "message": "А", "random_id": 0}
    assert bot.refused("messages.send", **send) == 901
    bot.vk.act(user, "write", group_id=bot.group_id, text="Здравствуйте")
    bot.ask("messages.send", **send)
    bot.vk.act(user, "deny", group_id=bot.group_id)
    assert bot.refused("messages.send", **send) == 901
    assert bot.ask("messages.isMessagesFromGroupAllowed", group_id=bot.group_id, user_id=user) == {"is_allowed": 0}
    bot.vk.act(user, "allow", group_id=bot.group_id)
    assert bot.ask("messages.isMessagesFromGroupAllowed", group_id=bot.group_id, user_id=user) == {"is_allowed": 1}


def test_a_deleted_person_is_error_18(bot: Bot) -> None:
    gone = bot.vk.user(deactivated="deleted")
    assert bot.refused("messages.send", peer_id=gone, message="А", random_id=0) == 18


def test_what_is_longer_than_4096_characters_is_cut(bot: Bot) -> None:
    chat = bot.chat()
    bot.send(chat, "я" * 9000)
    assert texts(bot, chat) == ["я" * 4096]


def test_a_repeated_random_id_gives_the_first_message_back(bot: Bot) -> None:
    chat, other = bot.chat(), bot.chat("Другой")
    first = bot.send(chat, "Раз", random_id=5)
    assert bot.send(chat, "Два", random_id=5) == first
    bot.send(other, "Три", random_id=5)
    assert (texts(bot, chat), texts(bot, other)) == (["Раз"], ["Три"])


def test_random_id_zero_switches_the_check_off(bot: Bot) -> None:
    chat = bot.chat()
    bot.send(chat, "Раз", random_id=0)
    bot.send(chat, "Раз", random_id=0)
    assert texts(bot, chat) == ["Раз", "Раз"]


def test_a_random_id_is_forgotten_after_an_hour(bot: Bot) -> None:
    chat = bot.chat()
    bot.send(chat, "Раз", random_id=5)
    bot.vk.post("/sim/clock", {"offset_s": 3599 - 5})
    bot.send(chat, "Два", random_id=5)
    bot.vk.post("/sim/clock", {"offset_s": 3601})
    bot.send(chat, "Три", random_id=5)
    assert texts(bot, chat) == ["Раз", "Три"]


def test_a_random_id_is_forgotten_after_a_hundred_messages_of_the_conversation(bot: Bot) -> None:
    chat = bot.chat()
    bot.send(chat, "Первое", random_id=5)
    for _ in range(99):
        bot.send(chat, "…", random_id=0)
    bot.send(chat, "Повтор", random_id=5)
    bot.send(chat, "…", random_id=0)
    bot.send(chat, "Снова", random_id=5)
    assert [text for text in texts(bot, chat) if text != "…"] == ["Первое", "Снова"]


def test_per_peer_a_repeated_request_reaches_only_the_peers_that_were_missed(bot: Bot) -> None:
    one, two = bot.chat("1"), bot.chat("2")
    bot.ask("messages.send", peer_ids=one, message="А", random_id=5)
    bot.ask("messages.send", peer_ids=f"{one},{two}", message="А", random_id=5)
    assert (texts(bot, one), texts(bot, two)) == (["А"], ["А"])


def test_per_request_a_repeated_id_sends_nothing_whatever_its_peers_are(bot: Bot) -> None:
    bot.vk.post("/sim/capabilities", {"random_id_scope": "request"})
    one, two = bot.chat("1"), bot.chat("2")
    first = bot.ask("messages.send", peer_ids=one, message="А", random_id=5)
    assert bot.ask("messages.send", peer_ids=f"{one},{two}", message="А", random_id=5) == first
    assert texts(bot, two) == []
    bot.vk.post("/sim/clock", {"offset_s": 3601})
    bot.ask("messages.send", peer_ids=two, message="Б", random_id=5)
    assert texts(bot, two) == ["Б"]


def test_a_reply_quotes_one_message_of_the_same_chat(bot: Bot) -> None:
    chat, other = bot.chat(), bot.chat("Другой")
    asked = bot.send(chat, "Когда дадут воду?")
    forward = json.dumps({"peer_id": chat, "conversation_message_ids": [asked], "is_reply": 1})
    answer = bot.send(chat, "Завтра", forward=forward)
    message = bot.ask("messages.getByConversationMessageId", peer_id=chat, conversation_message_ids=answer)["items"][0]
    assert message["reply_message"]["text"] == "Когда дадут воду?"
    elsewhere = {"peer_id": other, "message": "А", "random_id": 0, "forward": forward}
    assert bot.refused("messages.send", **elsewhere) == 100


def test_messages_of_another_chat_can_be_forwarded_and_keep_their_text(bot: Bot) -> None:
    chat, other = bot.chat(), bot.chat("Другой")
    cmids = [bot.send(chat, "Раз"), bot.send(chat, "Два")]
    bot.send(other, "", forward=json.dumps({"peer_id": chat, "cmids": cmids}))
    bot.ask("messages.edit", peer_id=chat, cmid=cmids[0], message="Исправлено")
    history = bot.ask("messages.getHistory", peer_id=other)["items"]
    assert [each["text"] for each in history[0]["fwd_messages"]] == ["Раз", "Два"]


def test_private_messages_are_quoted_by_their_ids(bot: Bot) -> None:
    friend = bot.acquaintance()
    first = bot.ask("messages.send", user_id=friend, message="Раз", random_id=0)
    second = bot.ask("messages.send", user_id=friend, message="Два", random_id=0, reply_to=first)
    bot.ask("messages.send", user_id=friend, message="Три", random_id=0, forward_messages=f"{first},{second}")
    found = bot.ask("messages.getById", message_ids=f"{second},{second + 1}")["items"]
    assert found[0]["reply_message"]["text"] == "Раз"
    assert [each["text"] for each in found[1]["fwd_messages"]] == ["Раз", "Два"]


@pytest.mark.parametrize("params", [{"lat": 55.7, "long": 37.6}, {"payload": '{"a": 1}'}])
def test_a_place_and_a_payload_arrive(bot: Bot, params: dict[str, object]) -> None:
    chat = bot.chat()
    bot.send(chat, "Тут", **params)
    message = bot.ask("messages.getHistory", peer_id=chat)["items"][0]
    assert message.get("payload", "") == params.get("payload", "")
    assert message.get("geo", {}).get("coordinates", {}).get("latitude") == params.get("lat")


def test_the_style_of_a_text_arrives(bot: Bot) -> None:
    chat = bot.chat()
    style = {"version": 1, "items": [{"type": "bold", "offset": 0, "length": 3}]}
    bot.send(chat, "Все сюда", format_data=json.dumps(style))
    assert bot.ask("messages.getHistory", peer_id=chat)["items"][0]["format_data"] == style

"""Editing and deleting."""

from __future__ import annotations

import json

from tests.local.vk.conftest import Bot

DAY_S = 24 * 3600
KEYBOARD = json.dumps(
    {"inline": True, "one_time": False, "buttons": [[{"action": {"type": "callback", "label": "Да"}}]]}
)


def test_an_edited_message_says_so_and_loses_what_was_not_sent_again(bot: Bot) -> None:
    chat = bot.chat()
    cmid = bot.send(chat, "За: 0", keyboard=KEYBOARD)
    assert bot.ask("messages.edit", peer_id=chat, cmid=cmid, message="За: 1", keyboard=KEYBOARD) == 1
    message = bot.ask("messages.getHistory", peer_id=chat)["items"][0]
    assert (message["text"], message["version"]) == ("За: 1", 2)
    assert message["update_time"] >= message["date"]
    assert message["keyboard"]
    bot.ask("messages.edit", peer_id=chat, conversation_message_id=cmid, message="Всё")
    assert "keyboard" not in bot.ask("messages.getHistory", peer_id=chat)["items"][0]


def test_a_quote_stays_only_when_it_is_to_be_kept(bot: Bot) -> None:
    chat = bot.chat()
    forward = json.dumps({"peer_id": chat, "cmids": [bot.send(chat, "Раз")], "is_reply": 1})
    cmid = bot.send(chat, "Ответ", forward=forward)
    bot.ask("messages.edit", peer_id=chat, cmid=cmid, message="Б", keep_forward_messages=1)
    assert "reply_message" in bot.ask("messages.getHistory", peer_id=chat)["items"][0]
    bot.ask("messages.edit", peer_id=chat, cmid=cmid, message="В")
    assert "reply_message" not in bot.ask("messages.getHistory", peer_id=chat)["items"][0]


def test_only_own_messages_can_be_edited_and_only_for_a_day(bot: Bot) -> None:
    chat = bot.chat()
    resident = bot.resident(chat)
    theirs = bot.vk.act(resident, "write", group_id=bot.group_id, peer_id=chat, text="Ау")["conversation_message_id"]
    own = bot.send(chat, "А")
    assert bot.refused("messages.edit", peer_id=chat, cmid=theirs, message="Б") == 920
    assert bot.refused("messages.edit", peer_id=chat, cmid=1, message="Б") == 920
    assert bot.refused("messages.edit", peer_id=chat, cmid=99, message="Б") == 100
    bot.vk.post("/sim/clock", {"offset_s": DAY_S + 5})
    assert bot.refused("messages.edit", peer_id=chat, cmid=own, message="Б") == 909


def test_private_messages_are_edited_and_deleted_by_their_ids(bot: Bot) -> None:
    friend = bot.acquaintance()
    message_id = bot.ask("messages.send", user_id=friend, message="А", random_id=0)
    bot.ask("messages.edit", peer_id=friend, message_id=message_id, message="Б")
    dialog = f"/sim/dialogs/{bot.group_id}/{friend}/messages"
    assert [message["text"] for message in bot.vk.get(dialog)] == ["Б"]
    deleted = bot.ask("messages.delete", message_ids=f"{message_id},77", delete_for_all=1)
    assert [each.get("response", each.get("error", {}).get("code")) for each in deleted] == [1, 100]
    assert bot.vk.get(dialog) == []


def test_a_message_deleted_for_all_is_gone_and_its_number_is_not_used_again(bot: Bot) -> None:
    chat = bot.chat()
    cmid = bot.send(chat, "Опечатка")
    bot.ask("messages.pin", peer_id=chat, cmid=cmid)
    assert bot.ask("messages.delete", peer_id=chat, cmids=f"{cmid},99", delete_for_all=1) == [
        {"peer_id": chat, "conversation_message_id": cmid, "response": 1},
        {"peer_id": chat, "conversation_message_id": 99, "response": 0},
    ]
    assert bot.send(chat, "Заново") == cmid + 2
    shown = bot.vk.get(f"/sim/chats/{bot.group_id}/{chat}/messages")
    assert [message["text"] for message in shown if "action" not in message] == ["Заново"]
    with_deleted = bot.vk.sim.get(f"/sim/chats/{bot.group_id}/{chat}/messages", params={"deleted": "1"}).json()
    assert [message["text"] for message in with_deleted if message["deleted"]] == ["Опечатка"]
    assert bot.vk.get("/sim/chats")[0]["pinned"] is None


def test_without_delete_for_all_only_the_community_stops_seeing_it(bot: Bot) -> None:
    chat = bot.chat()
    cmid = bot.send(chat, "А")
    bot.ask("messages.delete", peer_id=chat, cmids=cmid)
    assert bot.ask("messages.getHistory", peer_id=chat)["count"] == 1
    assert len(bot.vk.get(f"/sim/chats/{bot.group_id}/{chat}/messages")) == 2


def test_the_owner_of_a_chat_deletes_anybodys_words_but_not_a_persons_private_ones(bot: Bot) -> None:
    chat = bot.chat()
    resident = bot.resident(chat)
    rude = bot.vk.act(resident, "write", group_id=bot.group_id, peer_id=chat, text="Грубость")
    deleted = bot.ask("messages.delete", peer_id=chat, cmids=rude["conversation_message_id"], delete_for_all=1)
    assert deleted[0]["response"] == 1
    private = bot.vk.act(resident, "write", group_id=bot.group_id, text="Лично")
    kept = bot.ask("messages.delete", peer_id=resident, cmids=private["conversation_message_id"], delete_for_all=1)
    assert kept[0]["error"]["code"] == 924


def test_after_a_day_nothing_is_deleted_for_all(bot: Bot) -> None:
    chat = bot.chat()
    cmid = bot.send(chat, "А")
    bot.vk.post("/sim/clock", {"offset_s": DAY_S + 5})
    assert bot.ask("messages.delete", peer_id=chat, cmids=cmid, delete_for_all=1)[0]["error"]["code"] == 924

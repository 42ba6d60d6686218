"""The back door: being a person."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest

from local.vk.testing import RunningVk
from tests.local.vk.conftest import Bot

BUTTONS = json.dumps(
    {
        "inline": True,
        "one_time": False,
        "buttons": [
            [{"action": {"type": "callback", "label": "За", "payload": '{"vote":1}'}}],
            [{"action": {"type": "text", "label": "Помощь", "payload": '{"do":"help"}'}}],
            [{"action": {"type": "open_link", "label": "Сайт", "link": "https://vk.com"}}],
            [{"action": {"type": "open_app", "label": "Приложение", "app_id": 7, "owner_id": 0}}],
            [{"action": {"type": "location"}}],
        ],
    }
)


def refused(vk: RunningVk, user_id: int, act: str, **body: object) -> tuple[int, str]:
    """The status and the code of what was refused."""
    answer = vk.sim.post(f"/sim/users/{user_id}/{act}", json=body)
    return answer.status_code, answer.json()["error"]["code"]


def test_a_text_button_sends_its_label_with_the_payload(bot: Bot) -> None:
    friend = bot.acquaintance()
    cmid = bot.send(friend, "Выберите", keyboard=BUTTONS)
    bot.vk.act(friend, "press", group_id=bot.group_id, peer_id=friend, cmid=cmid, label="Помощь")
    message = bot.ask("messages.getHistory", peer_id=friend)["items"][0]
    assert (message["text"], message["payload"]) == ("Помощь", '{"do":"help"}')


def test_in_a_chat_the_label_comes_behind_a_mention_of_the_community(bot: Bot) -> None:
    chat = bot.chat()
    resident, cmid = bot.resident(chat), bot.send(chat, "Выберите", keyboard=BUTTONS)
    sent = bot.vk.act(resident, "press", group_id=bot.group_id, peer_id=chat, cmid=cmid, label="Помощь")["sent"]
    assert sent["text"] == f"[club{bot.group_id}|@club{bot.group_id}] Помощь"


@pytest.mark.parametrize(("label", "link"), [("Сайт", "https://vk.com"), ("Приложение", "https://vk.com/app7")])
def test_a_link_button_gives_its_link(bot: Bot, label: str, link: str) -> None:
    chat = bot.chat()
    resident, cmid = bot.resident(chat), bot.send(chat, "Выберите", keyboard=BUTTONS)
    pressed = bot.vk.act(resident, "press", group_id=bot.group_id, peer_id=chat, cmid=cmid, label=label)
    assert pressed["link"] == link


def pressed_event(bot: Bot, server: dict[str, Any]) -> dict[str, Any]:
    """The message_event that a long poll brings."""
    asked = {"act": "a_check", "key": server["key"], "ts": server["ts"], "wait": 5}
    event: dict[str, Any] = bot.vk.sim.get(server["server"], params=asked).json()["updates"][0]["object"]
    return event


def press_and(bot: Bot, answer: Callable[[dict[str, Any]], None]) -> Any:
    """What the person sees who pressed a callback button that the community answers."""
    bot.ask("groups.setLongPollSettings", group_id=bot.group_id, enabled=1, message_event=1)
    server = bot.ask("groups.getLongPollServer", group_id=bot.group_id)
    chat = bot.chat()
    resident, cmid = bot.resident(chat), bot.send(chat, "Голосуем", keyboard=BUTTONS)
    answering = threading.Thread(target=lambda: answer(pressed_event(bot, server)))
    answering.start()
    seen = bot.vk.act(resident, "press", group_id=bot.group_id, peer_id=chat, cmid=cmid, label="За", wait_s=2)
    answering.join()
    return seen


def test_a_callback_button_makes_an_event_and_shows_the_answer(bot: Bot) -> None:
    snackbar = {"type": "show_snackbar", "text": "Ваш голос учтён"}

    def answer(event: dict[str, Any]) -> None:
        assert event["payload"] == {"vote": 1}
        whom = {name: event[name] for name in ("event_id", "user_id", "peer_id")}
        bot.ask("messages.sendMessageEventAnswer", **whom, event_data=json.dumps(snackbar))
        assert bot.refused("messages.sendMessageEventAnswer", **whom) == 100

    assert press_and(bot, answer)["answer"] == snackbar


@pytest.mark.parametrize(
    "event_data",
    ['{"type": "show_snackbar"}', '{"type": "dance"}', json.dumps({"type": "show_snackbar", "text": "я" * 91}), "{"],
)
def test_an_answer_must_be_one_that_vk_can_show(bot: Bot, event_data: str) -> None:
    def answer(event: dict[str, Any]) -> None:
        whom = {name: event[name] for name in ("event_id", "user_id", "peer_id")}
        assert bot.refused("messages.sendMessageEventAnswer", **whom, event_data=event_data) == 100
        assert bot.refused("messages.sendMessageEventAnswer", **(whom | {"user_id": 1})) == 100
        bot.vk.post("/sim/clock", {"offset_s": 61})
        assert bot.refused("messages.sendMessageEventAnswer", **whom) == 100
        bot.vk.post("/sim/clock", {"offset_s": 0})
        bot.ask("messages.sendMessageEventAnswer", **whom)

    assert press_and(bot, answer)["answer"] is None


def test_what_cannot_be_done_is_refused_in_words(bot: Bot) -> None:
    chat, other = bot.chat(), bot.chat("Другой")
    resident = bot.resident(chat)
    bot.resident(other)
    ours = {"group_id": bot.group_id, "peer_id": chat}
    cmid = bot.send(chat, "Выберите", keyboard=BUTTONS)
    vk = bot.vk
    assert refused(vk, 5, "allow", group_id=bot.group_id) == (404, "no_such_user")
    assert refused(vk, resident, "allow", group_id=5) == (404, "no_such_community")
    assert refused(vk, resident, "join", link="https://vk.me/join/1") == (404, "dead_link")
    assert refused(vk, resident, "write", group_id=bot.group_id, peer_id=2_000_000_009, text="А") == (
        404,
        "no_such_chat",
    )
    assert refused(vk, resident, "write", group_id=bot.group_id, peer_id=other, text="А") == (403, "not_a_member")
    assert refused(vk, resident, "write", **ours, text=" ") == (400, "empty")
    assert refused(vk, resident, "write", **ours, text="А", reply_to=99) == (404, "no_such_message")
    assert refused(vk, resident, "write", **ours, words="А") == (400, "bad_request")
    assert refused(vk, resident, "press", **ours, cmid=cmid, label="Нет") == (404, "no_such_button")
    assert refused(vk, resident, "press", **ours, cmid=cmid, label="За", hard=1) == (400, "bad_request")
    assert refused(vk, resident, "edit", **ours, cmid=cmid, text="А") == (403, "not_yours")
    assert refused(vk, resident, "leave", group_id=bot.group_id) == (404, "no_such_chat")
    assert vk.sim.get(f"/sim/chats/{bot.group_id}/2000000009/messages").status_code == 404
    assert vk.sim.get("/sim/chats/5/2000000001/messages").status_code == 404


def test_a_person_replies_edits_and_is_seen_doing_so(bot: Bot) -> None:
    chat = bot.chat()
    resident, asked = bot.resident(chat), bot.send(chat, "Кто за?")
    ours = {"group_id": bot.group_id, "peer_id": chat}
    wrote = bot.vk.act(resident, "write", **ours, text="Я", reply_to=asked)
    bot.vk.act(resident, "edit", **ours, cmid=wrote["conversation_message_id"], text="Я за")
    message = bot.ask("messages.getHistory", peer_id=chat)["items"][0]
    assert (message["text"], message["reply_message"]["text"]) == ("Я за", "Кто за?")


def test_a_persons_list_has_their_chats_and_dialogs_with_what_is_unread(bot: Bot) -> None:
    chat = bot.chat("ул. Мира, 2")
    resident = bot.resident(chat)
    bot.send(chat, "Раз")
    bot.send(chat, "Два")
    bot.vk.act(resident, "write", group_id=bot.group_id, text="Здравствуйте")
    entries = {entry["kind"]: entry for entry in bot.vk.get(f"/sim/users/{resident}/dialogs")}
    assert (entries["chat"]["title"], entries["chat"]["unread"]) == ("ул. Мира, 2", 2)
    assert entries["chat"]["last_message"]["text"] == "Два"
    assert (entries["dialog"]["title"], entries["dialog"]["unread"]) == ("Администрация", 0)
    bot.vk.act(resident, "read", group_id=bot.group_id, peer_id=chat)
    assert {entry["unread"] for entry in bot.vk.get(f"/sim/users/{resident}/dialogs")} == {0}
    bot.vk.act(resident, "leave", group_id=bot.group_id, peer_id=chat)
    assert [entry["kind"] for entry in bot.vk.get(f"/sim/users/{resident}/dialogs")] == ["dialog"]


def test_a_chat_tells_the_back_door_all_about_itself(bot: Bot) -> None:
    chat = bot.chat("ул. Мира, 2")
    assert bot.vk.get("/sim/chats")[0]["invite_link"] is None
    resident = bot.resident(chat)
    cmid = bot.send(chat, "Правила чата")
    bot.ask("messages.pin", peer_id=chat, cmid=cmid)
    [shown] = bot.vk.get("/sim/chats", group_id=bot.group_id)
    assert shown == {
        "group_id": bot.group_id,
        "peer_id": chat,
        "chat_id": 1,
        "title": "ул. Мира, 2",
        "invite_link": bot.link(chat),
        "state": "open",
        "members": [-bot.group_id, resident],
        "admins": [-bot.group_id],
        "muted": [],
        "pinned": {"conversation_message_id": cmid, "text": "Правила чата"},
        "photo": None,
        "messages_count": 1,
        "last_conversation_message_id": 4,
    }
    assert bot.vk.get("/sim/chats", group_id=1) == []
    assert bot.vk.get("/sim/communities")[0]["chats_count"] == 1
    assert bot.vk.get("/sim/users")[0]["id"] == resident

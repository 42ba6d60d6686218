"""The Callback API: confirmation, events, retries, faults."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.local.vk.conftest import Bot
from tests.local.vk.listener import OK, Json, Listener, Reply, listening

ALL_EVENTS = (
    "message_new",
    "message_reply",
    "message_edit",
    "message_event",
    "message_allow",
    "message_deny",
    "message_reaction_event",
    "group_join",
    "group_leave",
)


@pytest.fixture
def listener(bot: Bot) -> Iterator[Listener]:
    with listening(bot.community.confirmation) as running:
        yield running


def status_of(bot: Bot, server_id: int) -> str:
    """The status of a server once its confirmation is over."""
    for _ in range(500):
        [server] = bot.ask("groups.getCallbackServers", group_id=bot.group_id, server_ids=server_id)["items"]
        if server["status"] != "wait":
            break
        time.sleep(0.01)
    return str(server["status"])


def add_server(bot: Bot, listener: Listener, events: tuple[str, ...] = ALL_EVENTS) -> int:
    """A confirmed server that gets these events."""
    server = {"group_id": bot.group_id, "url": listener.url, "title": "main", "secret_key": "s3cret"}
    server_id = int(bot.ask("groups.addCallbackServer", **server)["server_id"])
    bot.ask("groups.setCallbackSettings", group_id=bot.group_id, server_id=server_id, **dict.fromkeys(events, 1))
    assert status_of(bot, server_id) == "ok"
    return server_id


def test_a_server_is_asked_for_the_confirmation_code(bot: Bot, listener: Listener) -> None:
    code = bot.ask("groups.getCallbackConfirmationCode", group_id=bot.group_id)["code"]
    assert code == bot.community.confirmation
    add_server(bot, listener)
    [asked] = listener.of("confirmation")
    assert (asked["group_id"], asked["secret"]) == (bot.group_id, "s3cret")


def test_a_server_with_another_code_fails_and_gets_nothing_until_it_is_confirmed(bot: Bot, listener: Listener) -> None:
    listener.confirmation = "wrong"
    server = {"group_id": bot.group_id, "url": listener.url, "title": "main"}
    server_id = bot.ask("groups.addCallbackServer", **server)["server_id"]
    bot.ask("groups.setCallbackSettings", group_id=bot.group_id, server_id=server_id, message_new=1)
    assert status_of(bot, server_id) == "failed"
    user = bot.vk.user()
    bot.vk.act(user, "write", group_id=bot.group_id, text="Первое")
    listener.confirmation = bot.community.confirmation
    bot.vk.post(f"/sim/communities/{bot.group_id}/callback_servers/{server_id}/confirm")
    assert status_of(bot, server_id) == "ok"
    bot.vk.act(user, "write", group_id=bot.group_id, text="Второе")
    assert [event["object"]["message"]["text"] for event in listener.wait("message_new")] == ["Второе"]


def test_servers_are_edited_read_and_deleted(bot: Bot, listener: Listener) -> None:
    server_id = add_server(bot, listener, ("message_new",))
    settings = bot.ask("groups.getCallbackSettings", group_id=bot.group_id, server_id=server_id)
    assert (settings["events"]["message_new"], settings["events"]["message_edit"]) == (1, 0)
    edited = {"group_id": bot.group_id, "server_id": server_id, "url": listener.url, "title": "other"}
    bot.ask("groups.editCallbackServer", **edited)
    assert status_of(bot, server_id) == "ok"
    [server] = bot.ask("groups.getCallbackServers", group_id=bot.group_id)["items"]
    assert (server["title"], server["secret_key"]) == ("other", "s3cret")
    bot.ask("groups.deleteCallbackServer", group_id=bot.group_id, server_id=server_id)
    assert bot.ask("groups.getCallbackServers", group_id=bot.group_id)["count"] == 0
    assert bot.refused("groups.deleteCallbackServer", group_id=bot.group_id, server_id=server_id) == 104


def test_a_community_has_at_most_ten_servers(bot: Bot) -> None:
    server = {"group_id": bot.group_id, "url": "http://127.0.0.1:9/", "title": "main"}
    for _ in range(10):
        bot.ask("groups.addCallbackServer", **server)
    assert bot.refused("groups.addCallbackServer", **server) == 2000


@pytest.mark.parametrize("params", [{"url": "ftp://x"}, {"url": "nothing"}])
def test_an_address_must_be_http(bot: Bot, params: dict[str, str]) -> None:
    assert bot.refused("groups.addCallbackServer", group_id=bot.group_id, title="main", **params) == 100


def test_every_kind_of_event_comes_with_the_secret_and_its_object(bot: Bot, listener: Listener) -> None:
    add_server(bot, listener)
    chat = bot.chat()
    resident = bot.resident(chat)
    ours = {"group_id": bot.group_id, "peer_id": chat}
    bot.vk.act(resident, "write", **ours, text="Когда вода?", payload={"a": 1}, ref="poster")
    cmid = bot.send(chat, "Завтра")
    bot.ask("messages.edit", peer_id=chat, cmid=cmid, message="Сегодня")
    bot.vk.act(resident, "react", **ours, cmid=cmid, reaction_id=1)
    for act in ("allow", "deny", "subscribe", "unsubscribe"):
        bot.vk.act(resident, act, group_id=bot.group_id)
    joined, written = sorted(listener.wait("message_new", 2), key=lambda event: event["object"]["message"]["date"])[:2]
    messages = [event["object"]["message"] for event in (joined, written)]
    by_text = {message["text"]: message for message in messages}
    assert by_text[""]["action"]["type"] == "chat_invite_user_by_link"
    question = by_text["Когда вода?"]
    assert (question["id"], question["from_id"], question["peer_id"]) == (0, resident, chat)
    assert (question["payload"], question["ref"], question["conversation_message_id"]) == ('{"a":1}', "poster", 3)
    assert "callback" in written["object"]["client_info"]["button_actions"]
    assert {event["secret"] for event in listener.events} == {"s3cret"}
    assert listener.wait("message_reply")[0]["object"]["text"] == "Завтра"
    assert listener.wait("message_edit")[0]["object"]["text"] == "Сегодня"
    assert listener.wait("message_reaction_event")[0]["object"] == {
        "reacted_id": resident,
        "peer_id": chat,
        "cmid": cmid,
        "reaction_id": 1,
    }
    assert listener.wait("message_allow")[0]["object"] == {"user_id": resident, "key": ""}
    assert listener.wait("message_deny")[0]["object"] == {"user_id": resident}
    assert listener.wait("group_join")[0]["object"] == {"user_id": resident, "join_type": "join"}
    assert listener.wait("group_leave")[0]["object"] == {"user_id": resident, "self": 1}
    assert len({event["event_id"] for event in listener.events}) == len(listener.events)


def test_what_is_not_switched_on_does_not_come(bot: Bot, listener: Listener) -> None:
    add_server(bot, listener, ("message_allow",))
    user = bot.vk.user()
    bot.vk.act(user, "write", group_id=bot.group_id, text="Ау")
    bot.vk.act(user, "allow", group_id=bot.group_id)
    listener.wait("message_allow")
    assert listener.of("message_new") == []


def test_a_community_hears_nothing_of_its_own_notices_nor_of_a_chat_it_left(bot: Bot, listener: Listener) -> None:
    add_server(bot, listener)
    chat = bot.chat()
    resident = bot.resident(chat)
    listener.wait("message_new")
    bot.ask("messages.pin", peer_id=chat, cmid=bot.send(chat))
    bot.ask("messages.removeChatUser", chat_id=1, member_id=-bot.group_id)
    bot.vk.act(resident, "write", group_id=bot.group_id, peer_id=chat, text="Ау")
    bot.vk.act(resident, "allow", group_id=bot.group_id)
    listener.wait("message_allow")
    assert len(listener.of("message_new")) == 1


def refusing(times: int, reply: Reply) -> object:
    """A reply that refuses so many times and then accepts."""
    left = [times]

    def answer(_: Json) -> Reply:
        left[0] -= 1
        return reply if left[0] >= 0 else OK

    return answer


@pytest.mark.parametrize("reply", [(500, "", {}), (200, "OK!", {}), (404, "ok", {}), (302, "ok", {"Location": "/"})])
def test_what_is_not_answered_ok_comes_again_with_the_count_of_attempts(
    bot: Bot, listener: Listener, reply: Reply
) -> None:
    add_server(bot, listener)
    listener.reply = refusing(1, reply)  # type: ignore[assignment]
    bot.vk.act(bot.vk.user(), "allow", group_id=bot.group_id)
    first, second = listener.wait("message_allow", 2)
    assert (first["retry"], second["retry"]) == ("", "1")
    assert first["event_id"] == second["event_id"]


@pytest.mark.parametrize("status", [410, 429, 503])
def test_retry_after_is_honoured(bot: Bot, listener: Listener, status: int) -> None:
    add_server(bot, listener)
    listener.reply = refusing(1, (status, "", {"Retry-After": "40"}))  # type: ignore[assignment]
    before = time.monotonic()
    bot.vk.act(bot.vk.user(), "allow", group_id=bot.group_id)
    listener.wait("message_allow", 2)
    # The tests' VK waits a hundredth of what VK waits: 0.4 s instead of the usual 0.1 s.
    assert 0.4 <= time.monotonic() - before < 3


def test_remove_deletes_the_server(bot: Bot, listener: Listener) -> None:
    add_server(bot, listener)
    listener.reply = lambda _: (200, "remove", {})
    bot.vk.act(bot.vk.user(), "allow", group_id=bot.group_id)
    listener.wait("message_allow")
    time.sleep(0.05)
    assert bot.ask("groups.getCallbackServers", group_id=bot.group_id)["count"] == 0


def test_many_failures_in_a_row_pause_the_server_for_a_while(bot: Bot, listener: Listener) -> None:
    add_server(bot, listener)
    listener.reply = refusing(50, (500, "", {}))  # type: ignore[assignment]
    user = bot.vk.user()
    for _ in range(50):
        bot.vk.act(user, "allow", group_id=bot.group_id)
    times = [event["came_at"] for event in listener.wait("message_allow", 100, seconds=15)]
    # A minute's pause, a hundred times faster; a few were on their way when it began.
    assert max(later - sooner for sooner, later in pairwise(times[49:60])) > 0.5


def test_events_can_come_twice_or_never(bot: Bot, listener: Listener) -> None:
    add_server(bot, listener)
    bot.vk.post("/sim/faults", {"callbacks": "duplicate", "count": 1})
    user = bot.vk.user()
    bot.vk.act(user, "allow", group_id=bot.group_id)
    first, second = listener.wait("message_allow", 2)
    assert first["event_id"] == second["event_id"]
    bot.vk.delete("/sim/faults")
    bot.vk.post("/sim/faults", {"callbacks": "drop", "count": 1})
    bot.vk.act(user, "deny", group_id=bot.group_id)
    bot.vk.act(user, "deny", group_id=bot.group_id)
    listener.wait("message_deny")
    time.sleep(0.1)
    assert len(listener.of("message_deny")) == 1


def test_events_can_come_late_and_in_another_order(bot: Bot, listener: Listener) -> None:
    add_server(bot, listener)
    bot.vk.post("/sim/faults", {"callbacks": "delay", "delay_ms": 200, "count": 1})
    user = bot.vk.user()
    bot.vk.act(user, "allow", group_id=bot.group_id)
    bot.vk.act(user, "deny", group_id=bot.group_id)
    listener.wait("message_allow")
    kinds = [event["type"] for event in listener.events if event["type"] != "confirmation"]
    assert kinds == ["message_deny", "message_allow"]
    bot.vk.delete("/sim/faults")
    bot.vk.post("/sim/faults", {"callbacks": "reorder", "delay_ms": 100})
    for number in range(20):
        bot.vk.act(user, "write", group_id=bot.group_id, text=str(number))
    came = [event["object"]["message"]["text"] for event in listener.wait("message_new", 20)]
    assert sorted(came, key=int) != came


def test_the_journal_shows_callbacks_without_the_secret(bot: Bot, listener: Listener) -> None:
    add_server(bot, listener)
    bot.vk.act(bot.vk.user(), "allow", group_id=bot.group_id)
    listener.wait("message_allow")
    time.sleep(0.05)
    journal = bot.vk.journal()
    assert "s3cret" not in journal
    assert bot.community.token not in journal
    assert bot.community.confirmation not in journal
    attempts = [line for line in map(json.loads, journal.splitlines()) if "callback" in line]
    assert [(line["callback"]["type"], line["attempt"], line["status"]) for line in attempts] == [
        ("confirmation", 1, 200),
        ("message_allow", 1, 200),
    ]

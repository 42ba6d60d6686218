"""Chats: numbers, titles, links, photos, pins."""

from __future__ import annotations

import httpx
import pytest

from tests.local.vk.conftest import Bot


def test_chats_are_numbered_from_one_for_every_community(bot: Bot) -> None:
    other = Bot(bot.vk, bot.vk.community(name="Другое"))
    assert [bot.ask("messages.createChat", title=title)["chat_id"] for title in "АБ"] == [1, 2]
    assert other.ask("messages.createChat", title="В") == {"chat_id": 1, "peer_ids": []}


def test_the_community_is_the_owner_and_the_only_member_of_its_new_chat(bot: Bot) -> None:
    members = bot.ask("messages.getConversationMembers", peer_id=bot.chat())
    assert members["count"] == 1
    assert members["items"][0]["member_id"] == -bot.group_id
    assert members["items"][0]["is_owner"]
    assert members["groups"][0]["id"] == bot.group_id


def test_nobody_can_be_put_into_a_chat_when_it_is_created(bot: Bot) -> None:
    assert bot.refused("messages.createChat", title="А", user_ids=bot.vk.user()) == 15


def test_the_first_message_of_a_chat_is_the_notice_of_its_creation(bot: Bot) -> None:
    peer = bot.chat("ул. Мира, 2")
    first = bot.vk.get(f"/sim/chats/{bot.group_id}/{peer}/messages")[0]
    assert first["action"] == {"type": "chat_create", "text": "ул. Мира, 2"}
    assert first["conversation_message_id"] == 1
    assert bot.send(peer) == 2


def test_the_link_stays_until_it_is_reset_and_then_the_old_one_is_dead(bot: Bot) -> None:
    peer, user = bot.chat(), bot.vk.user()
    old = bot.link(peer)
    assert old == bot.link(peer)
    assert old.startswith("https://vk.me/join/")
    new = bot.ask("messages.getInviteLink", peer_id=peer, reset=1)["link"]
    assert new != old
    dead = bot.vk.sim.post(f"/sim/users/{user}/join", json={"link": old})
    assert (dead.status_code, dead.json()["error"]["code"]) == (404, "dead_link")
    bot.vk.act(user, "join", link=new)


def test_a_new_title_is_shown_and_noticed(bot: Bot) -> None:
    peer = bot.chat("Старое")
    assert bot.ask("messages.editChat", chat_id=1, title="Новое") == 1
    found = bot.ask("messages.getConversationsById", peer_ids=peer)["items"][0]
    assert found["chat_settings"]["title"] == "Новое"
    notices = bot.vk.get(f"/sim/chats/{bot.group_id}/{peer}/messages")
    assert notices[-1]["action"] == {"type": "chat_title_update", "text": "Новое"}


def test_one_message_is_pinned_at_a_time(bot: Bot) -> None:
    peer = bot.chat()
    first, second = bot.send(peer, "Первое"), bot.send(peer, "Второе")
    bot.ask("messages.pin", peer_id=peer, cmid=first)
    pinned = bot.ask("messages.pin", peer_id=peer, conversation_message_id=second)
    assert pinned["text"] == "Второе"
    shown = bot.vk.get("/sim/chats")[0]
    assert shown["pinned"] == {"conversation_message_id": second, "text": "Второе"}
    assert bot.ask("messages.unpin", peer_id=peer) == 1
    assert bot.vk.get("/sim/chats")[0]["pinned"] is None


@pytest.mark.parametrize("cmid", [0, 1, 99])
def test_only_an_existing_ordinary_message_can_be_pinned(bot: Bot, cmid: int) -> None:
    assert bot.refused("messages.pin", peer_id=bot.chat(), cmid=cmid) == 100


@pytest.mark.parametrize(
    ("method", "params", "unknown", "left"),
    [
        ("messages.send", {"peer_id": 2_000_000_001, "message": "А", "random_id": 0}, 917, 922),
        ("messages.pin", {"peer_id": 2_000_000_001, "cmid": 1}, 927, 925),
        ("messages.unpin", {"peer_id": 2_000_000_001}, 927, 925),
        ("messages.getConversationMembers", {"peer_id": 2_000_000_001}, 927, 917),
        ("messages.getInviteLink", {"peer_id": 2_000_000_001}, 919, 919),
        ("messages.editChat", {"chat_id": 1, "title": "Б"}, 925, 925),
        ("messages.removeChatUser", {"chat_id": 1, "member_id": 5}, 925, 925),
        ("messages.edit", {"peer_id": 2_000_000_001, "cmid": 2, "message": "Б"}, 917, 917),
        ("messages.getHistory", {"peer_id": 2_000_000_001}, 927, 917),
        ("messages.markAsRead", {"peer_id": 2_000_000_001}, 917, 917),
        ("photos.getChatUploadServer", {"chat_id": 1}, 917, 917),
    ],
)
def test_a_chat_that_never_was_and_one_that_the_community_left_have_the_methods_own_errors(
    bot: Bot, method: str, params: dict[str, object], unknown: int, left: int
) -> None:
    assert bot.refused(method, **params) == unknown
    bot.send(bot.chat())
    assert bot.ask("messages.removeChatUser", chat_id=1, member_id=-bot.group_id) == 1
    assert bot.refused(method, **params) == left


def test_a_chat_that_the_community_left_lives_on_without_it(bot: Bot) -> None:
    peer = bot.chat()
    resident = bot.resident(peer)
    bot.ask("messages.removeChatUser", chat_id=1, member_id=-bot.group_id)
    chat = bot.vk.get("/sim/chats")[0]
    assert (chat["state"], chat["members"]) == ("left", [resident])
    assert bot.ask("messages.getConversationsById", peer_ids=peer) == {"count": 0, "items": []}
    bot.vk.act(resident, "write", group_id=bot.group_id, peer_id=peer, text="Есть кто?")
    assert bot.ask("messages.deleteConversation", peer_id=peer) == {"last_deleted_id": 0}


def test_an_uploaded_picture_becomes_the_chats_photo(bot: Bot, png: bytes) -> None:
    peer = bot.chat()
    address = bot.ask("photos.getChatUploadServer", chat_id=1)["upload_url"]
    receipt = httpx.post(address, files={"file": ("house.png", png)}).json()["response"]
    answer = bot.ask("messages.setChatPhoto", file=receipt)
    assert answer["chat"]["members_count"] == 1
    photo = bot.ask("messages.getConversationsById", peer_ids=peer)["items"][0]["chat_settings"]["photo"]
    assert httpx.get(photo["photo_200"]).content == png
    bot.ask("messages.deleteChatPhoto", chat_id=1)
    assert bot.vk.get("/sim/chats")[0]["photo"] is None
    assert bot.refused("messages.setChatPhoto", file="nothing") == 22

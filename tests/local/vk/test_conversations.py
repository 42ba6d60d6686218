"""Lists of conversations, history, read marks."""

from __future__ import annotations

from tests.local.vk.conftest import Bot


def test_conversations_are_found_by_id_and_what_is_not_there_is_left_out(bot: Bot) -> None:
    peers = [bot.chat(title) for title in ("А", "Б")]
    friend = bot.acquaintance()
    asked = ",".join(map(str, [*peers, 2_000_000_050, friend, 1]))
    found = bot.ask("messages.getConversationsById", peer_ids=asked, extended=1)
    assert found["count"] == 3
    assert [item["peer"]["id"] for item in found["items"]] == [*peers, friend]
    assert [item["chat_settings"]["title"] for item in found["items"][:2]] == ["А", "Б"]
    assert found["items"][0]["peer"]["local_id"] == 1
    assert {user["id"] for user in found["profiles"]} == {friend}
    assert {group["id"] for group in found["groups"]} == {bot.group_id}


def test_a_chat_tells_its_running_number_and_how_many_are_in_it(bot: Bot) -> None:
    chat = bot.chat()
    bot.resident(chat)
    last = bot.send(chat)
    item = bot.ask("messages.getConversationsById", peer_ids=chat)["items"][0]
    assert item["last_conversation_message_id"] == last
    assert item["chat_settings"]["members_count"] == 2
    assert item["chat_settings"]["state"] == "in"


def test_the_list_has_the_newest_first_and_can_be_filtered(bot: Bot) -> None:
    first, second = bot.chat("А"), bot.chat("Б")
    friend = bot.acquaintance()
    bot.vk.act(friend, "write", group_id=bot.group_id, text="Есть кто?")
    bot.send(first)
    listed = bot.ask("messages.getConversations", extended=1)
    assert [item["conversation"]["peer"]["id"] for item in listed["items"]] == [first, friend, second]
    assert listed["items"][1]["last_message"]["text"] == "Есть кто?"
    assert listed["unread_count"] == 1
    for wanted in ("unread", "unanswered"):
        only = bot.ask("messages.getConversations", filter=wanted)
        assert [item["conversation"]["peer"]["id"] for item in only["items"]] == [friend]
    assert bot.ask("messages.getConversations", offset=1, count=1)["items"][0]["conversation"]["peer"]["id"] == friend
    bot.ask("messages.markAsRead", peer_id=friend)
    assert bot.ask("messages.getConversations", filter="unread")["count"] == 0


def test_conversations_are_searched_by_title_and_by_name(bot: Bot) -> None:
    chat, friend = bot.chat("ул. Ленина, 5"), bot.acquaintance("Марфа")
    bot.send(friend)
    assert bot.ask("messages.searchConversations", q="ленина")["items"][0]["peer"]["id"] == chat
    assert bot.ask("messages.searchConversations", q="марфа")["items"][0]["peer"]["id"] == friend
    assert bot.ask("messages.searchConversations", q="мира")["count"] == 0


def test_history_runs_both_ways_by_pages(bot: Bot) -> None:
    chat = bot.chat()
    for number in range(5):
        bot.send(chat, str(number))
    newest = bot.ask("messages.getHistory", peer_id=chat, count=2, offset=1)
    assert ([message["text"] for message in newest["items"]], newest["count"]) == (["3", "2"], 6)
    oldest = bot.ask("messages.getHistory", peer_id=chat, count=2, offset=1, rev=1)
    assert [message["text"] for message in oldest["items"]] == ["0", "1"]


def test_history_of_a_dialog_can_start_at_a_message(bot: Bot) -> None:
    friend = bot.acquaintance()
    ids = [bot.ask("messages.send", user_id=friend, message=str(n), random_id=0) for n in range(4)]
    page = bot.ask("messages.getHistory", user_id=friend, start_message_id=ids[2], extended=1)
    assert [message["text"] for message in page["items"]] == ["2", "1", "0"]
    assert page["conversations"][0]["peer"]["id"] == friend


def test_messages_are_read_by_their_numbers(bot: Bot) -> None:
    chat = bot.chat()
    resident = bot.resident(chat)
    bot.vk.act(resident, "write", group_id=bot.group_id, peer_id=chat, text="Ау")
    found = bot.ask("messages.getByConversationMessageId", peer_id=chat, conversation_message_ids="3,99", extended=1)
    assert [message["text"] for message in found["items"]] == ["Ау"]
    assert found["profiles"][0]["id"] == resident
    assert bot.ask("messages.getById", peer_id=chat, cmids=3)["items"][0]["from_id"] == resident


def test_a_deleted_conversation_is_empty_for_the_community_until_something_new_comes(bot: Bot) -> None:
    friend = bot.acquaintance()
    bot.send(friend, "А")
    bot.ask("messages.deleteConversation", peer_id=friend)
    assert bot.ask("messages.getConversations")["count"] == 0
    bot.vk.act(friend, "write", group_id=bot.group_id, text="Б")
    assert [message["text"] for message in bot.ask("messages.getHistory", peer_id=friend)["items"]] == ["Б"]
    assert len(bot.vk.get(f"/sim/dialogs/{bot.group_id}/{friend}/messages")) == 2


def test_typing_leaves_no_trace(bot: Bot) -> None:
    chat = bot.chat()
    assert bot.ask("messages.setActivity", peer_id=chat, type="typing") == 1
    assert bot.ask("messages.getHistory", peer_id=chat)["count"] == 1


def test_reactions_are_counted_replaced_and_taken_away(bot: Bot) -> None:
    chat = bot.chat()
    resident, cmid = bot.resident(chat), bot.send(chat)
    bot.vk.act(resident, "react", group_id=bot.group_id, peer_id=chat, cmid=cmid, reaction_id=3)
    bot.ask("messages.sendReaction", peer_id=chat, cmid=cmid, reaction_id=1)
    bot.ask("messages.sendReaction", peer_id=chat, cmid=cmid, reaction_id=3)
    counters = bot.ask("messages.getMessagesReactions", peer_id=chat, cmids=f"{cmid},99")["items"]
    assert counters == [
        {"cmid": cmid, "counters": [{"reaction_id": 3, "count": 2, "user_ids": [resident, -bot.group_id]}]}
    ]
    reacted = bot.ask("messages.getReactedPeers", peer_id=chat, cmid=cmid)
    assert [each["user_id"] for each in reacted["reactions"]] == [resident, -bot.group_id]
    assert bot.ask("messages.deleteReaction", peer_id=chat, cmid=cmid) == 1
    assert bot.ask("messages.deleteReaction", peer_id=chat, cmid=cmid) == 0
    assert bot.refused("messages.sendReaction", peer_id=chat, cmid=cmid, reaction_id=99) == 1009
    assert bot.refused("messages.sendReaction", peer_id=chat, cmid=99, reaction_id=1) == 100

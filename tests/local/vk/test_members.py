"""Coming, going, roles, muting."""

from __future__ import annotations

from tests.local.vk.conftest import Bot


def test_who_joins_by_the_link_is_a_member_and_is_announced(bot: Bot) -> None:
    chat = bot.chat()
    resident = bot.resident(chat)
    members = bot.ask("messages.getConversationMembers", peer_id=chat, fields="screen_name")
    assert [member["member_id"] for member in members["items"]] == [-bot.group_id, resident]
    assert members["profiles"][0]["screen_name"] == f"id{resident}"
    notice = bot.vk.get(f"/sim/chats/{bot.group_id}/{chat}/messages")[-1]
    assert (notice["from_id"], notice["action"]) == (resident, {"type": "chat_invite_user_by_link"})


def test_members_are_read_by_pages_and_singly(bot: Bot) -> None:
    chat = bot.chat()
    residents = [bot.resident(chat) for _ in range(3)]
    page = bot.ask("messages.getConversationMembers", peer_id=chat, offset=1, count=2)
    assert ([member["member_id"] for member in page["items"]], page["count"]) == (residents[:2], 4)
    one = bot.ask("messages.getConversationMembers", peer_id=chat, member_ids=residents[2])
    assert [member["member_id"] for member in one["items"]] == residents[2:]


def test_whoever_was_removed_cannot_come_back_and_whoever_left_can(bot: Bot) -> None:
    chat = bot.chat()
    removed, left, link = bot.resident(chat), bot.resident(chat), bot.link(chat)
    bot.ask("messages.removeChatUser", chat_id=1, member_id=removed)
    bot.vk.act(left, "leave", group_id=bot.group_id, peer_id=chat)
    again = bot.vk.sim.post(f"/sim/users/{removed}/join", json={"link": link})
    assert (again.status_code, again.json()["error"]["code"]) == (403, "removed")
    bot.vk.act(left, "join", link=link)
    assert bot.vk.get("/sim/chats")[0]["members"] == [-bot.group_id, left]
    kicks = [
        message["action"]["member_id"] == message["from_id"]
        for message in bot.vk.get(f"/sim/chats/{bot.group_id}/{chat}/messages")
        if message.get("action", {}).get("type") == "chat_kick_user"
    ]
    assert kicks == [False, True]


def test_nobody_is_removed_who_is_not_there(bot: Bot) -> None:
    bot.chat()
    assert bot.refused("messages.removeChatUser", chat_id=1, member_id=bot.vk.user()) == 935
    assert bot.refused("messages.removeChatUser", chat_id=1) == 100


def test_roles_and_muting_are_refused_unless_this_vk_allows_them(bot: Bot) -> None:
    chat = bot.chat()
    resident = bot.resident(chat)
    assert bot.refused("messages.setMemberRole", peer_id=chat, member_id=resident, role="admin") == 15
    mute = {"peer_id": chat, "member_ids": resident, "action": "ro", "for": 60}
    assert bot.refused("messages.changeConversationMemberRestrictions", **mute) == 15


def test_a_member_can_be_made_an_administrator_but_nobody_who_has_not_joined(bot: Bot) -> None:
    bot.vk.post("/sim/capabilities", {"set_member_role": True})
    chat = bot.chat()
    resident = bot.resident(chat)
    role = {"peer_id": chat, "role": "admin"}
    bot.ask("messages.setMemberRole", member_id=resident, **role)
    assert bot.vk.get("/sim/chats")[0]["admins"] == [-bot.group_id, resident]
    assert bot.ask("messages.getConversationMembers", peer_id=chat)["items"][1]["is_admin"]
    assert bot.refused("messages.setMemberRole", member_id=bot.vk.user(), **role) == 935
    assert bot.refused("messages.setMemberRole", member_id=-bot.group_id, **role) == 15


def test_a_muted_member_cannot_write_until_the_time_is_over_or_somebody_unmutes(bot: Bot) -> None:
    bot.vk.post("/sim/capabilities", {"change_member_restrictions": True})
    chat = bot.chat()
    resident = bot.resident(chat)
    words = {"group_id": bot.group_id, "peer_id": chat, "text": "Ау"}
    change = {"peer_id": chat, "member_ids": f"{resident},1"}
    answer = bot.ask("messages.changeConversationMemberRestrictions", **change, action="ro", **{"for": 60})
    assert answer == {"failed_member_ids": [1]}
    refused = bot.vk.sim.post(f"/sim/users/{resident}/write", json=words)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "muted")
    bot.vk.post("/sim/clock", {"offset_s": 61})
    bot.vk.act(resident, "write", **words)
    bot.ask("messages.changeConversationMemberRestrictions", **change, action="ro")
    assert bot.vk.sim.post(f"/sim/users/{resident}/write", json=words).status_code == 403
    bot.ask("messages.changeConversationMemberRestrictions", **change, action="rw")
    bot.vk.act(resident, "write", **words)


def test_a_dialog_has_two_members(bot: Bot) -> None:
    friend = bot.acquaintance()
    members = bot.ask("messages.getConversationMembers", peer_id=friend)["items"]
    assert [member["member_id"] for member in members] == [friend, -bot.group_id]
    assert bot.refused("messages.getConversationMembers", peer_id=friend + 1) == 936


def test_a_vk_can_be_silent_about_who_joins_a_chat_of_the_community(bot: Bot) -> None:
    bot.ask("groups.setLongPollSettings", group_id=bot.group_id, enabled=1, message_new=1)
    server = bot.ask("groups.getLongPollServer", group_id=bot.group_id)
    bot.vk.post("/sim/capabilities", {"notices_are_events": False})
    chat = bot.chat()
    bot.vk.act(bot.resident(chat), "write", group_id=bot.group_id, peer_id=chat, text="Ау")
    asked = {"act": "a_check", "key": server["key"], "ts": server["ts"], "wait": 0}
    updates = bot.vk.sim.get(server["server"], params=asked).json()["updates"]
    assert [update["object"]["message"]["text"] for update in updates] == ["Ау"]


def test_a_member_adds_another_communitys_bot_by_hand_and_no_api_does(bot: Bot) -> None:
    chat, other = bot.chat(), bot.vk.community(name="Бот заявок").group_id
    resident, second = bot.resident(chat), bot.resident(chat)
    where = {"group_id": bot.group_id, "peer_id": chat, "bot_group_id": other}
    bot.vk.act(resident, "add_bot", **where)
    assert -other in [
        member["member_id"] for member in bot.ask("messages.getConversationMembers", peer_id=chat)["items"]
    ]
    notice = bot.vk.get(f"/sim/chats/{bot.group_id}/{chat}/messages")[-1]
    assert (notice["from_id"], notice["action"]) == (resident, {"type": "chat_invite_user", "member_id": -other})
    assert bot.vk.sim.post(f"/sim/users/{resident}/add_bot", json=where).status_code == 409
    assert bot.vk.sim.post(f"/sim/users/{second}/remove_bot", json=where).status_code == 403
    bot.vk.act(resident, "remove_bot", **where)
    assert bot.vk.get("/sim/chats")[0]["members"] == [-bot.group_id, resident, second]
    assert bot.vk.sim.post(f"/sim/users/{resident}/remove_bot", json=where).status_code == 404
    stranger = bot.vk.user()
    assert bot.vk.sim.post(f"/sim/users/{stranger}/add_bot", json=where).status_code == 403
    assert bot.vk.sim.post(f"/sim/users/{resident}/add_bot", json=where | {"bot_group_id": 1}).status_code == 404

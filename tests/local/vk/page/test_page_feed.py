"""What the page asks the back door for: by pages, for one person."""

from __future__ import annotations

from typing import Any

from tests.local.vk.conftest import Bot
from tests.local.vk.page.conftest import House


def conversation(house: House, user_id: int, rest: str = "", **query: str | int) -> Any:
    """A person's view of the house's chat."""
    path = f"/sim/page/users/{user_id}/conversations/{house.bot.group_id}/{house.peer_id}"
    return house.bot.vk.get(path + rest, **query)


def cmids(answer: dict[str, Any]) -> list[int]:
    """The numbers of the messages of an answer."""
    return [message["conversation_message_id"] for message in answer["items"]]


def test_people_come_by_pages_and_are_found_by_all_their_names(bot: Bot) -> None:
    bot.vk.user("Пётр", "Ёлкин", screen_name="petya", phone="+79990000000")
    for _ in range(45):
        bot.vk.user()
    first, second = (bot.vk.get("/sim/page/people", offset=offset) for offset in (0, 40))
    assert (first["count"], len(first["items"]), len(second["items"])) == (46, 40, 6)
    for search in ("петр", "елкин ПЕТР", "petya", "id710000001"):
        [found] = bot.vk.get("/sim/page/people", search=search)["items"]
        assert found["name"] == "Пётр Ёлкин"
        assert "phone" not in found


def test_names_are_those_of_people_of_communities_and_of_strangers(bot: Bot) -> None:
    user = bot.vk.user("Анна", "Ким")
    named = bot.vk.get("/sim/page/names", ids=f"{user},-{bot.group_id},5")
    assert [owner["name"] for owner in named] == ["Анна Ким", "Администрация", "Неизвестный"]
    assert bot.vk.sim.get("/sim/page/names", params={"ids": "x"}).status_code == 400


def test_an_invitation_shows_the_chat_before_joining(bot: Bot, house: House) -> None:
    member, stranger = house.resident("Анна", "Ким"), bot.vk.user()
    shown = bot.vk.get("/sim/page/invitation", link=house.link, user_id=stranger)
    assert (shown["title"], shown["members_count"], shown["is_member"]) == ("ул. Мира, 2", 2, False)
    assert [each["name"] for each in shown["members"]] == ["Анна Ким"]
    assert bot.vk.get("/sim/page/invitation", link=house.link, user_id=member)["is_member"]
    assert bot.vk.get("/sim/page/invitation", link="https://vk.me/join/no") == {"is_dead": True}


def test_messages_come_by_pages_without_the_deleted(bot: Bot, house: House) -> None:
    resident = house.resident("Анна", "Ким")
    sent = [house.write(resident, f"{number}") for number in range(100)]
    bot.ask("messages.delete", peer_id=house.peer_id, cmids=sent[-1], delete_for_all=1)
    newest = conversation(house, resident, "/messages")
    assert (len(newest["items"]), newest["earlier"]) == (49, True)
    before = conversation(house, resident, "/messages", before=cmids(newest)[0])
    assert cmids(before)[-1] == cmids(newest)[0] - 1
    from_start = conversation(house, resident, "/messages", **{"from": 1, "before": 4})
    assert (cmids(from_start), from_start["earlier"]) == ([1, 2, 3], False)
    assert cmids(conversation(house, resident, "/messages", cmids=f"{sent[0]},{sent[-1]},9999")) == [sent[0]]


def test_the_list_holds_what_is_unread_and_who_has_gone(bot: Bot, house: House) -> None:
    resident = house.resident("Анна", "Ким")
    house.send("Раз")
    list_path = f"/sim/page/users/{resident}/conversations"
    [entry] = bot.vk.get(list_path)["items"]
    assert (entry["title"], entry["unread"], entry["standing"]) == ("ул. Мира, 2", 1, "in")
    bot.vk.act(resident, "leave", group_id=bot.group_id, peer_id=house.peer_id)
    bot.ask("messages.pin", peer_id=house.peer_id, cmid=house.send("Уже без неё"))
    assert conversation(house, resident)["pinned"] is None
    [entry] = bot.vk.get(list_path)["items"]
    assert (entry["standing"], entry["unread"], entry["last_message"]["action"]["type"]) == (
        "left",
        0,
        "chat_kick_user",
    )
    assert bot.vk.get(list_path, search="мира")["count"] == 1
    assert bot.vk.get(list_path, search="ленина")["count"] == 0


def test_whoever_came_back_sees_all_again(bot: Bot, house: House) -> None:
    resident = house.resident("Анна", "Ким")
    bot.vk.act(resident, "leave", group_id=bot.group_id, peer_id=house.peer_id)
    missed = house.send("Пока её не было")
    assert missed not in cmids(conversation(house, resident, "/messages"))
    bot.vk.act(resident, "join", link=house.link)
    assert missed in cmids(conversation(house, resident, "/messages"))


def test_a_chat_that_one_was_never_in_stays_closed(bot: Bot, house: House) -> None:
    stranger = bot.vk.user()
    path = f"/sim/page/users/{stranger}/conversations/{bot.group_id}"
    for peer_id, status in ((house.peer_id, 403), (house.peer_id + 1, 404), (house.resident("Анна", "Ким"), 404)):
        assert bot.vk.sim.get(f"{path}/{peer_id}").status_code == status
        assert bot.vk.sim.get(f"{path}/{peer_id}/messages").status_code == status
    assert bot.vk.sim.get(f"{path}/{stranger}/members").status_code == 400
    gone = house.resident("Игорь", "Лаптев")
    bot.vk.act(gone, "leave", group_id=bot.group_id, peer_id=house.peer_id)
    members = f"/sim/page/users/{gone}/conversations/{bot.group_id}/{house.peer_id}/members"
    assert bot.vk.sim.get(members).status_code == 403


def test_what_others_have_read_is_told(bot: Bot, house: House) -> None:
    writer, reader = house.resident("Анна", "Ким"), house.resident("Игорь", "Лаптев")
    written = house.write(writer, "Кто дома?")
    assert conversation(house, writer)["read_up_to"] < written
    bot.vk.act(reader, "read", group_id=bot.group_id, peer_id=house.peer_id)
    assert conversation(house, writer)["read_up_to"] == written


def test_phones_are_never_shown(bot: Bot, house: House) -> None:
    user = bot.vk.user("Анна", "Ким", phone="+79991234567")
    bot.vk.act(user, "join", link=house.link)
    for rest in ("", "/messages", "/members"):
        assert "9991234567" not in str(conversation(house, user, rest))


def send_photo(bot: Bot, user_id: int, content: bytes, **fields: object) -> Any:
    """The answer to a picture that a person sends."""
    data = {name: str(value) for name, value in fields.items()}
    return bot.vk.sim.post(f"/sim/users/{user_id}/photos", data=data, files={"photo": ("a.png", content)})


def test_a_picture_reaches_the_community_as_an_attachment(bot: Bot, house: House, png: bytes) -> None:
    resident = house.resident("Анна", "Ким")
    sent = send_photo(bot, resident, png, group_id=bot.group_id, peer_id=house.peer_id, text="Потоп").json()
    message = bot.ask("messages.getHistory", peer_id=house.peer_id)["items"][0]
    assert (message["conversation_message_id"], message["text"]) == (sent["conversation_message_id"], "Потоп")
    assert message["attachments"][0]["photo"]["owner_id"] == resident
    assert bot.vk.sim.get(message["attachments"][0]["photo"]["sizes"][0]["url"]).content == png


def test_a_picture_in_a_dialog_is_consent_as_a_text_is(bot: Bot, png: bytes) -> None:
    user = bot.vk.user()
    assert send_photo(bot, user, png, group_id=bot.group_id, peer_id=user).is_success
    bot.send(user, "Спасибо за снимок")


def test_pictures_are_refused_as_texts_are(bot: Bot, house: House, png: bytes) -> None:
    resident, stranger = house.resident("Анна", "Ким"), bot.vk.user()
    ours = {"group_id": bot.group_id, "peer_id": house.peer_id}

    def refusal(user_id: int, content: bytes, **fields: object) -> tuple[int, str]:
        answer = send_photo(bot, user_id, content, **fields)
        return answer.status_code, answer.json()["error"]["code"]

    assert refusal(stranger, png, **ours) == (403, "not_a_member")
    assert refusal(resident, b"text", **ours) == (400, "bad_photo")
    assert refusal(resident, png, group_id=5, peer_id=5) == (404, "no_such_community")
    assert refusal(resident, png, group_id="x", peer_id=5) == (400, "bad_request")
    assert bot.vk.sim.post(f"/sim/users/{resident}/photos", data=ours).status_code == 400
    bot.vk.post("/sim/capabilities", {"change_member_restrictions": True})
    mute = {"peer_id": house.peer_id, "member_ids": resident, "action": "ro"}
    bot.ask("messages.changeConversationMemberRestrictions", **mute)
    assert refusal(resident, png, **ours) == (403, "muted")


def test_the_list_of_one_person_stays_small_beside_thousands_of_chats(bot: Bot, house: House) -> None:
    code = "return [" + ",".join('API.messages.createChat({"title":"Дом"})' for _ in range(25)) + "];"
    for _ in range(80):
        bot.ask("execute", code=code)
    resident = house.resident("Анна", "Ким")
    answer = bot.vk.sim.get(f"/sim/page/users/{resident}/conversations")
    assert answer.json()["count"] == 1
    assert len(answer.content) < 2_000
    assert answer.elapsed.total_seconds() < 0.1

"""Who people and communities are."""

from __future__ import annotations

import httpx
import pytest

from tests.local.vk.conftest import Bot


def test_people_are_found_by_ids_and_screen_names_and_nobody_else_is(bot: Bot) -> None:
    nina = bot.vk.user("Нина", "Ким", screen_name="Nina_Kim")
    oleg = bot.vk.user("Олег", "Юн")
    found = bot.ask("users.get", user_ids=f"nina_kim,{oleg},id{nina},999,nobody", fields="screen_name,photo_100")
    assert [user["id"] for user in found] == [nina, oleg, nina]
    assert (found[0]["first_name"], found[0]["last_name"], found[0]["screen_name"]) == ("Нина", "Ким", "Nina_Kim")
    assert "НК" in httpx.get(found[0]["photo_100"]).text
    assert bot.ask("users.get") == []


def test_a_phone_is_never_shown_to_a_community(bot: Bot) -> None:
    user = bot.vk.user(phone="+79220000000")
    answer = bot.vk.call(bot.community, "users.get", user_ids=user, fields="contacts")
    assert "7922" not in str(answer)


def test_a_thousand_people_are_one_request(bot: Bot) -> None:
    user = bot.vk.user()
    ids = ",".join(map(str, range(user - 999, user + 1)))
    assert [each["id"] for each in bot.ask("users.get", user_ids=ids)] == [user]


def test_a_screen_name_is_somebodys_or_error_104(bot: Bot) -> None:
    nina = bot.vk.user(screen_name="nina_kim")
    house = bot.vk.community(name="Управляющая", screen_name="uk_uyut")
    assert bot.ask("utils.resolveScreenName", screen_name="Nina_Kim") == {"object_id": nina, "type": "user"}
    assert bot.ask("utils.resolveScreenName", screen_name=f"id{nina}") == {"object_id": nina, "type": "user"}
    resolved = bot.ask("utils.resolveScreenName", screen_name="uk_uyut")
    assert resolved == {"object_id": house.group_id, "type": "group"}
    assert bot.refused("utils.resolveScreenName", screen_name="nobody") == 104


def test_communities_are_found_by_ids_and_names_and_without_any_it_is_ones_own(bot: Bot) -> None:
    other = bot.vk.community(name="Другое", screen_name="other")
    assert [group["id"] for group in bot.ask("groups.getById")["groups"]] == [bot.group_id]
    asked = bot.ask("groups.getById", group_ids=f"other,club{bot.group_id},nobody", fields="members_count")["groups"]
    assert [(group["id"], group["members_count"]) for group in asked] == [(other.group_id, 0), (bot.group_id, 0)]
    assert bot.ask("groups.getById", group_id="other")["groups"][0]["name"] == "Другое"


def test_a_token_tells_its_rights(bot: Bot) -> None:
    poor = Bot(bot.vk, bot.vk.community(name="Бедное", rights=["messages"]))
    assert poor.ask("groups.getTokenPermissions") == {
        "mask": 4096,
        "permissions": [{"name": "messages", "setting": 4096}],
    }
    names = {each["name"] for each in bot.ask("groups.getTokenPermissions")["permissions"]}
    assert names == {"messages", "photos", "docs", "manage"}


def test_subscribers_are_members(bot: Bot) -> None:
    fan, stranger = bot.vk.user(), bot.vk.user()
    bot.vk.act(fan, "subscribe", group_id=bot.group_id)
    assert bot.ask("groups.isMember", group_id=bot.group_id, user_id=fan) == 1
    several = bot.ask("groups.isMember", group_id=bot.group_id, user_ids=f"{fan},{stranger}")
    assert [each["member"] for each in several] == [1, 0]
    assert bot.ask("groups.isMember", group_id=bot.group_id, user_id=fan, extended=1)["member"] == 1
    bot.vk.act(fan, "unsubscribe", group_id=bot.group_id)
    assert bot.ask("groups.isMember", group_id=bot.group_id, user_id=fan) == 0
    assert bot.refused("groups.isMember", group_id=1, user_id=fan) == 125


@pytest.mark.parametrize("taken", [{"user_id": 5}, {"screen_name": "NINA"}])
def test_an_id_and_a_screen_name_belong_to_one_alone(bot: Bot, taken: dict[str, object]) -> None:
    bot.vk.user(user_id=5, screen_name="nina")
    again = bot.vk.sim.post("/sim/users", json={"first_name": "А", "last_name": "Б"} | taken)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "already_exists")

"""Requests before any method: tokens, forms, versions, pace, counts."""

from __future__ import annotations

import time

import httpx
import pytest

from local.vk.testing import RunningVk, running_vk
from tests.local.vk.conftest import Bot


def test_an_error_has_status_200_and_shows_the_parameters_without_the_token(bot: Bot) -> None:
    form = {"v": "5.199", "access_token": bot.community.token, "peer_id": "2000000001"}
    answer = httpx.post(f"{bot.vk.url}/method/messages.getInviteLink", data=form)
    assert answer.status_code == 200
    error = answer.json()["error"]
    assert error["error_code"] == 919
    assert {"key": "method", "value": "messages.getInviteLink"} in error["request_params"]
    assert {"key": "peer_id", "value": "2000000001"} in error["request_params"]
    assert bot.community.token not in answer.text


@pytest.mark.parametrize(
    ("headers", "form"),
    [
        ({"Authorization": "Bearer {token}"}, {"v": "5.199"}),
        ({"authorization": "bearer {token}"}, {"v": "5.199"}),
        ({}, {"v": "5.199", "access_token": "{token}"}),
    ],
)
def test_the_token_comes_as_a_header_or_as_a_parameter(bot: Bot, headers: dict[str, str], form: dict[str, str]) -> None:
    def filled(fields: dict[str, str]) -> dict[str, str]:
        return {name: text.format(token=bot.community.token) for name, text in fields.items()}

    answer = httpx.post(f"{bot.vk.url}/method/utils.getServerTime", headers=filled(headers), data=filled(form))
    assert answer.json()["response"] > 0


@pytest.mark.parametrize("token", ["", "vk1.a.somebody-elses"])
def test_without_a_good_token_every_method_is_error_5(vk: RunningVk, token: str) -> None:
    answer = httpx.post(f"{vk.url}/method/users.get", data={"v": "5.199", "access_token": token})
    assert answer.json()["error"]["error_code"] == 5


def test_parameters_come_by_query_by_form_and_by_multipart(bot: Bot) -> None:
    fields = {"v": "5.199", "access_token": bot.community.token, "title": "Дом"}
    url = f"{bot.vk.url}/method/messages.createChat"
    answers = [
        httpx.get(url, params=fields),
        httpx.post(url, data=fields),
        httpx.post(url, files={name: (None, text) for name, text in fields.items()}),
        httpx.post(url, params={"access_token": fields["access_token"], "v": "5.199"}, data={"title": "Дом"}),
    ]
    assert [answer.json()["response"]["chat_id"] for answer in answers] == [1, 2, 3, 4]


def test_a_json_body_is_not_read_as_parameters(bot: Bot) -> None:
    headers = {"Authorization": f"Bearer {bot.community.token}"}
    answer = httpx.post(
        f"{bot.vk.url}/method/messages.createChat", headers=headers, json={"v": "5.199", "title": "Дом"}
    )
    assert answer.json()["error"]["error_code"] == 100
    assert bot.vk.get("/sim/chats") == []


@pytest.mark.parametrize(
    ("version", "code"), [("", 100), ("5.80", 8), ("5", 8), ("latest", 8), ("5.81", 0), ("5.199", 0)]
)
def test_the_version_is_needed_and_must_be_one_that_vk_has(bot: Bot, version: str, code: int) -> None:
    form = {"access_token": bot.community.token} | ({"v": version} if version else {})
    answer = httpx.post(f"{bot.vk.url}/method/utils.getServerTime", data=form).json()
    assert answer.get("error", {"error_code": 0})["error_code"] == code


@pytest.mark.parametrize(("method", "code"), [("messages.fly", 3), ("messages.addChatUser", 27), ("groups.edit", 33)])
def test_methods_that_are_not_served_are_refused_as_unknown_as_for_users_or_as_missing(
    misusing_bot: Bot, method: str, code: int
) -> None:
    assert misusing_bot.refused(method) == code


@pytest.mark.parametrize(
    ("right", "method"),
    [("messages", "messages.getConversations"), ("photos", "photos.getMessagesUploadServer"), ("manage", "groups.x")],
)
def test_a_token_without_the_right_is_error_15(vk: RunningVk, right: str, method: str) -> None:
    rights = [each for each in ("messages", "photos", "docs", "manage") if each != right]
    poor = Bot(vk, vk.community(rights=rights))
    if right == "manage":
        assert poor.refused("groups.getCallbackServers", group_id=poor.group_id) == 15
    else:
        assert poor.refused(method) == 15


def test_a_community_speaks_for_itself_alone(bot: Bot) -> None:
    other = bot.vk.community(name="Другое")
    assert bot.refused("messages.createChat", title="Дом", group_id=other.group_id) == 15
    assert bot.refused("groups.getCallbackServers", group_id=other.group_id) == 15


def test_the_request_over_the_limit_is_error_6_and_a_second_later_is_not() -> None:
    with running_vk(requests_a_second=20) as vk:
        bot, other = Bot(vk, vk.community()), Bot(vk, vk.community(name="Другое"))
        codes = [
            vk.call(bot.community, "utils.getServerTime").get("error", {"error_code": 0})["error_code"]
            for _ in range(23)
        ]
        assert codes == [0] * 20 + [6] * 3
        other.ask("utils.getServerTime")
        time.sleep(1.01)
        bot.ask("utils.getServerTime")


def test_counts_are_per_token_and_calls_inside_execute_are_counted_apart(bot: Bot) -> None:
    other = Bot(bot.vk, bot.vk.community(name="Другое"))
    bot.ask(
        "execute", code='return [API.messages.createChat({"title":"А"}),API.messages.getInviteLink({"peer_id":9})];'
    )
    bot.refused("messages.getInviteLink", peer_id=2_000_000_009)
    other.ask("users.get", user_ids="1")
    counted = bot.vk.get("/sim/requests")
    assert counted["requests"] == 3
    assert counted["methods"] == {"execute": 1, "messages.getInviteLink": 1, "users.get": 1}
    assert counted["errors"] == {"919": 1}
    mine = counted["per_token"][str(bot.group_id)]
    assert (mine["requests"], mine["most_in_a_second"]) == (2, 2)
    assert mine["calls"] == {"messages.createChat": 1, "messages.getInviteLink": 1}
    assert mine["call_errors"] == {"100": 1}
    assert counted["per_token"][str(other.group_id)]["requests"] == 1
    assert bot.vk.calls("messages.getInviteLink", bot.group_id) == 2


def test_latency_delays_every_answer() -> None:
    with running_vk(latency_ms=80) as vk:
        bot = Bot(vk, vk.community())
        before = time.monotonic()
        bot.ask("utils.getServerTime")
        assert 0.08 <= time.monotonic() - before < 1

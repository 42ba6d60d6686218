"""Faults: VK misbehaves where, how often and how long it is told to."""

from __future__ import annotations

import time

import httpx
import pytest

from tests.local.vk.conftest import Bot

CREATE_TWO = 'return [API.messages.createChat({"title":"А"}),API.messages.createChat({"title":"Б"})];'


def test_an_error_strikes_the_method_as_often_as_it_is_told_to(bot: Bot) -> None:
    bot.vk.post("/sim/faults", {"method": "messages.createChat", "error_code": 9, "count": 2})
    assert [bot.refused("messages.createChat", title="А") for _ in range(2)] == [9, 9]
    bot.chat()
    assert bot.vk.get("/sim/faults")[0]["struck"] == 2


def test_an_error_strikes_the_call_inside_execute_and_nothing_else_of_it(bot: Bot) -> None:
    bot.vk.post("/sim/faults", {"method": "messages.createChat", "error_code": 10, "count": 1})
    answer = bot.vk.call(bot.community, "execute", code=CREATE_TWO)
    assert (answer["response"][0], answer["response"][1]["chat_id"]) == (False, 1)
    assert answer["execute_errors"][0]["error_code"] == 10


def test_an_error_without_a_method_strikes_requests_but_no_call_inside_one(bot: Bot) -> None:
    bot.vk.post("/sim/faults", {"error_code": 9, "rate": 0.5})
    answers = [bot.vk.call(bot.community, "execute", code=CREATE_TWO) for _ in range(20)]
    assert 0 < sum("error" in answer for answer in answers) < 20
    assert not [answer for answer in answers if "execute_errors" in answer]


def test_a_captcha_shows_its_picture(bot: Bot) -> None:
    bot.vk.post("/sim/faults", {"error_code": 14, "count": 1})
    assert bot.vk.call(bot.community, "users.get")["error"]["captcha_sid"] == "1"


@pytest.mark.parametrize("method", ["execute", "messages.createChat"])
def test_a_lost_answer_is_lost_after_the_calls_took_effect(bot: Bot, method: str) -> None:
    bot.vk.post("/sim/faults", {"method": method, "drop_response": True, "count": 1})
    with pytest.raises(httpx.TransportError):
        bot.vk.call(bot.community, "execute", code=CREATE_TWO)
    assert [chat["title"] for chat in bot.vk.get("/sim/chats")] == ["А", "Б"]
    bot.ask("users.get")


@pytest.mark.parametrize("method", ["execute", "messages.createChat"])
def test_a_status_of_the_server_comes_before_anything_took_effect(bot: Bot, method: str) -> None:
    bot.vk.post("/sim/faults", {"method": method, "http_status": 502, "count": 1})
    form = {"v": "5.199", "access_token": bot.community.token, "code": CREATE_TWO}
    answer = httpx.post(f"{bot.vk.url}/method/execute", data=form)
    assert (answer.status_code, bot.vk.get("/sim/chats")) == (502, [])


def test_latency_is_added_to_the_method_alone(bot: Bot) -> None:
    bot.vk.post("/sim/faults", {"method": "messages.createChat", "latency_ms": 150})
    before = time.monotonic()
    bot.ask("users.get")
    between = time.monotonic()
    bot.chat()
    assert between - before < 0.15 <= time.monotonic() - between


def test_a_fault_can_be_for_one_community_and_end_by_itself(bot: Bot) -> None:
    other = Bot(bot.vk, bot.vk.community(name="Другое"))
    bot.vk.post("/sim/faults", {"error_code": 29, "group_id": bot.group_id, "duration_s": 0.2})
    other.ask("users.get")
    assert bot.refused("users.get") == 29
    time.sleep(0.25)
    bot.ask("users.get")


def test_a_rate_strikes_about_its_share(bot: Bot) -> None:
    bot.vk.post("/sim/faults", {"error_code": 1, "rate": 0.3})
    errors = sum("error" in bot.vk.call(bot.community, "users.get") for _ in range(100))
    assert 15 <= errors <= 45


def test_faults_end_when_they_are_deleted(bot: Bot) -> None:
    bot.vk.post("/sim/faults", {"error_code": 1})
    bot.vk.delete("/sim/faults")
    bot.ask("users.get")


@pytest.mark.parametrize(
    "order", [{}, {"error_code": 1, "http_status": 500}, {"callbacks": "explode"}, {"error_kode": 1}, {"rate": 0.5}]
)
def test_an_order_that_is_no_single_fault_is_refused(bot: Bot, order: dict[str, object]) -> None:
    refused = bot.vk.sim.post("/sim/faults", json=order)
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "bad_request")


def test_reset_forgets_everything_but_the_communities(bot: Bot) -> None:
    bot.vk.post("/sim/faults", {"error_code": 1})
    bot.vk.post("/sim/capabilities", {"set_member_role": True})
    bot.vk.user(screen_name="nina")
    bot.vk.post("/sim/reset")
    assert bot.vk.get("/sim/requests")["requests"] == 0
    assert (bot.vk.get("/sim/users"), bot.vk.journal()) == ([], "")
    assert not bot.vk.get("/sim/capabilities")["set_member_role"]
    assert bot.chat() == 2_000_000_001
    bot.vk.post("/sim/reset", {"communities": True})
    assert bot.vk.get("/sim/communities") == []


@pytest.mark.parametrize("switches", [{"fly": True}, {"random_id_scope": "moon"}])
def test_only_known_capabilities_can_be_switched(bot: Bot, switches: dict[str, object]) -> None:
    assert bot.vk.sim.post("/sim/capabilities", json=switches).status_code == 400

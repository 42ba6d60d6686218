from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from lib.gateways.vk.client import VkClient
from lib.gateways.vk.connect import VkClients
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown, WhatToDo
from lib.gateways.vk.execute import Call, execute
from lib.gateways.vk.people import find_communities, find_people
from local.vk.testing import RunningVk, running_vk
from tests.traffic import keep_journal


@pytest.fixture(scope="module")
def vk(journals: Path) -> Iterator[RunningVk]:
    with running_vk(requests_a_second=10_000) as running:
        yield running
        keep_journal(running, journals)


@pytest.fixture
def client(vk: RunningVk) -> Iterator[VkClient]:
    vk.delete("/sim/faults")
    community = vk.community(name="Чаты")
    yield VkClients(vk.url, {community.group_id: community.token}, timeout_s=2).of(community.group_id)
    vk.delete("/sim/faults")


def test_a_call_returns_vks_response(client: VkClient) -> None:
    created = client.call("messages.createChat", title="ул. Ленина, 1", group_id=client.group_id)
    assert created["chat_id"] == 1


def test_vks_refusal_says_what_to_do_and_holds_no_token(client: VkClient) -> None:
    with pytest.raises(VkError) as refused:
        client.call("messages.getInviteLink", peer_id=2_000_000_999)
    assert refused.value.method == "messages.getInviteLink"
    assert refused.value.what_to_do in {WhatToDo.GIVE_UP_ON_PEER, WhatToDo.OUR_MISTAKE}
    assert "token" not in str(refused.value)


@pytest.mark.parametrize("fault", [{"http_status": 502}, {"drop_response": True}, {"latency_ms": 3000}])
def test_without_a_usable_answer_the_outcome_is_unknown(
    client: VkClient, vk: RunningVk, fault: dict[str, object]
) -> None:
    vk.post("/sim/faults", {"method": "messages.createChat", "count": 1, **fault})
    with pytest.raises(VkOutcomeUnknown):
        client.call("messages.createChat", title="ул. Ленина, 1", group_id=client.group_id)


def test_execute_gives_each_call_its_own_answer_or_error(client: VkClient) -> None:
    answers: Any = execute(
        client,
        [
            Call("messages.createChat", {"title": 'Дом "у моря"\nи ещё \\ строка', "group_id": client.group_id}),
            Call("messages.getInviteLink", {"peer_id": 2_000_000_999}),
            Call("messages.createChat", {"title": "ул. Ленина, 2", "group_id": client.group_id}),
        ],
    )
    assert answers[0]["chat_id"] == 1
    assert isinstance(answers[1], VkError)
    assert answers[1].method == "messages.getInviteLink"
    assert answers[2]["chat_id"] == 2


@pytest.mark.parametrize("count", [0, 26])
def test_execute_takes_one_to_twenty_five_calls(client: VkClient, count: int) -> None:
    with pytest.raises(ValueError, match=str(count)):
        execute(client, [Call("users.get", {"user_ids": "1"})] * count)


def test_a_script_that_vk_refuses_as_a_whole_is_an_error_of_the_request(client: VkClient, vk: RunningVk) -> None:
    vk.post("/sim/faults", {"method": "execute", "error_code": 9, "count": 1})
    with pytest.raises(VkError) as refused:
        execute(client, [Call("users.get", {"user_ids": "1"})])
    assert refused.value.what_to_do is WhatToDo.PAUSE_COMMUNITY


def test_people_are_found_by_id_and_by_name_a_thousand_a_request(client: VkClient, vk: RunningVk) -> None:
    nina = vk.post("/sim/users", {"first_name": "Нина", "last_name": "Ким", "screen_name": "nina_kim"})["user_id"]
    oleg = vk.post("/sim/users", {"first_name": "Олег", "last_name": "Юн"})["user_id"]
    before = vk.get("/sim/requests")["requests"]
    found = find_people(
        client, ["Nina_Kim", str(oleg), f"id{nina}", "nobody_at_all", *(str(10**9 + n) for n in range(996))]
    )
    assert vk.get("/sim/requests")["requests"] - before == 1
    assert {reference: person.vk_id for reference, person in found.items()} == {
        "Nina_Kim": nina,
        str(oleg): oleg,
        f"id{nina}": nina,
    }
    assert found["Nina_Kim"].name == "Нина Ким"


def test_communities_are_found_by_id_and_by_name(client: VkClient, vk: RunningVk) -> None:
    bot = vk.community(name="Сервис", screen_name="uk_service")
    found = find_communities(client, ["uk_service", f"club{bot.group_id}", "nothing_here"])
    assert found == {"uk_service": bot.group_id, f"club{bot.group_id}": bot.group_id}


def test_an_address_where_nobody_listens_is_an_unknown_outcome() -> None:
    with pytest.raises(VkOutcomeUnknown):
        VkClient(httpx.Client(timeout=1), "http://127.0.0.1:9", "token", 1).call("users.get", user_ids="1")

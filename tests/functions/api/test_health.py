"""Tasks of houses, as employees see and mend them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from lib.activity.health.due import HealthRound, round_path
from lib.activity.health.round import sweep_health
from lib.activity.numbers import HouseActivity
from lib.activity.records import keep_collected, now_path, pack_now
from lib.audit.line import AuditAction
from lib.events.consents import Consent, consent_path
from lib.gateways.firestore.store import Create, Put, Update
from lib.houses.house import AdministratorState, HealthTask, House, HouseState, house_id, house_path
from lib.houses.search_words import findable
from lib.outbox.message import OutgoingMessage
from lib.people.roles import Role
from tests.functions.api.city import City, answer, make_house


def judge(city: City) -> int:
    """A round over all houses, now."""
    for town in city.towns:
        city.store.commit([Put(round_path(town.id), HealthRound(town.id, city.clock.now()))])
    return sweep_health(city.outside.provisioning)


def counts(city: City) -> dict[str, tuple[int, int, int, int]]:
    shown = answer(city.employee("GET", "/health"))
    return {
        each["task"]: (each["open"], each["snoozed"], each["mended_this_week"], each["mended_today"])
        for each in shown["tasks"]
    }


def houses_with(city: City, task: HealthTask, **query: object) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = answer(city.employee("GET", "/health/houses", task=task, **query))["items"]
    return items


def ids(items: list[dict[str, Any]]) -> set[str]:
    return {each["house"]["id"] for each in items}


def house(city: City, id_: str) -> House:
    found = city.store.get(house_path(city.own.id, id_), House)
    assert found is not None
    return found.record


def outbox(city: City) -> list[OutgoingMessage]:
    found = city.store.query(f"municipalities/{city.own.id}/outbox", OutgoingMessage)
    return [stored.record for stored in found]


def actions(city: City) -> list[str]:
    return [line["action"] for line in answer(city.administrator("GET", "/audit"))["items"]]


def test_a_round_finds_what_houses_lack_and_a_second_one_changes_nothing(city: City) -> None:
    first, second, _, fourth = city.own.house_ids
    assert judge(city) > 0
    assert ids(houses_with(city, HealthTask.NO_ADMINISTRATOR)) == {first, fourth}
    # The company of the first has a representative for all of its houses.
    assert ids(houses_with(city, HealthTask.NO_OFFICIAL)) == {second, fourth}
    assert counts(city)["no_administrator"] == (2, 0, 0, 0)
    assert judge(city) == 0
    (shown, _) = houses_with(city, HealthTask.NO_ADMINISTRATOR)
    assert shown["since"] == city.clock.now().isoformat().replace("+00:00", "Z")


def test_a_house_tells_its_own_tasks_to_those_who_mend_them(city: City) -> None:
    judge(city)
    first, *_ = city.own.house_ids
    shown = answer(city.employee("GET", f"/houses/{first}"))["health"]
    assert [each["task"] for each in shown] == list(house(city, first).health)
    assert all(each["title"] and (each["why"] or each["what_to_do"]) for each in shown)
    # The representative looks after the house of their company; its tasks are not theirs.
    seen = city.call("GET", city.at(f"/houses/{first}"), by=city.own.people[Role.REPRESENTATIVE])
    assert answer(seen)["health"] == []


def test_a_task_is_mended_by_the_change_itself_and_is_seen_to_be(city: City) -> None:
    judge(city)
    first, _, _, fourth = city.own.house_ids
    person = city.vk.user("Анна", "Новая")
    body = {"house_ids": [first, fourth], "administrator": f"id{person}"}
    assert city.employee("POST", "/houses/assignments", body=body).status_code == 200
    assert counts(city)["no_administrator"] == (0, 0, 2, 2)
    assert houses_with(city, HealthTask.NO_ADMINISTRATOR) == []
    (mended,) = answer(city.employee("GET", "/health/mended", task="no_administrator"))["items"]
    assert {each["id"] for each in mended["houses"]} == {first, fourth}
    assert mended["by_name"]
    # A mistake is taken back, and the task is there again.
    removed = {"house_ids": [first], "remove_administrator": True}
    city.employee("POST", "/houses/assignments", body=removed)
    assert ids(houses_with(city, HealthTask.NO_ADMINISTRATOR)) == {first}
    # The day after, it was mended this week and not today.
    city.clock.move(days=1)
    assert counts(city)["no_administrator"] == (1, 0, 2, 0)
    city.clock.move(days=7)
    assert counts(city)["no_administrator"] == (1, 0, 0, 0)


def test_a_representative_of_a_whole_company_mends_all_its_houses_with_the_next_sweep(city: City) -> None:
    judge(city)
    representative = city.own.people[Role.REPRESENTATIVE]
    path = f"/organizations/{city.own.organization_id}/representatives"
    assert city.employee("DELETE", f"{path}/{representative}").status_code == 200
    sweep_health(city.outside.provisioning)
    assert city.own.house_ids[0] in ids(houses_with(city, HealthTask.NO_OFFICIAL))
    person = city.vk.user("Пётр", "Инженер")
    body = {"reference": f"id{person}", "looks_after": "all"}
    assert city.employee("POST", path, body=body, key="a-key-of-sixteen-letters").status_code == 201
    city.clock.move(minutes=1)
    sweep_health(city.outside.provisioning)
    assert city.own.house_ids[0] not in ids(houses_with(city, HealthTask.NO_OFFICIAL))
    assert counts(city)["no_official"][2] == 1


def test_a_task_is_put_aside_with_a_reason_and_comes_back_by_itself_or_by_hand(city: City) -> None:
    judge(city)
    fourth = city.own.house_ids[3]
    task = {"task": "no_official", "house_ids": [fourth]}
    until = (city.clock.now() + timedelta(days=10)).isoformat()
    sent = city.employee("POST", "/health/snoozes", body=task | {"reason": "Дом сдают в мае", "until": until})
    assert answer(sent) == {"changed": 1}
    assert counts(city)["no_official"][:2] == (1, 1)
    (aside,) = houses_with(city, HealthTask.NO_OFFICIAL, snoozed="true")
    assert aside["snooze"]["reason"] == "Дом сдают в мае"
    # Once more changes nothing, and leaves no line.
    again = city.employee("POST", "/health/snoozes", body=task | {"reason": "ещё", "until": None})
    assert answer(again) == {"changed": 0}
    assert answer(city.employee("POST", "/health/returns", body=task)) == {"changed": 1}
    assert counts(city)["no_official"][:2] == (2, 0)
    assert {"health_brought_back", "health_snoozed"} <= set(actions(city))
    city.employee("POST", "/health/snoozes", body=task | {"reason": "ждём", "until": until})
    city.clock.move(days=10)
    judge(city)
    assert counts(city)["no_official"][:2] == (2, 0)


@pytest.mark.parametrize("days", [-1, 181])
def test_it_is_put_aside_for_half_a_year_at_most(city: City, days: int) -> None:
    until = (city.clock.now() + timedelta(days=days)).isoformat()
    body = {"task": "no_official", "house_ids": [city.own.house_ids[3]], "reason": "потом", "until": until}
    refused = city.employee("POST", "/health/snoozes", body=body)
    assert (refused.status_code, answer(refused)["code"]) == (422, "snooze_time_invalid")


def test_administrators_are_reminded_once_a_day(city: City) -> None:
    first, second, _, fourth = city.own.house_ids
    reachable, silent = city.vk.user("Анна", "Слышит"), city.vk.user("Иван", "Запретил")
    group = city.own.group_id
    joined = {"administrator_state": AdministratorState.JOINED, "is_silent": True}
    city.store.commit(
        [
            Update(house_path(city.own.id, first), joined | {"administrator_vk_id": reachable}),
            Update(house_path(city.own.id, fourth), joined | {"administrator_vk_id": silent}),
            Create(consent_path(group, reachable), Consent(group, reachable, True, city.clock.now())),
        ]
    )
    judge(city)
    body = {"task": "chat_silent", "house_ids": [first, second, fourth]}
    assert answer(city.employee("POST", "/health/reminders", body=body)) == {"sent": 1, "lately": 0, "unreachable": 1}
    assert answer(city.employee("POST", "/health/reminders", body=body)) == {"sent": 0, "lately": 1, "unreachable": 1}
    (message,) = outbox(city)
    assert message.letter.peer_ids == (reachable,)
    assert "давно никто не писал" in message.letter.text
    (shown,) = [each for each in houses_with(city, HealthTask.CHAT_SILENT) if each["house"]["id"] == first]
    assert shown["reminded_at"] is not None
    assert actions(city).count(AuditAction.HEALTH_REMINDED) == 1
    city.clock.move(days=1)
    assert answer(city.employee("POST", "/health/reminders", body=body))["sent"] == 1


def test_who_is_named_and_never_came_is_invited_again(city: City) -> None:
    from lib.onboarding.lead import lead_houses
    from lib.onboarding.onboarding import Onboarding, onboarding_path
    from lib.onboarding.outside import Leading

    second = city.own.house_ids[1]
    lead_houses(city.own.id, [second], Leading(city.outside.provisioning))
    city.clock.move(days=8)
    named = {"administrator_named_at": city.clock.now() - timedelta(days=8)}
    city.store.commit([Update(house_path(city.own.id, second), named)])
    judge(city)
    assert ids(houses_with(city, HealthTask.ADMINISTRATOR_SILENT)) == {second}
    before = city.store.get(onboarding_path(city.own.id, second), Onboarding)
    body = {"task": "administrator_silent", "house_ids": [second]}
    assert answer(city.employee("POST", "/health/reminders", body=body))["sent"] == 1
    after = city.store.get(onboarding_path(city.own.id, second), Onboarding)
    assert before
    assert after
    assert after.record.token != before.record.token
    assert {"onboarding_sent_again", "health_reminded"} <= set(actions(city))


def test_a_task_that_is_no_administrators_reminds_nobody(city: City) -> None:
    body = {"task": "two_chats", "house_ids": [city.own.house_ids[0]]}
    assert answer(city.employee("POST", "/health/reminders", body=body))["code"] == "task_reminds_nobody"


def test_a_chat_is_looked_at_now_once_the_bot_has_its_rights_again(city: City) -> None:
    first = city.own.house_ids[0]
    chat = city.vk_chat(city.own, title="ул. Ленина, 1")
    trouble = {"chat_id": chat, "chat_trouble": "bot_without_rights", "chat_trouble_at": city.clock.now()}
    city.store.commit([Update(house_path(city.own.id, first), trouble)])
    judge(city)
    assert ids(houses_with(city, HealthTask.BOT_WITHOUT_RIGHTS)) == {first}
    checked = answer(city.employee("POST", "/health/checks", body={"house_ids": [first]}))
    assert checked == {"right": 1, "wrong": 0, "troubles": []}
    assert counts(city)["bot_without_rights"] == (0, 0, 1, 1)


def twins(city: City) -> tuple[str, str]:
    """The first house and another record of the same house, whose chat is nearly empty."""
    first = city.own.house_ids[0]
    other = house_id("the same house")
    address = f"{house(city, first).address} (дубль)"
    twin = replace(make_house(other, 9, city.own.group_id, city.clock), address=address, title="ул. Ленина, 1 (дубль)")
    city.store.commit(
        [
            Create(house_path(city.own.id, other), findable(twin)),
            Update(house_path(city.own.id, first), {"members_count": 20}),
        ]
    )
    judge(city)
    return first, other


def test_the_second_chat_of_a_house_is_closed_and_can_be_opened_again(city: City) -> None:
    first, other = twins(city)
    shown = {each["house"]["id"]: each["twin"]["id"] for each in houses_with(city, HealthTask.TWO_CHATS)}
    assert shown == {first: other, other: first}
    closed = answer(city.employee("POST", f"/houses/{other}/closing"))
    assert closed["house"]["state"] == "closed"
    assert counts(city)["two_chats"] == (0, 0, 2, 2)
    (message,) = outbox(city)
    assert house(city, first).invite_link in message.letter.text
    assert message.letter.pins
    # The next round finds one chat only.
    judge(city)
    assert houses_with(city, HealthTask.TWO_CHATS) == []
    opened = answer(city.employee("POST", f"/houses/{other}/reopening"))
    assert opened["house"]["state"] == "live"
    assert ids(houses_with(city, HealthTask.TWO_CHATS)) == {first, other}
    assert {"house_chat_reopened", "house_chat_closed"} <= set(actions(city))


def test_a_chat_that_is_the_only_one_of_its_house_is_not_closed(city: City) -> None:
    judge(city)
    refused = city.employee("POST", f"/houses/{city.own.house_ids[0]}/closing")
    assert answer(refused)["code"] == "house_has_no_twin"
    assert house(city, city.own.house_ids[0]).state is HouseState.LIVE


def test_who_wrote_when_is_taken_from_the_count_of_activity(city: City) -> None:
    first, group = city.own.house_ids[0], city.own.group_id
    city.clock.move(days=60)
    day = (city.clock.now() - timedelta(days=40)).date().isoformat()
    counted = HouseActivity(first, 101, "2026-11-23", person_on="2027-01-21", resident_on=day)
    keep_collected(city.own.id, {"last_day": "2027-01-21"}, store=city.store)
    city.store.commit(
        [
            Put(now_path(city.own.id, group, 0), pack_now(group, 0, [counted])),
            Update(house_path(city.own.id, first), {"live_at": city.clock.now() - timedelta(days=60)}),
        ]
    )
    judge(city)
    (shown,) = houses_with(city, HealthTask.ONLY_OFFICIALS_WRITE)
    assert shown["house"]["id"] == first
    assert shown["why"] == f"Жители: последнее сообщение {'.'.join(reversed(day.split('-')))}"


def test_pages_of_a_task_lead_on(city: City) -> None:
    judge(city)
    first = answer(city.employee("GET", "/health/houses", task="no_administrator", limit=1))
    after = answer(
        city.employee("GET", "/health/houses", task="no_administrator", limit=1, cursor=first["next_cursor"])
    )
    assert after["next_cursor"] is None
    assert ids(first["items"]) | ids(after["items"]) == {city.own.house_ids[0], city.own.house_ids[3]}
    foreign = city.employee("GET", "/health/houses", task="no_official", cursor=first["next_cursor"])
    assert answer(foreign)["code"] == "cursor_invalid"

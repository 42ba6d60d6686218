from __future__ import annotations

from typing import Any

import pytest

from lib.gateways.firestore.store import Update
from lib.houses.house import House, HouseState, house_path
from lib.people.roles import Role
from lib.provisioning.wave import Step, Wave, waves_path
from tests.functions.api.city import COMPANY, City, answer
from tests.functions.api.examples import new_key

NEW = {"address": "ул. Новая, 7", "company": 'УК "Забота"', "apartments": 60, "entrances": 2}


def create(city: City, **changed: Any) -> Any:
    return city.employee("POST", "/houses", body=NEW | changed, key=new_key())


def waves(city: City) -> list[Wave]:
    return [stored.record for stored in city.store.query(waves_path(city.own.id), Wave)]


def house(city: City, id_: str) -> House:
    stored = city.store.get(house_path(city.own.id, id_), House)
    assert stored is not None
    return stored.record


def test_a_house_by_hand_goes_the_way_of_all_houses(city: City) -> None:
    made = create(city)
    details = answer(made)
    assert made.status_code == 201
    assert details["house"]["title"] == "ул. Новая, 7"
    assert details["house"]["address"] == "г. Город, ул. Новая, д. 7"
    assert (details["house"]["state"], details["house"]["state_title"]) == ("waiting", "создаётся")
    (wave,) = waves(city)
    assert [(each.house_id, each.step) for each in wave.houses] == [(details["house"]["id"], Step.WAITING)]
    assert [task["http_request"]["url"] for task in city.queue.tasks] == ["http://worker/waves"]


def test_a_new_house_is_found_at_once_and_its_company_is_an_organisation(city: City) -> None:
    id_ = answer(create(city))["house"]["id"]
    found = answer(city.employee("GET", "/houses", search="новая 7"))
    assert [each["id"] for each in found["items"]] == [id_]
    names = [each["name"] for each in answer(city.employee("GET", "/organizations"))["items"]]
    assert "УК Забота" in names
    organization = found["items"][0]["organization_id"]
    by_company = answer(city.employee("GET", "/houses", organization_id=organization))
    assert [each["id"] for each in by_company["items"]] == [id_]


@pytest.mark.parametrize("address", ["ул Новая 7", "город Город, улица Новая, дом 7", "НОВАЯ УЛ., Д. 7"])
def test_the_same_house_in_another_spelling_is_stopped_as_a_duplicate(city: City, address: str) -> None:
    first = answer(create(city))["house"]
    again = create(city, address=address)
    assert (again.status_code, answer(again)["code"]) == (409, "house_exists")
    check = answer(city.employee("POST", "/houses/check", body={"address": address}))
    assert check["existing"]["id"] == first["id"]
    assert len(waves(city)) == 1


@pytest.mark.parametrize("address", ["нигде", "ул. Ленина", "", "5"])
def test_an_address_that_is_not_understood_is_told_in_its_field(city: City, address: str) -> None:
    checked = city.employee("POST", "/houses/check", body={"address": address})
    assert answer(checked)["is_understood"] is False
    assert answer(checked)["message"]
    refused = create(city, address=address)
    assert refused.status_code == 422
    assert [error["field"] for error in answer(refused)["errors"]] == ["address"]


def test_a_house_screen_has_everything_ready_to_show(city: City) -> None:
    details = answer(city.employee("GET", f"/houses/{city.own.house_ids[0]}"))
    link = details["house"]["invite_link"]
    assert link in details["welcome_text"]
    assert link in details["covering_text"]
    assert COMPANY in details["covering_text"]
    assert details["may_edit"] is details["may_assign"] is details["may_read_history"] is True
    failed = answer(city.employee("GET", f"/houses/{city.own.house_ids[2]}"))
    assert failed["house"]["failure"]["title"].startswith("ВКонтакте")
    assert failed["house"]["failure"]["can_retry"] is failed["may_retry"] is True


def test_a_chat_administrator_sees_their_house_and_may_change_nothing_of_it(city: City) -> None:
    mine, theirs = city.own.house_ids[1], city.own.house_ids[0]
    me = city.own.people[Role.CHAT_ADMINISTRATOR]
    listed = answer(city.call("GET", city.at("/houses"), by=me))["items"]
    assert [each["id"] for each in listed] == [mine]
    details = answer(city.call("GET", city.at(f"/houses/{mine}"), by=me))
    assert not any(details[name] for name in ("may_edit", "may_assign", "may_retry", "may_read_history"))
    assert city.call("GET", city.at(f"/houses/{theirs}"), by=me).status_code == 404


def test_a_changed_house_is_found_by_what_it_is_now(city: City) -> None:
    id_ = city.own.house_ids[0]
    changed = city.employee("PATCH", f"/houses/{id_}", body={"company": "ООО «Новая УК»", "apartments": 12})
    assert answer(changed)["house"]["company"] == "ООО «Новая УК»"
    organization = answer(changed)["house"]["organization_id"]
    assert [each["id"] for each in answer(city.employee("GET", "/houses", organization_id=organization))["items"]] == [
        id_
    ]
    gone = answer(city.employee("PATCH", f"/houses/{id_}", body={"company": ""}))
    assert gone["house"]["organization_id"] is None


def test_a_new_title_renames_the_chat_in_vk(city: City) -> None:
    chat = _real_chat(city, city.own.house_ids[0])
    got = city.employee("PATCH", f"/houses/{city.own.house_ids[0]}", body={"title": "Дом  у парка"})
    assert answer(got)["house"]["title"] == "Дом у парка"
    titles = {
        each["peer_id"]: each["title"] for each in city.vk.get("/sim/chats") if each["group_id"] == city.own.group_id
    }
    assert titles[2_000_000_000 + chat] == "Дом у парка"
    assert [each["id"] for each in answer(city.employee("GET", "/houses", search="парка"))["items"]] == [
        city.own.house_ids[0]
    ]


def test_a_title_that_another_chat_of_the_community_bears_is_refused(city: City) -> None:
    for id_ in city.own.house_ids[:2]:
        _real_chat(city, id_)
    assert city.employee("PATCH", f"/houses/{city.own.house_ids[0]}", body={"title": "Дом"}).status_code == 200
    taken = city.employee("PATCH", f"/houses/{city.own.house_ids[1]}", body={"title": "Дом"})
    assert (taken.status_code, answer(taken)["code"]) == (409, "title_taken")


def test_a_house_on_its_way_keeps_its_title_by_which_its_chat_is_known(city: City) -> None:
    id_ = answer(create(city))["house"]["id"]
    busy = city.employee("PATCH", f"/houses/{id_}", body={"title": "Другое"})
    assert (busy.status_code, answer(busy)["code"]) == (409, "house_busy")
    assert city.employee("PATCH", f"/houses/{id_}", body={"apartments": 5}).status_code == 200


def test_while_vk_is_silent_a_chat_is_not_renamed_and_a_second_try_is(city: City) -> None:
    _real_chat(city, city.own.house_ids[0])
    path, body = f"/houses/{city.own.house_ids[0]}", {"title": "Дом у парка"}
    city.vk.post("/sim/faults", method="messages.editChat", http_status=502, count=1)
    silent = city.employee("PATCH", path, body=body)
    assert (silent.status_code, answer(silent)["code"]) == (503, "vk_unavailable")
    assert house(city, city.own.house_ids[0]).title == "ул. Ленина, 1"
    assert city.employee("PATCH", path, body=body).status_code == 200


def test_people_and_bots_are_named_for_many_houses_at_once(city: City) -> None:
    nina, oleg = city.vk.user("Нина", "Петровна"), city.vk.user("Олег", "Уткин")
    bot = city.vk.community(name="Бот заявок").group_id
    ids = city.own.house_ids
    body = {
        "house_ids": ids,
        "administrator": f"https://vk.com/id{nina}",
        "add_officials": [f"id{oleg}"],
        "add_service_bots": [f"https://vk.com/club{bot}"],
    }
    got = answer(city.employee("POST", "/houses/assignments", body=body))
    assert got["changed"] == 4
    assert {each["administrator"]["name"] for each in got["houses"]} == {"Нина Петровна"}
    for id_ in ids:
        assert house(city, id_).administrator_vk_id == nina
        assert house(city, id_).official_vk_ids == (oleg,)
        assert house(city, id_).service_bot_group_ids == (bot,)
    assert answer(city.employee("POST", "/houses/assignments", body=body))["changed"] == 0
    details = answer(city.employee("GET", f"/houses/{ids[0]}"))
    assert [person["name"] for person in details["officials"]] == ["Олег Уткин"]
    assert [(each["group_id"], each["name"], each["is_in_chat"]) for each in details["service_bots"]] == [
        (bot, "Бот заявок", False)
    ]
    history = answer(city.employee("GET", f"/houses/{ids[3]}/history"))["items"]
    assert [(change["title"], change["after"]) for change in history[0]["changes"]] == [
        ("Администратор чата", "Нина Петровна"),
        ("Официальные представители", "Олег Уткин"),
        ("Сервисные боты", f"club{bot}"),
    ]


def test_people_and_bots_are_taken_from_houses(city: City) -> None:
    oleg = city.vk.user("Олег", "Уткин")
    ids = city.own.house_ids
    city.store.commit([Update(house_path(city.own.id, ids[0]), {"official_vk_ids": [oleg, 5]})])
    body = {"house_ids": ids[:2], "remove_administrator": True, "remove_officials": [oleg]}
    assert answer(city.employee("POST", "/houses/assignments", body=body))["changed"] == 2
    assert house(city, ids[0]).official_vk_ids == (5,)
    assert house(city, ids[1]).administrator_vk_id == 0
    without = answer(city.employee("GET", "/houses", administrator="none"))["items"]
    assert len(without) == 4


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"administrator": "https://vk.com/nobody_of_this_name"}, "person_unknown"),
        ({"administrator": "не ссылка"}, "person_unknown"),
        ({"add_officials": ["id999999999"]}, "person_unknown"),
        ({"add_service_bots": ["club999999999"]}, "community_reference_unknown"),
    ],
)
def test_whom_vk_does_not_know_nobody_becomes(city: City, change: dict[str, Any], code: str) -> None:
    got = city.employee("POST", "/houses/assignments", body={"house_ids": city.own.house_ids} | change)
    assert (got.status_code, answer(got)["code"]) == (422, code)
    assert house(city, city.own.house_ids[0]).administrator_vk_id == 0


def test_one_house_that_is_not_there_stops_the_whole_assignment(city: City) -> None:
    nina = city.vk.user("Нина", "Петровна")
    ids = [city.own.house_ids[0], "0" * 20]
    got = city.employee("POST", "/houses/assignments", body={"house_ids": ids, "administrator": f"id{nina}"})
    assert (got.status_code, answer(got)["code"]) == (404, "house_unknown")
    assert house(city, city.own.house_ids[0]).administrator_vk_id == 0


@pytest.mark.parametrize("body", [{"house_ids": None}, {}, "named"])
def test_failed_houses_are_tried_again_each_with_a_line_in_its_history(city: City, body: Any) -> None:
    failed = city.own.house_ids[2]
    sent = {"house_ids": city.own.house_ids} if body == "named" else body
    assert answer(city.employee("POST", "/houses/retries", body=sent)) == {"retried": 1}
    assert house(city, failed).state is HouseState.WAITING
    history = answer(city.employee("GET", f"/houses/{failed}/history"))["items"]
    assert [line["title"] for line in history] == ["Создание чатов повторено"]
    assert len(city.queue.tasks) == 1
    assert answer(city.employee("POST", "/houses/retries", body=sent)) == {"retried": 0}


def test_a_cursor_is_good_for_its_own_list_alone(city: City) -> None:
    cursor = answer(city.employee("GET", "/houses", limit=1))["next_cursor"]
    assert city.employee("GET", "/houses", limit=1, cursor=cursor).status_code == 200
    for path, query in (
        ("/houses", {"state": "live"}),
        ("/houses", {"search": "ленина"}),
        ("/members", {}),
        (f"/houses/{city.own.house_ids[0]}/history", {}),
    ):
        got = city.employee("GET", path, cursor=cursor, **query)
        assert (got.status_code, answer(got)["code"]) == (422, "cursor_invalid")
    for wrong in (cursor + "x", cursor[1:], "x", "ё.ё"):
        assert city.employee("GET", "/houses", cursor=wrong).status_code == 422
    officer = city.own.people[Role.REGION_OFFICER]
    path = f"/municipalities/{city.neighbour.id}/houses"
    assert city.call("GET", path, by=officer, cursor=cursor).status_code == 422


def _real_chat(city: City, id_: str) -> int:
    """A chat in VK for a house that has none there."""
    made = city.outside.vk(city.own.group_id).call(
        "messages.createChat", title=house(city, id_).title, group_id=city.own.group_id
    )
    chat = int(made["chat_id"])
    city.store.commit([Update(house_path(city.own.id, id_), {"chat_id": chat})])
    return chat

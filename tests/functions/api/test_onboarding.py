"""Leading chat administrators, as employees see it."""

from __future__ import annotations

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from lib.coordination.chat import CoordinationChat, coordination_path
from lib.gateways.firestore.store import Create, Update
from lib.houses.house import HouseState, OnboardingState, house_path
from lib.onboarding.lead import lead_houses
from lib.onboarding.onboarding import Onboarding, onboarding_path
from lib.onboarding.outside import Leading
from lib.people.roles import Role
from tests.functions.api.city import City, answer

PHONE = "+79220000007"


def led(city: City) -> str:
    """The id of the house whose administrator is named and has not been reached."""
    house_id = city.own.house_ids[1]
    lead_houses(city.own.id, [house_id], Leading(city.outside.provisioning))
    return house_id


def record(city: City, house_id: str) -> Onboarding:
    found = city.store.get(onboarding_path(city.own.id, house_id), Onboarding)
    assert found is not None
    return found.record


def test_who_cannot_be_written_to_has_a_link_a_code_and_a_letter_to_send(city: City) -> None:
    house_id = led(city)
    shown = answer(city.employee("GET", f"/houses/{house_id}/onboarding"))
    assert (shown["state"], shown["state_title"]) == ("not_reached", "не удалось связаться")
    assert shown["reason"]["code"] == "no_consent"
    assert shown["next_move"] == shown["reason"]["action"]
    link = shown["link"]
    assert link["url"].endswith(f"?ref=admin-{record(city, house_id).token}")
    assert link["url"] in link["letter"]
    assert link["qr_svg"].startswith("<svg")
    assert [step["is_done"] for step in shown["steps"]] == [False] * 5
    picture = city.employee("GET", f"/files/houses/{house_id}/invitation-code")
    (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(picture.data)).convert("L"))
    assert code.text == link["url"]


def test_sending_again_makes_a_new_link_and_writes_it_down_without_it(city: City) -> None:
    house_id = led(city)
    old = record(city, house_id).token
    tasks = len(city.queue.tasks)
    shown = answer(city.employee("POST", f"/houses/{house_id}/onboarding/send-again"))
    new = record(city, house_id).token
    assert new != old
    assert shown["link"]["url"].endswith(new)
    assert len(city.queue.tasks) == tasks + 1
    (line,) = answer(city.administrator("GET", "/audit", action="onboarding_sent_again"))["items"]
    assert new not in str(line)


def test_nothing_is_sent_again_where_nobody_is_named(city: City) -> None:
    got = city.employee("POST", f"/houses/{city.own.house_ids[3]}/onboarding/send-again")
    assert (got.status_code, answer(got)["code"]) == (404, "onboarding_unknown")
    shown = answer(city.employee("GET", f"/houses/{city.own.house_ids[3]}/onboarding"))
    assert (shown["state"], shown["next_move"]) == ("nobody", "Назначьте администратора чата.")


def test_an_administrator_is_named_by_phone_which_is_shown_to_nobody(city: City) -> None:
    house_id = city.own.house_ids[3]
    body = {"house_ids": [house_id], "administrator": "8 (922) 000-00-07"}
    got = city.employee("POST", "/houses/assignments", body=body)
    assert answer(got)["houses"][0]["administrator"]["name"] == "по номеру телефона"
    assert "9220000007" not in got.get_data(as_text=True)
    assert city.queue.tasks[-2]["http_request"]["url"].endswith("/onboardings")
    lead_houses(city.own.id, [house_id], Leading(city.outside.provisioning))
    got = city.employee("GET", f"/houses/{house_id}/onboarding")
    assert answer(got)["reason"]["code"] == "sms_off"
    assert answer(got)["named_by"]
    history = city.employee("GET", f"/houses/{house_id}/history")
    for each in (got, history):
        assert "9220000007" not in each.get_data(as_text=True)


@pytest.mark.parametrize("phone", ["+7 343 222 33 44", "8 800 555 35 35"])
def test_a_phone_to_which_no_sms_comes_is_refused(city: City, phone: str) -> None:
    body = {"house_ids": [city.own.house_ids[3]], "administrator": phone}
    got = city.employee("POST", "/houses/assignments", body=body)
    assert (got.status_code, answer(got)["code"]) == (422, "phone_not_mobile")


def test_naming_the_same_person_again_begins_nothing_anew(city: City) -> None:
    house_id = led(city)
    before = record(city, house_id)
    tasks = len(city.queue.tasks)
    nina = city.own.people[Role.CHAT_ADMINISTRATOR]
    city.vk.user("Нина", "Петровна", user_id=nina)
    city.employee("POST", "/houses/assignments", body={"house_ids": [house_id], "administrator": f"id{nina}"})
    assert record(city, house_id) == before
    assert len(city.queue.tasks) == tasks


def test_houses_are_filtered_by_how_far_their_administrators_are(city: City) -> None:
    house_id = led(city)
    found = answer(city.employee("GET", "/houses", onboarding="not_reached"))["items"]
    assert [(each["id"], each["onboarding_title"]) for each in found] == [(house_id, "не удалось связаться")]
    counted = answer(city.employee("GET", "/houses/counts", onboarding="not_reached"))
    assert counted["total"] == 1
    choices = answer(city.employee("GET", "/houses/filters"))["onboardings"]
    assert [choice["value"] for choice in choices] == list(OnboardingState)


def test_settings_of_sms_are_kept_written_down_and_bounded(city: City) -> None:
    shown = answer(city.employee("GET", "/sms"))
    assert (shown["is_connected"], shown["is_on"], shown["a_day"], shown["sent_today"]) == (False, True, 200, 0)
    asked = {"is_on": True, "a_day": 10, "a_number_a_day": 1}
    assert answer(city.administrator("PUT", "/sms", body=asked))["a_day"] == 10
    assert answer(city.employee("GET", "/sms"))["a_number_a_day"] == 1
    assert city.administrator("PUT", "/sms", body=asked | {"a_day": 5001}).status_code == 422
    (line,) = answer(city.administrator("GET", "/audit", action="settings_changed"))["items"]
    assert {change["title"] for change in line["changes"]} == {"SMS в день", "SMS на один номер в день"}


def test_the_coordination_chat_is_shown_once_it_lives(city: City) -> None:
    assert answer(city.employee("GET", "/coordination"))["state"] is None
    path = coordination_path(city.own.id)
    chat = CoordinationChat(city.own.id, city.own.group_id, "Координационный чат: Город 1", "wave", city.clock.now())
    city.store.commit([Create(path, chat)])
    assert answer(city.employee("GET", "/coordination"))["invite_link"] == ""
    city.store.commit([Update(path, {"state": HouseState.LIVE, "invite_link": "https://vk.me/join/x"})])
    assert answer(city.employee("GET", "/coordination"))["invite_link"] == "https://vk.me/join/x"


def test_who_joins_and_leaves_the_staff_is_looked_after_in_the_coordination_chat(city: City) -> None:
    new = city.vk.user("Иван", "Новый")
    body = {"reference": f"id{new}", "role": "employee"}
    city.administrator("POST", "/members", body=body, key="a-key-of-sixteen-letters")
    assert city.queue.tasks[-1]["http_request"]["url"].endswith("/coordination")
    city.queue.tasks.clear()
    city.administrator("DELETE", f"/members/{new}")
    assert city.queue.tasks[-1]["http_request"]["url"].endswith("/coordination")


def test_a_house_whose_chat_is_not_there_yet_is_not_begun_with(city: City) -> None:
    house_id = city.own.house_ids[3]
    city.store.commit([Update(house_path(city.own.id, house_id), {"state": HouseState.WAITING})])
    somebody = city.vk.user("Олег", "Новый")
    body = {"house_ids": [house_id], "administrator": f"id{somebody}"}
    city.employee("POST", "/houses/assignments", body=body)
    assert city.queue.tasks == []

from __future__ import annotations

from typing import Any

import pytest

from lib.people.member import Member, member_path
from lib.people.roles import Role
from tests.functions.api.city import COMPANY, City, answer
from tests.functions.api.examples import new_key


def create(city: City, name: str, kind: str = "company") -> Any:
    return city.employee("POST", "/organizations", body={"name": name, "kind": kind}, key=new_key())


def represent(city: City, vk_id: int, organization: str = "", **given: Any) -> Any:
    path = f"/organizations/{organization or city.own.organization_id}/representatives"
    return city.employee("POST", path, body={"reference": f"id{vk_id}", "looks_after": "all"} | given, key=new_key())


@pytest.mark.parametrize("spelling", ['ООО "Уют"', "ооо  уют", "Общество с ограниченной ответственностью «УЮТ»"])
def test_an_organisation_is_there_once_however_it_is_spelt(city: City, spelling: str) -> None:
    again = create(city, spelling)
    assert (again.status_code, answer(again)["code"]) == (409, "organization_exists")


def test_a_name_without_a_letter_is_no_name(city: City) -> None:
    got = create(city, "«…»")
    assert (got.status_code, answer(got)["code"]) == (422, "organization_name_invalid")


def test_organisations_are_found_by_the_beginning_of_a_word_and_by_their_kind(city: City) -> None:
    for name, kind in (
        ("ООО «Жилкомсервис № 2»", "company"),
        ("Водоканал", "utility"),
        ("Администрация", "administration"),
    ):
        create(city, name, kind)

    def listed(**query: str) -> list[str]:
        return [each["name"] for each in answer(city.employee("GET", "/organizations", **query))["items"]]

    assert listed() == ["Администрация", "Водоканал", "ООО «Жилкомсервис № 2»", COMPANY]
    assert listed(search="жилком") == ["ООО «Жилкомсервис № 2»"]
    assert listed(search="ЖИЛКОМСЕРВИС") == ["ООО «Жилкомсервис № 2»"]
    assert listed(kind="utility") == ["Водоканал"]
    assert listed(kind="utility", search="адм") == []


def test_an_organisation_shows_how_many_houses_and_people_it_has(city: City) -> None:
    shown = answer(city.employee("GET", f"/organizations/{city.own.organization_id}"))
    assert (shown["houses_count"], shown["representatives_count"]) == (1, 1)


def test_only_the_spelling_of_a_name_can_be_changed(city: City) -> None:
    path = f"/organizations/{city.own.organization_id}"
    changed = answer(city.employee("PUT", path, body={"name": 'ООО "УЮТ"', "kind": "other"}))
    assert (changed["name"], changed["kind_title"], changed["houses_count"]) == ("ООО «УЮТ»", "другая организация", 1)
    other = city.employee("PUT", path, body={"name": "ООО «Другая»", "kind": "other"})
    assert (other.status_code, answer(other)["code"]) == (409, "organization_name_differs")


def test_an_organisation_goes_when_nothing_hangs_on_it(city: City) -> None:
    used = city.employee("DELETE", f"/organizations/{city.own.organization_id}")
    assert (used.status_code, answer(used)["code"]) == (409, "organization_in_use")
    new = answer(create(city, "Водоканал", "utility"))["id"]
    assert city.employee("DELETE", f"/organizations/{new}").status_code == 200
    assert city.employee("GET", f"/organizations/{new}").status_code == 404
    assert create(city, "Водоканал", "utility").status_code == 201


def test_a_representative_of_chosen_houses_sees_them_and_no_others(city: City) -> None:
    olga = city.vk.user("Ольга", "Водная")
    utility = answer(create(city, "Водоканал", "utility"))["id"]
    chosen = [city.own.house_ids[1], city.own.house_ids[3]]
    added = answer(represent(city, olga, utility, looks_after="chosen", house_ids=chosen))
    assert (added["looks_after_title"], added["houses_count"]) == ("выбранные дома", 2)
    city.own.people[Role.RESIDENT] = olga
    listed = answer(city.call("GET", city.at("/houses"), by=olga))["items"]
    assert sorted(each["id"] for each in listed) == sorted(chosen)


def test_a_representative_is_added_once_and_can_represent_several(city: City) -> None:
    olga = city.vk.user("Ольга", "Водная")
    assert represent(city, olga).status_code == 201
    assert answer(represent(city, olga))["code"] == "representative_exists"
    utility = answer(create(city, "Водоканал", "utility"))["id"]
    assert represent(city, olga, utility).status_code == 201
    member = city.store.get(member_path(city.own.id, olga), Member)
    assert member is not None
    assert set(member.record.organization_ids) == {city.own.organization_id, utility}


def test_an_employee_who_represents_too_keeps_the_one_when_the_other_goes(city: City) -> None:
    employee = city.vk.user("Пётр", "Двойной")
    body = {"reference": f"id{employee}", "role": "employee"}
    city.administrator("POST", "/members", body=body, key=new_key())
    represent(city, employee)
    city.employee("DELETE", f"/organizations/{city.own.organization_id}/representatives/{employee}")
    member = city.store.get(member_path(city.own.id, employee), Member)
    assert member is not None
    assert member.record.roles == (Role.EMPLOYEE,)
    represent(city, employee)
    city.administrator("DELETE", f"/members/{employee}")
    member = city.store.get(member_path(city.own.id, employee), Member)
    assert member is not None
    assert member.record.roles == (Role.REPRESENTATIVE,)


def test_whoever_represents_nobody_any_more_is_detached_from_the_chosen_houses(city: City) -> None:
    olga = city.vk.user("Ольга", "Водная")
    city.own.people[Role.RESIDENT] = olga
    represent(city, olga, looks_after="chosen", house_ids=city.own.house_ids)
    path = f"/organizations/{city.own.organization_id}/representatives/{olga}"
    assert city.employee("DELETE", path).status_code == 200
    city.clock.move(seconds=5)
    assert city.call("GET", city.at("/houses"), by=olga).status_code == 404
    history = answer(city.employee("GET", f"/houses/{city.own.house_ids[0]}/history"))["items"]
    assert [line["title"] for line in history] == ["Назначены люди дома", "Назначены люди дома"]
    assert answer(city.employee("DELETE", path))["code"] == "representative_unknown"


def test_an_unknown_house_adds_no_representative(city: City) -> None:
    olga = city.vk.user("Ольга", "Водная")
    got = represent(city, olga, looks_after="chosen", house_ids=["0" * 20])
    assert (got.status_code, answer(got)["code"]) == (404, "house_unknown")
    assert city.store.get(member_path(city.own.id, olga), Member) is None

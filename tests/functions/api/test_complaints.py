"""Complaints in the API: representatives see their organisation's with the author, employees all of them without."""

from __future__ import annotations

from lib.complaints.complaint import Complaint, complaint_path, consistent
from lib.gateways.firestore.store import Create
from lib.organizations.organization import OrganizationKind
from lib.people.roles import Role
from lib.questions.question import Addressee
from tests.functions.api.city import City, answer

AUTHOR = 987_654


def complain(city: City, number: int, organization_id: str) -> None:
    town = city.own
    made = Complaint(
        f"c{number}",
        number,
        town.id,
        town.group_id,
        town.house_ids[0],
        "ул. Ленина, 1",
        "lift",
        "Лифт",
        "Лифт стоит у квартиры 12",
        (),
        AUTHOR,
        city.clock.now(),
        addressees=(Addressee(organization_id, "Организация", OrganizationKind.COMPANY),),
    )
    city.store.commit([Create(complaint_path(town.id, made.id), consistent(made))])


def test_the_author_is_seen_by_the_organisations_representatives_and_by_nobody_else(city: City) -> None:
    complain(city, 1, city.own.organization_id)
    complain(city, 2, "0123456789abcdef")
    path = city.at("/complaints")
    own = answer(city.call("GET", path, by=city.own.people[Role.REPRESENTATIVE]))["items"]
    assert [(each["number"], each["author_vk_id"]) for each in own] == [(1, AUTHOR)]
    assert own[0]["text"] == "Лифт стоит у квартиры 12"
    everything = city.employee("GET", "/complaints")
    items = answer(everything)["items"]
    assert [each["number"] for each in items] == [2, 1]
    assert {(each["author_vk_id"], each["text"]) for each in items} == {(None, None)}
    assert str(AUTHOR) not in everything.get_data(as_text=True)

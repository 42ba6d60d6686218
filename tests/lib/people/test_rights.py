from __future__ import annotations

from datetime import UTC, datetime

from msgspec.structs import replace

from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.gateways.firestore.store import Create, Delete, Store
from lib.houses.house import House, house_path
from lib.municipalities.municipality import Municipality, municipality_path
from lib.people.directory import KnownPerson
from lib.people.member import Officer, member_path, officer_path
from lib.people.rights import RememberedRights, load_workplace, load_workplaces
from lib.people.roles import Role
from lib.people.staff import add_member
from tests.clock import MovableClock

HOUSE = House("h1", "a", "a", "t", 1, "", "", datetime(2026, 11, 23, tzinfo=UTC))


def settle(store: Store, *ids: str, region: str = "Область") -> None:
    for id_ in ids:
        store.commit([Create(municipality_path(id_), Municipality(id_, f"Город {id_}", region, 1))])


def employ(store: Store, town: str, vk_id: int) -> None:
    doing = Doing(town, Actor(0, "", ""), f"request{town}{vk_id}", datetime(2026, 11, 23, tzinfo=UTC))
    add_member(KnownPerson(vk_id, "Анна", "", ""), Role.EMPLOYEE, doing, store=store)


def test_a_person_with_several_roles_has_a_place_for_each_municipality(store: Store) -> None:
    settle(store, "one", "two", "three", "four")
    settle(store, "far", region="Другая")
    employ(store, "one", 7)
    store.commit([Create(house_path("two", "h1"), replace(HOUSE, administrator_vk_id=7, administrator_name="Нина"))])
    store.commit([Create(house_path("three", "h1"), replace(HOUSE, official_vk_ids=(5, 7)))])
    store.commit([Create(officer_path("Другая", 7), Officer(7, "Другая", "Анна", ""))])
    places = load_workplaces(7, store=store)
    assert {place.municipality.id: set(place.rights.roles) for place in places} == {
        "one": {Role.EMPLOYEE},
        "two": {Role.CHAT_ADMINISTRATOR},
        "three": {Role.REPRESENTATIVE},
        "far": {Role.REGION_OFFICER},
    }
    for place in places:
        assert load_workplace(place.municipality.id, 7, store=store) == place


def test_an_officer_works_in_every_municipality_of_the_region_and_in_no_other(store: Store) -> None:
    settle(store, "one", "two")
    settle(store, "far", region="Другая")
    store.commit([Create(officer_path("Область", 7), Officer(7, "Область", "Анна", ""))])
    assert [place.municipality.id for place in load_workplaces(7, store=store)] == ["one", "two"]
    assert load_workplace("far", 7, store=store) is None


def test_who_is_nothing_has_no_place(store: Store) -> None:
    settle(store, "one")
    assert load_workplace("one", 7, store=store) is None
    assert load_workplace("nowhere", 7, store=store) is None
    assert load_workplaces(7, store=store) == []


def test_a_role_that_is_taken_is_gone_within_five_seconds(store: Store) -> None:
    settle(store, "one")
    employ(store, "one", 7)
    clock = MovableClock()
    remembered = RememberedRights(store, clock)
    assert remembered.workplace("one", 7) is not None
    store.commit([Delete(member_path("one", 7))])
    clock.move(seconds=4.9)
    assert remembered.workplace("one", 7) is not None
    clock.move(seconds=0.1)
    assert remembered.workplace("one", 7) is None

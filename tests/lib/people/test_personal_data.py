"""What is held on a person is found wherever it lies, shown, and taken out without harming what is others'."""

from __future__ import annotations

import ast
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from lib.activity.speakers import Speakers, speakers_path
from lib.audit.line import Actor, AuditAction, AuditLine, Change, Subject, SubjectKind, audit_path
from lib.complaints.complaint import Complaint, complaint_path
from lib.errors import DomainError
from lib.events.consents import Consent, consent_path
from lib.gateways.firestore.store import Create, Store, Update
from lib.houses.house import House, house_path
from lib.people.directory import KnownPerson, person_path
from lib.people.held_data import _OF_A_PERSON
from lib.people.member import Member, member_path
from lib.people.personal_data import erase, held_on, roles_of
from lib.people.roles import Role

NOW = datetime(2026, 11, 23, tzinfo=UTC)
OLGA, IVAN = 777001, 77700
LINE = f"{audit_path('m1')}/a1"


@pytest.fixture
def town(store: Store) -> Store:
    """A town in which Olga was an employee, and in which Ivan, whose id begins hers, is one still."""
    change = Change("administrator", "Администратор", "Ольга Канарейкина", "Иван Петров")
    line = AuditLine(
        "a1",
        NOW,
        Actor(OLGA, "Ольга Канарейкина", "employee"),
        AuditAction.MEMBER_ADDED,
        Subject(SubjectKind.MEMBER, str(OLGA), "Ольга Канарейкина"),
        (change,),
        "s",
    )
    house = House(
        "h1", "ул. Ленина, 1", "k", "Ленина, 1", 1, "", "", NOW, administrator_vk_id=IVAN, administrator_name="Иван"
    )
    store.commit(
        [
            Create(person_path(OLGA), KnownPerson(OLGA, "Ольга Канарейкина", "https://p", "olga")),
            Create(person_path(IVAN), KnownPerson(IVAN, "Иван Петров", "https://p", "ivan")),
            Create(consent_path(1, OLGA), Consent(1, OLGA, True, NOW, "ref")),
            Create(LINE, line),
            Create(house_path("m1", "h1"), house),
            Create(member_path("m1", IVAN), Member(IVAN, "m1", "Иван Петров", "", NOW, "", roles=(Role.EMPLOYEE,))),
            Create(speakers_path("d1"), Speakers("2026-11-23", NOW, f"1_2:{OLGA} 1_2:{IVAN} 1_3:{OLGA}", NOW)),
        ]
    )
    return store


def test_everything_that_speaks_of_a_person_is_found_and_nothing_else(town: Store) -> None:
    found = {each.path for each in held_on(OLGA, store=town)}
    assert found == {person_path(OLGA), consent_path(1, OLGA), LINE, speakers_path("d1")}
    ivans = {each.path for each in held_on(IVAN, store=town)}
    assert ivans == {person_path(IVAN), house_path("m1", "h1"), member_path("m1", IVAN), speakers_path("d1")}


def test_afterwards_nothing_speaks_of_them_and_others_are_as_before(town: Store) -> None:
    done = erase(OLGA, store=town)
    assert set(done.removed) == {person_path(OLGA), consent_path(1, OLGA)}
    assert list(held_on(OLGA, store=town)) == []
    everything = str([each.fields for each in town.everything()])
    assert "Канарейкина" not in everything
    assert str(OLGA) not in everything
    line = town.get(LINE, AuditLine)
    assert line is not None
    assert (line.record.actor.vk_id, line.record.changes[0].after) == (0, "Иван Петров")
    speakers = town.get(speakers_path("d1"), Speakers)
    assert speakers is not None
    assert speakers.record.marks == f"1_2:{IVAN}"
    assert erase(OLGA, store=town).changed == ()


def test_whoever_has_a_role_keeps_it_until_somebody_takes_it(town: Store) -> None:
    assert set(roles_of(IVAN, store=town)) == {house_path("m1", "h1"), member_path("m1", IVAN)}
    with pytest.raises(DomainError, match="person_has_roles"):
        erase(IVAN, store=town)
    assert town.get(person_path(IVAN), KnownPerson) is not None


def test_an_erasure_that_was_broken_off_is_finished_by_the_next(town: Store) -> None:
    # As if it had died after the first record: the names are still known from the person's own.
    line = town.raw(LINE)
    assert line is not None
    town.commit([Update(LINE, {"actor": {"vk_id": 0, "name": "", "role": "employee"}})])
    erase(OLGA, store=town)
    assert "Канарейкина" not in str([each.fields for each in town.everything()])


def test_a_complaint_forgets_who_joined_it_and_whose_photos_are_in_it(town: Store) -> None:
    photos = (f"photo{OLGA}_1_key", f"photo{IVAN}_2_key")
    made = Complaint(
        "c1", 1, "m1", 1, "h1", "ул. Ленина, 1", "lift", "Лифт", "Стоит", photos, IVAN, NOW, (OLGA, 5), invited=(OLGA,)
    )
    town.commit([Create(complaint_path("m1", "c1"), made)])
    assert complaint_path("m1", "c1") in {each.path for each in held_on(OLGA, store=town)}
    erase(OLGA, store=town)
    left = town.get(complaint_path("m1", "c1"), Complaint)
    assert left is not None
    assert left.record == replace(made, photos=photos[1:], joined=(5,), invited=())


def test_every_record_is_reached_when_there_are_many(store: Store) -> None:
    people = [KnownPerson(vk_id, "Имя", "", "") for vk_id in range(1, 701)]
    store.commit([Create(person_path(each.vk_id), each) for each in people[:400]])
    store.commit([Create(person_path(each.vk_id), replace(each, name="x")) for each in people[400:]])
    assert len({each.path for each in store.everything()}) == 700


def test_fields_that_name_a_person_follow_the_names_by_which_they_are_found() -> None:
    """A record whose person's id has a name of another kind would not be found."""
    root = Path(__file__).resolve().parents[3] / "lib"
    unknown = set()
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                name = node.target.id
                if re.search(
                    r"(vk|user|member|person|from|author|resident|speaker|voter)_?ids?$", name
                ) and not _OF_A_PERSON.match(name):
                    unknown.add((str(path), name))
    assert unknown == set()

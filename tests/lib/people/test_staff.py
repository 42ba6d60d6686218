from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count

import pytest

from lib.audit.line import Actor, AuditLine, audit_path
from lib.audit.record import Doing
from lib.errors import DomainError
from lib.gateways.firestore.store import Store
from lib.people.directory import KnownPerson
from lib.people.member import Member, Roster, member_path, roster_path
from lib.people.roles import Role
from lib.people.staff import add_member, change_role, list_members, remove_member

TOWN = "town00000000"
_requests = count(1)


def doing() -> Doing:
    return Doing(
        TOWN, Actor(1, "Ольга", "администратор"), f"request{next(_requests):06}", datetime(2026, 11, 23, tzinfo=UTC)
    )


def person(vk_id: int, name: str = "") -> KnownPerson:
    return KnownPerson(vk_id, name or f"Человек {vk_id}", "", "")


def administrators(store: Store) -> set[int]:
    found = store.query(f"municipalities/{TOWN}/members", Member, [("staff_role", "==", Role.ADMINISTRATOR)])
    return {stored.record.vk_id for stored in found}


def test_the_roster_holds_the_administrators_and_nobody_else(store: Store) -> None:
    add_member(person(1), Role.ADMINISTRATOR, doing(), store=store)
    add_member(person(2), Role.EMPLOYEE, doing(), store=store)
    add_member(person(3), Role.ADMINISTRATOR, doing(), store=store)
    change_role(2, Role.ADMINISTRATOR, doing(), store=store)
    change_role(1, Role.EMPLOYEE, doing(), store=store)
    remove_member(3, doing(), store=store)
    roster = store.get(roster_path(TOWN), Roster)
    assert roster is not None
    assert set(roster.record.vk_ids) == administrators(store) == {2}


@pytest.mark.parametrize(
    "leave",
    [
        lambda store: remove_member(1, doing(), store=store),
        lambda store: change_role(1, Role.EMPLOYEE, doing(), store=store),
    ],
    ids=["removed", "made an employee"],
)
def test_the_last_administrator_stays(store: Store, leave: Callable[[Store], object]) -> None:
    add_member(person(1), Role.ADMINISTRATOR, doing(), store=store)
    add_member(person(2), Role.EMPLOYEE, doing(), store=store)
    with pytest.raises(DomainError, match="last_administrator"):
        leave(store)
    assert administrators(store) == {1}


def test_of_administrators_who_remove_each_other_at_once_one_stays(store: Store) -> None:
    for vk_id in range(1, 5):
        add_member(person(vk_id), Role.ADMINISTRATOR, doing(), store=store)

    def remove(vk_id: int) -> str:
        try:
            remove_member(vk_id, doing(), store=store)
        except DomainError as error:
            return error.code
        return "removed"

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(remove, range(1, 5)))
    left = administrators(store)
    assert left
    assert len(left) == 4 - outcomes.count("removed")
    roster = store.get(roster_path(TOWN), Roster)
    assert roster is not None
    assert set(roster.record.vk_ids) == left


def test_a_member_is_added_once(store: Store) -> None:
    add_member(person(1), Role.EMPLOYEE, doing(), store=store)
    with pytest.raises(DomainError, match="member_exists"):
        add_member(person(1), Role.ADMINISTRATOR, doing(), store=store)


def test_who_is_no_member_is_neither_changed_nor_removed(store: Store) -> None:
    with pytest.raises(DomainError, match="member_unknown"):
        change_role(1, Role.EMPLOYEE, doing(), store=store)
    with pytest.raises(DomainError, match="member_unknown"):
        remove_member(1, doing(), store=store)


def test_a_removed_member_leaves_no_record(store: Store) -> None:
    add_member(person(1), Role.ADMINISTRATOR, doing(), store=store)
    add_member(person(2), Role.EMPLOYEE, doing(), store=store)
    remove_member(2, doing(), store=store)
    assert store.get(member_path(TOWN, 2), Member) is None


def test_a_role_that_stays_the_same_leaves_no_line(store: Store) -> None:
    add_member(person(1), Role.ADMINISTRATOR, doing(), store=store)
    before = store.totals(audit_path(TOWN))
    change_role(1, Role.ADMINISTRATOR, doing(), store=store)
    assert store.totals(audit_path(TOWN)) == before


def test_a_line_says_which_role_came_and_which_went(store: Store) -> None:
    add_member(person(1, "Анна"), Role.ADMINISTRATOR, doing(), store=store)
    add_member(person(2, "Борис"), Role.EMPLOYEE, doing(), store=store)
    change_role(2, Role.ADMINISTRATOR, doing(), store=store)
    newest = store.query(audit_path(TOWN), AuditLine, [("action", "==", "member_changed")])[0].record
    assert (newest.actor.name, newest.subject.title) == ("Ольга", "Борис")
    assert [(change.before, change.after) for change in newest.changes] == [
        ("сотрудник", "администратор мини-приложения")
    ]


def test_members_are_listed_by_name_page_by_page(store: Store) -> None:
    for vk_id, name in enumerate(["Яна", "анна", "Ёлка", "Ева", "Борис"], start=1):
        add_member(person(vk_id, name), Role.EMPLOYEE, doing(), store=store)
    first = list_members(TOWN, None, "", 3, store=store)
    rest = list_members(TOWN, None, first.after or "", 3, store=store)
    assert [member.name for member in (*first.items, *rest.items)] == ["анна", "Борис", "Ева", "Ёлка", "Яна"]
    assert rest.after is None
    assert list_members(TOWN, Role.ADMINISTRATOR, "", 3, store=store).items == ()

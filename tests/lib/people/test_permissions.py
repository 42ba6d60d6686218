from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from lib.houses.house import House
from lib.people.permissions import WHO_MAY, Action, Rights
from lib.people.roles import Role


def rights(*roles: Role, company_keys: tuple[str, ...] = ()) -> Rights:
    return Rights(7, "Кто-то", "town", frozenset(roles), company_keys)


def house(**known: Any) -> House:
    return House("h", "a", "a", "t", 1, "", "", datetime(2026, 11, 23, tzinfo=UTC), **known)


def test_every_action_says_who_may() -> None:
    assert set(WHO_MAY) == set(Action)
    assert all(WHO_MAY.values())


def test_a_resident_may_nothing() -> None:
    assert rights(Role.RESIDENT).actions() == []


@pytest.mark.parametrize(
    ("higher", "lower"), [(Role.REGION_OFFICER, Role.ADMINISTRATOR), (Role.ADMINISTRATOR, Role.EMPLOYEE)]
)
def test_who_stands_higher_may_everything_that_those_below_may(higher: Role, lower: Role) -> None:
    assert set(rights(lower).actions()) <= set(rights(higher).actions())


def test_an_employee_adds_nobody_and_reads_no_log() -> None:
    assert not rights(Role.EMPLOYEE).may(Action.EDIT_MEMBERS)
    assert not rights(Role.EMPLOYEE).may(Action.READ_AUDIT)


@pytest.mark.parametrize(
    ("who", "what", "sees"),
    [
        (rights(Role.EMPLOYEE), house(), True),
        (rights(Role.REPRESENTATIVE, company_keys=("уют",)), house(company_key="уют"), True),
        (rights(Role.REPRESENTATIVE, company_keys=("уют",)), house(company_key="другая"), False),
        (rights(Role.REPRESENTATIVE), house(company_key=""), False),
        (rights(Role.REPRESENTATIVE), house(official_vk_ids=(6, 7)), True),
        (rights(Role.REPRESENTATIVE), house(administrator_vk_id=7), False),
        (rights(Role.CHAT_ADMINISTRATOR), house(administrator_vk_id=7), True),
        (rights(Role.CHAT_ADMINISTRATOR), house(administrator_vk_id=8), False),
        (rights(Role.CHAT_ADMINISTRATOR), house(official_vk_ids=(7,)), False),
        (rights(Role.RESIDENT), house(administrator_vk_id=7), False),
    ],
)
def test_a_role_reaches_its_houses_and_no_others(who: Rights, what: House, *, sees: bool) -> None:
    assert who.may_with(what, Action.SEE_HOUSES) is sees


def test_two_roles_do_not_lend_each_other_their_houses() -> None:
    both = rights(Role.REPRESENTATIVE, Role.CHAT_ADMINISTRATOR, company_keys=("уют",))
    own = house(administrator_vk_id=7, company_key="другая")
    assert both.may_with(own, Action.SEE_HOUSES)
    assert not both.may_with(own, Action.READ_HOUSE_HISTORY)
    assert both.may_with(house(company_key="уют"), Action.READ_HOUSE_HISTORY)


def test_roles_are_called_as_people_call_them() -> None:
    assert [role.in_russian for role in Role] == [
        "ответственный региона",
        "администратор мини-приложения",
        "сотрудник",
        "официальный представитель",
        "администратор чата",
        "житель",
    ]

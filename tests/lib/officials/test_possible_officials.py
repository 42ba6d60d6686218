"""Who may be an official is known wherever they were named, within a minute."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lib.audit.line import Actor
from lib.audit.record import Doing
from lib.houses.assigning import Assignment, assign
from lib.organizations.organization import LooksAfter, OrganizationKind
from lib.organizations.registry import create_organization
from lib.organizations.representatives import add_representative
from lib.people.directory import KnownPerson
from lib.people.permissions import Rights
from lib.people.possible_officials import PossibleOfficials
from lib.people.roles import Role
from lib.people.staff import add_member, remove_member
from tests.lib.onboarding.stage import Stage

OLGA = KnownPerson(77, "Ольга Соколова", "", "")


def doing(stage: Stage) -> Doing:
    stage.numbers += 1
    return Doing(stage.municipality_id, Actor(1, "Анна", ""), f"request{stage.numbers}", stage.clock.now())


def rights(stage: Stage) -> Rights:
    return Rights(1, "Анна", stage.municipality_id, frozenset({Role.EMPLOYEE}))


def by_the_sheet(stage: Stage) -> None:
    stage.house(official_vk_ids=(OLGA.vk_id,))


def in_a_house(stage: Stage) -> None:
    named = Assignment(add_officials=(OLGA.vk_id,))
    assign(rights(stage), [stage.house().id], named, {OLGA.vk_id: OLGA.name}, doing(stage), store=stage.store)


def as_an_employee(stage: Stage) -> None:
    add_member(OLGA, Role.EMPLOYEE, doing(stage), store=stage.store)


def as_a_representative(stage: Stage) -> None:
    organization = create_organization("ООО «Уют»", OrganizationKind.COMPANY, doing(stage), store=stage.store)
    add_representative(OLGA, organization.id, LooksAfter.ALL, [], doing(stage), rights(stage), store=stage.store)


def again(stage: Stage) -> None:
    as_an_employee(stage)
    add_member(KnownPerson(78, "Иван", "", ""), Role.ADMINISTRATOR, doing(stage), store=stage.store)
    remove_member(OLGA.vk_id, doing(stage), store=stage.store)
    as_an_employee(stage)


@pytest.mark.parametrize("named", [by_the_sheet, in_a_house, as_an_employee, as_a_representative, again])
def test_whoever_is_named_is_known_within_a_minute(stage: Stage, named: Callable[[Stage], None]) -> None:
    possible = PossibleOfficials(stage.store, stage.clock)
    assert OLGA.vk_id not in possible
    named(stage)
    stage.clock.move(minutes=1)
    assert OLGA.vk_id in possible
    assert 78_000 not in possible


def test_what_was_committed_late_is_found_too(stage: Stage) -> None:
    possible = PossibleOfficials(stage.store, stage.clock)
    begun = doing(stage)
    stage.clock.move(minutes=3)
    assert OLGA.vk_id not in possible
    add_member(OLGA, Role.EMPLOYEE, begun, store=stage.store)
    stage.clock.move(minutes=1)
    assert OLGA.vk_id in possible

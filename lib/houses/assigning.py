"""Naming the people of houses: the chat administrator, officials, service bots, for one house or many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from lib.activity.health.mended import mended_writes
from lib.activity.health.rules import judged
from lib.audit.line import AuditAction
from lib.audit.record import Doing, Planned, record_change
from lib.errors import DomainError
from lib.gateways.firestore.store import Replace, Store, Stored
from lib.houses.changes import house_changes, house_subject
from lib.houses.house import AdministratorState, House, OnboardingState, house_path
from lib.people.directory import KnownPerson
from lib.people.permissions import Action, Rights
from lib.people.possible_officials import possible_official_writes

# A house and its line are two writes, and a commit takes 500.
HOUSES_AT_ONCE = 200


class Assignment(Struct, frozen=True):
    """What changes in every house."""

    administrator: KnownPerson | None = None
    administrator_phone: str = ""
    removes_administrator: bool = False
    add_officials: tuple[int, ...] = ()
    remove_officials: tuple[int, ...] = ()
    add_service_bots: tuple[int, ...] = ()
    remove_service_bots: tuple[int, ...] = ()


def assign(
    rights: Rights,
    house_ids: Sequence[str],
    assignment: Assignment,
    names: Mapping[int, str],
    doing: Doing,
    *,
    store: Store,
) -> int:
    """Assigns in all of these houses or, where one of them is not there, in none; returns how many changed. `names` are
    those of the officials, for the audit log.

    Raises:
        DomainError: `house_unknown`.
    """
    changed = 0

    def plan() -> Planned:
        nonlocal changed
        houses = load_houses(rights, house_ids, store=store)
        planned = plan_assignment(houses, assignment, names, doing)
        changed = len(planned.lines)
        if planned.lines:
            # The request's own line, by which its effect is known.
            planned.lines[0] = replace(planned.lines[0], id=doing.request_id)
        return planned

    record_change(doing, plan, store)
    return changed


def plan_assignment(
    houses: Sequence[Stored[House]], assignment: Assignment, names: Mapping[int, str], doing: Doing
) -> Planned:
    """The assignment in these houses, as part of a request that may do more; a line for every house that changes."""
    planned = Planned()
    changed: list[tuple[House, House]] = []
    for stored in houses:
        after = _assigned(stored.record, assignment, doing)
        if after != stored.record:
            after = judged(after, doing.now)
            changed.append((stored.record, after))
            planned.writes.append(Replace(stored.path, after, stored.revision))
            differs = house_changes(stored.record, after, names)
            planned.lines.append(
                doing.line(AuditAction.HOUSE_ASSIGNED, house_subject(after), differs, part=f"-{after.id}")
            )
    if planned.writes:
        planned.writes.extend(possible_official_writes(assignment.add_officials, doing.now))
        planned.writes.extend(mended_writes(doing.municipality_id, changed, doing.now, doing.actor))
    return planned


def load_houses(rights: Rights, house_ids: Sequence[str], *, store: Store) -> list[Stored[House]]:
    """Houses by their ids, in order.

    Raises:
        DomainError: `house_unknown`, if one of them is not there for the person.
    """
    paths = list(dict.fromkeys(house_path(rights.municipality_id, id_) for id_ in house_ids))
    found = store.get_many(paths, House)
    if any(path not in found or not rights.may_with(found[path].record, Action.ASSIGN_PEOPLE) for path in paths):
        raise DomainError("house_unknown")
    return [found[path] for path in paths]


def _assigned(house: House, assignment: Assignment, doing: Doing) -> House:
    return replace(
        _with_service_bots(_with_administrator(house, assignment, doing), assignment, doing.now),
        official_vk_ids=_changed(house.official_vk_ids, assignment.add_officials, assignment.remove_officials),
    )


def _with_service_bots(house: House, assignment: Assignment, now: datetime) -> House:
    before = house.service_bot_group_ids
    attached = _changed(before, assignment.add_service_bots, assignment.remove_service_bots)
    if attached == before:
        return house
    awaited = tuple(each for each in attached if each in house.service_bots_awaited or each not in before)
    return replace(
        house,
        service_bot_group_ids=attached,
        service_bots_awaited=awaited,
        service_bots_told=tuple(each for each in house.service_bots_told if each in awaited),
        service_bots_since=now if set(attached) - set(before) else house.service_bots_since,
        service_bots_due_at=now if awaited else None,
    )


def _with_administrator(house: House, assignment: Assignment, doing: Doing) -> House:
    person, phone = assignment.administrator, assignment.administrator_phone
    if person is None and not phone and not assignment.removes_administrator:
        return house
    if person is not None and person.vk_id == house.administrator_vk_id:
        return replace(house, administrator_name=person.name, administrator_photo_url=person.photo_url)
    if phone and phone == house.administrator_phone:
        return house
    if house.administrator_state is AdministratorState.NONE and not person and not phone:
        return house
    return replace(
        house,
        administrator_vk_id=person.vk_id if person else 0,
        administrator_name=person.name if person else "",
        administrator_photo_url=person.photo_url if person else "",
        administrator_phone=phone,
        administrator_state=AdministratorState.NAMED if person or phone else AdministratorState.NONE,
        administrator_generation=house.administrator_generation + 1,
        administrator_named_at=doing.now,
        administrator_named_by=doing.actor.name,
        administrator_joined_at=None,
        # The bot begins anew.
        onboarding=OnboardingState.NOBODY,
    )


def _changed(before: tuple[int, ...], add: tuple[int, ...], remove: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(each for each in dict.fromkeys((*before, *add)) if each not in remove)

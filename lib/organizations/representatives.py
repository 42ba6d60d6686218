"""Who represents an organisation, and which houses they look after: all that it manages, or chosen ones.

A chosen house names the person among its officials; so who looks after a house always stands in the house itself or
follows from its company.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from lib.activity.health.due import round_soon
from lib.audit.line import AuditAction, AuditLine, Subject, SubjectKind, changes
from lib.audit.record import Doing, Planned, line_writes, record_change
from lib.errors import DomainError
from lib.gateways.firestore.store import Condition, StaleRecord, Store, Stored, Write
from lib.houses.assigning import HOUSES_AT_ONCE, Assignment, load_houses, plan_assignment
from lib.houses.house import House, houses_path
from lib.organizations.organization import LooksAfter, Organization
from lib.organizations.registry import load_organization
from lib.people.directory import KnownPerson
from lib.people.member import Member, Representation, consistent, member_path, members_path
from lib.people.permissions import Rights
from lib.people.staff import load_member, member_writes, newcomer

_TITLES = {"organization": "Организация", "looks_after": "Дома", "post": "Должность", "is_head": "Руководитель"}
# More people than this speak for no organisation.
_MOST_REPRESENTATIVES = 500


class Standing(Struct, frozen=True):
    """What residents see beside a representative's name, and whether they are told when others do not answer."""

    post: str = ""
    is_head: bool = False


def list_representatives(municipality_id: str, organization_id: str, *, store: Store) -> list[Member]:
    """Everybody who represents the organisation, by name."""
    where: list[Condition] = [("organization_ids", "array_contains", organization_id)]
    found = store.query(members_path(municipality_id), Member, where, order_by=["sort"], limit=_MOST_REPRESENTATIVES)
    return [stored.record for stored in found]


def add_representative(
    person: KnownPerson,
    organization_id: str,
    looks_after: LooksAfter,
    house_ids: Sequence[str],
    doing: Doing,
    rights: Rights,
    *,
    store: Store,
    standing: Standing | None = None,
) -> Member:
    """Lets a person speak for an organisation, and attaches them to the chosen houses. `rights` are those of whoever
    does it.

    Raises:
        DomainError: `organization_unknown`, `representative_exists`, `house_unknown`.
    """

    def plan() -> Planned:
        organization = load_organization(doing.municipality_id, organization_id, store=store).record
        stored = store.get(member_path(doing.municipality_id, person.vk_id), Member)
        before = stored.record if stored else newcomer(person, doing)
        if representation(before, organization_id):
            raise DomainError("representative_exists")
        named = Representation(organization_id, organization.name, organization.key, looks_after)
        added = replace(named, **_standing_fields(standing))
        after = consistent(replace(before, representations=(*before.representations, added)))
        line = _line(AuditAction.REPRESENTATIVE_ADDED, before, after, organization, doing)
        houses = load_houses(rights, house_ids, store=store)
        attached = plan_assignment(
            houses, Assignment(add_officials=(person.vk_id,)), {person.vk_id: person.name}, doing
        )
        whole = [*member_writes(stored, after), *attached.writes, *_health_writes(before, after, doing)]
        return Planned(whole, [line, *attached.lines])

    record_change(doing, plan, store)
    return load_member(doing.municipality_id, person.vk_id, store=store).record


def change_representative(
    vk_id: int,
    organization_id: str,
    looks_after: LooksAfter,
    doing: Doing,
    *,
    store: Store,
    standing: Standing | None = None,
) -> Member:
    """Changes which houses a representative looks after, and their standing; None leaves that as it is.

    Raises:
        DomainError: `organization_unknown`, `representative_unknown`.
    """
    _change(vk_id, organization_id, _Change(looks_after, standing), doing, store)
    return load_member(doing.municipality_id, vk_id, store=store).record


def remove_representative(vk_id: int, organization_id: str, doing: Doing, *, store: Store) -> None:
    """Lets a person speak for an organisation no more; whom no organisation attaches to chosen houses is detached from
    them.

    Raises:
        DomainError: `organization_unknown`, `representative_unknown`.
    """
    member = _load(vk_id, organization_id, doing, store).record
    others = [each for each in member.representations if each.organization_id != organization_id]
    if not any(each.looks_after is LooksAfter.CHOSEN for each in others):
        _detach(member, doing, store)
    _change(vk_id, organization_id, None, doing, store)


class _Change(Struct, frozen=True):
    """What changes of a representation."""

    looks_after: LooksAfter
    standing: Standing | None

    def of(self, before: Representation) -> Representation:
        """The representation after the change."""
        return replace(before, looks_after=self.looks_after, **_standing_fields(self.standing))


def _standing_fields(standing: Standing | None) -> dict[str, Any]:
    return {"post": " ".join(standing.post.split()), "is_head": standing.is_head} if standing else {}


def _change(vk_id: int, organization_id: str, change: _Change | None, doing: Doing, store: Store) -> None:
    """None: the person represents the organisation no more."""
    action = AuditAction.REPRESENTATIVE_CHANGED if change else AuditAction.REPRESENTATIVE_REMOVED

    def plan() -> Planned:
        organization = load_organization(doing.municipality_id, organization_id, store=store).record
        stored = _load(vk_id, organization_id, doing, store)
        after = consistent(_with(stored.record, organization_id, change))
        if after == stored.record:
            return Planned()
        line = _line(action, stored.record, after, organization, doing)
        return Planned([*member_writes(stored, after), *_health_writes(stored.record, after, doing)], [line])

    record_change(doing, plan, store)


def _health_writes(before: Member, after: Member, doing: Doing) -> list[Write]:
    """Whole companies have got, or lost, whom to ask: that concerns all their houses."""
    is_same = set(before.company_keys) == set(after.company_keys)
    return [] if is_same else [round_soon(doing.municipality_id, doing.now)]


def _detach(member: Member, doing: Doing, store: Store) -> None:
    where: list[Condition] = [("official_vk_ids", "array_contains", member.vk_id)]
    removed = Assignment(remove_officials=(member.vk_id,))
    names = {member.vk_id: member.name}
    while houses := store.query(houses_path(member.municipality_id), House, where, limit=HOUSES_AT_ONCE):
        planned = plan_assignment(houses, removed, names, doing)
        try:
            store.commit([*line_writes(doing, planned.lines), *planned.writes])
        except StaleRecord:
            continue


def _load(vk_id: int, organization_id: str, doing: Doing, store: Store) -> Stored[Member]:
    stored = store.get(member_path(doing.municipality_id, vk_id), Member)
    if stored is None or representation(stored.record, organization_id) is None:
        raise DomainError("representative_unknown")
    return stored


def representation(member: Member, organization_id: str) -> Representation | None:
    """How a person represents an organisation, if they do."""
    return next((each for each in member.representations if each.organization_id == organization_id), None)


def count_houses_of_representative(member: Member, represented: Representation, *, store: Store) -> int:
    """How many houses a representative looks after."""
    everywhere = represented.looks_after is LooksAfter.ALL
    condition: Condition = (
        ("company_key", "==", represented.company_key)
        if everywhere
        else ("official_vk_ids", "array_contains", member.vk_id)
    )
    return store.totals(houses_path(member.municipality_id), [condition])[0]


def _with(member: Member, organization_id: str, change: _Change | None) -> Member:
    kept = [
        change.of(each) if change and each.organization_id == organization_id else each
        for each in member.representations
        if change or each.organization_id != organization_id
    ]
    return replace(member, representations=tuple(kept))


def _line(action: AuditAction, before: Member, after: Member, organization: Organization, doing: Doing) -> AuditLine:
    subject = Subject(SubjectKind.MEMBER, str(after.vk_id), after.name)
    words = [_in_words(representation(member, organization.id)) for member in (before, after)]
    return doing.line(action, subject, changes(_TITLES, *words))


def _in_words(represented: Representation | None) -> dict[str, str]:
    if represented is None:
        return {}
    return {
        "organization": represented.organization_name,
        "looks_after": represented.looks_after.in_russian,
        "post": represented.post,
        "is_head": "да" if represented.is_head else "",
    }

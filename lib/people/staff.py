"""Administrators and employees of a municipality: who they are, how they come and go.

A municipality keeps at least one administrator. All administrators stand in one roster, and whoever adds or removes one
compares and sets it, so that two who remove each other at the same moment cannot both succeed.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from lib.audit.line import AuditAction, AuditLine, Subject, SubjectKind, changes
from lib.audit.record import Doing, Planned, record_change
from lib.errors import DomainError
from lib.gateways.firestore.paging import Page, read_page
from lib.gateways.firestore.store import Condition, Create, Delete, Replace, Store, Stored, Write
from lib.people.directory import KnownPerson
from lib.people.member import Member, Roster, consistent, member_path, members_path, roster_path
from lib.people.possible_officials import possible_official_writes
from lib.people.roles import Role

_TITLES = {"role": "Роль"}


def list_members(municipality_id: str, role: str | None, after: str, limit: int, *, store: Store) -> Page[Member]:
    """A page of the members by name: all, or those with a role."""
    where: Sequence[Condition] = [("roles", "array_contains", role)] if role else []
    return read_page(
        members_path(municipality_id), Member, order="sort", after=after, limit=limit, store=store, where=where
    )


def load_member(municipality_id: str, vk_id: int, *, store: Store) -> Stored[Member]:
    """A member's record.

    Raises:
        DomainError: `member_unknown`.
    """
    found = store.get(member_path(municipality_id, vk_id), Member)
    if found is None:
        raise DomainError("member_unknown")
    return found


def add_member(person: KnownPerson, role: Role, doing: Doing, *, store: Store) -> Member:
    """Makes a person an employee or an administrator.

    Raises:
        DomainError: `member_exists`.
    """

    def plan() -> Planned:
        stored = store.get(member_path(doing.municipality_id, person.vk_id), Member)
        if stored and stored.record.staff_role:
            raise DomainError("member_exists")
        before = stored.record if stored else newcomer(person, doing)
        after = consistent(replace(before, staff_role=role, name=person.name, photo_url=person.photo_url))
        writes = [*member_writes(stored, after), *_roster_writes(before, after, doing.municipality_id, store)]
        return Planned(writes, [_line(AuditAction.MEMBER_ADDED, before, after, doing)])

    record_change(doing, plan, store)
    return load_member(doing.municipality_id, person.vk_id, store=store).record


def change_role(vk_id: int, role: Role, doing: Doing, *, store: Store) -> Member:
    """Makes an employee an administrator or the other way round.

    Raises:
        DomainError: `member_unknown`, `last_administrator`.
    """

    def plan() -> Planned:
        stored = _load_staff(doing.municipality_id, vk_id, store)
        after = consistent(replace(stored.record, staff_role=role))
        if after == stored.record:
            return Planned()
        writes = [*member_writes(stored, after), *_roster_writes(stored.record, after, doing.municipality_id, store)]
        return Planned(writes, [_line(AuditAction.MEMBER_CHANGED, stored.record, after, doing)])

    record_change(doing, plan, store)
    return load_member(doing.municipality_id, vk_id, store=store).record


def remove_member(vk_id: int, doing: Doing, *, store: Store) -> None:
    """Takes somebody's staff role; what they represent they go on representing.

    Raises:
        DomainError: `member_unknown`, `last_administrator`.
    """

    def plan() -> Planned:
        stored = _load_staff(doing.municipality_id, vk_id, store)
        after = consistent(replace(stored.record, staff_role=""))
        writes = [*member_writes(stored, after), *_roster_writes(stored.record, after, doing.municipality_id, store)]
        return Planned(writes, [_line(AuditAction.MEMBER_REMOVED, stored.record, after, doing)])

    record_change(doing, plan, store)


def member_writes(stored: Stored[Member] | None, after: Member) -> list[Write]:
    """The writes that bring a member's record from what was read to `after`; without any role it goes."""
    path = member_path(after.municipality_id, after.vk_id)
    if stored is None:
        return [Create(path, after), *possible_official_writes([after.vk_id], after.added_at)]
    return [Replace(path, after, stored.revision) if after.roles else Delete(path)]


def newcomer(person: KnownPerson, doing: Doing) -> Member:
    """Somebody who is about to get a first role."""
    return Member(person.vk_id, doing.municipality_id, person.name, person.photo_url, doing.now, doing.actor.name)


def _load_staff(municipality_id: str, vk_id: int, store: Store) -> Stored[Member]:
    stored = load_member(municipality_id, vk_id, store=store)
    if not stored.record.staff_role:
        raise DomainError("member_unknown")
    return stored


def _roster_writes(before: Member, after: Member, municipality_id: str, store: Store) -> list[Write]:
    was, becomes = (each.staff_role == Role.ADMINISTRATOR for each in (before, after))
    if was == becomes:
        return []
    path = roster_path(municipality_id)
    stored = store.get(path, Roster)
    others = tuple(vk_id for vk_id in (stored.record.vk_ids if stored else ()) if vk_id != after.vk_id)
    roster = Roster((*others, after.vk_id) if becomes else others)
    if not roster.vk_ids:
        raise DomainError("last_administrator")
    return [Replace(path, roster, stored.revision) if stored else Create(path, roster)]


def _line(action: AuditAction, before: Member, after: Member, doing: Doing) -> AuditLine:
    subject = Subject(SubjectKind.MEMBER, str(after.vk_id), after.name)
    return doing.line(action, subject, changes(_TITLES, _in_words(before), _in_words(after)))


def _in_words(member: Member) -> dict[str, str]:
    return {"role": Role(member.staff_role).in_russian if member.staff_role else ""}

"""Saved groups of houses: the parts of an audience under a name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from lib.audit.line import AuditAction, Subject, SubjectKind
from lib.audit.record import Doing, Planned, record_change
from lib.broadcasts.audience import MOST_PARTS, AudiencePart
from lib.errors import DomainError
from lib.gateways.firestore.paging import Page, read_page
from lib.gateways.firestore.store import Create, Delete, Store
from lib.russian import folded


class HouseGroup(Struct, frozen=True):
    """A group: its parts are read anew whenever it is used, so it follows what becomes of the houses."""

    id: str
    name: str
    parts: tuple[AudiencePart, ...]
    created_at: datetime
    created_by_vk_id: int
    sort: str


def groups_path(municipality_id: str) -> str:
    """The collection of a municipality's groups."""
    return f"municipalities/{municipality_id}/house_groups"


def group_path(municipality_id: str, group_id: str) -> str:
    """Where a group lies."""
    return f"{groups_path(municipality_id)}/{group_id}"


def list_groups(municipality_id: str, after: str, limit: int, *, store: Store) -> Page[HouseGroup]:
    """A page of the groups, by name."""
    return read_page(groups_path(municipality_id), HouseGroup, order="sort", after=after, limit=limit, store=store)


def load_group(municipality_id: str, group_id: str, *, store: Store) -> HouseGroup:
    """A group.

    Raises:
        DomainError: `house_group_unknown`.
    """
    found = store.get(group_path(municipality_id, group_id), HouseGroup)
    if found is None:
        raise DomainError("house_group_unknown")
    return found.record


def save_group(name: str, parts: Sequence[AudiencePart], doing: Doing, *, store: Store) -> HouseGroup:
    """Saves parts as a group; groups among them are taken in with what they are now.

    Raises:
        DomainError: `house_group_unknown`, `audience_too_complex`.
    """
    flat = expanded(parts, doing.municipality_id, store=store)
    # The request's own id: a repeated request saves the same group.
    id_ = doing.request_id
    name = " ".join(name.split())
    new = HouseGroup(id_, name, flat, doing.now, doing.actor.vk_id, f"{folded(name)} {id_}")
    line = doing.line(AuditAction.HOUSE_GROUP_SAVED, _subject(new))
    record_change(doing, lambda: Planned([Create(group_path(doing.municipality_id, id_), new)], [line]), store)
    return new


def delete_group(group_id: str, doing: Doing, *, store: Store) -> None:
    """Removes a group; broadcasts that were sent to it stay as they are.

    Raises:
        DomainError: `house_group_unknown`.
    """

    def plan() -> Planned:
        found = load_group(doing.municipality_id, group_id, store=store)
        line = doing.line(AuditAction.HOUSE_GROUP_DELETED, _subject(found))
        return Planned([Delete(group_path(doing.municipality_id, group_id))], [line])

    record_change(doing, plan, store)


def expanded(parts: Sequence[AudiencePart], municipality_id: str, *, store: Store) -> tuple[AudiencePart, ...]:
    """The parts with those of the groups in place of the groups.

    Raises:
        DomainError: `house_group_unknown`, `audience_too_complex`.
    """
    flat: list[AudiencePart] = []
    for part in parts:
        if part.group_id:
            flat.extend(load_group(municipality_id, part.group_id, store=store).parts)
        else:
            flat.append(part)
    if len(flat) > MOST_PARTS:
        raise DomainError("audience_too_complex")
    return tuple(dict.fromkeys(flat))


def _subject(group: HouseGroup) -> Subject:
    return Subject(SubjectKind.HOUSE_GROUP, group.id, group.name)

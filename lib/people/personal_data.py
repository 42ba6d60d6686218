"""Everything that is held on a person, shown to them or taken out, as the law on personal data asks.

Every record of the database is looked at: such requests are rare, and nothing that is added later can be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from lib.errors import DomainError
from lib.gateways.firestore.store import Delete, RawRecord, StaleRecord, Store, Update
from lib.people.held_data import is_about, names_in, speaks_of, without

# What gives somebody a role; it is taken in the app, since others must take it over.
_ROLES = ("members", "officers")
_ROLE_FIELDS = ("administrator_vk_id", "official_vk_ids")
_TRIES = 5


class Erased(Struct, frozen=True):
    """What became of the records: those that were the person's own are gone, in the others nothing speaks of them."""

    removed: tuple[str, ...]
    changed: tuple[str, ...]


def held_on(vk_id: int, *, store: Store) -> Iterator[RawRecord]:
    """Every record that says anything of a person."""
    return (each for each in store.everything() if speaks_of(each.path, each.fields, vk_id))


def roles_of(vk_id: int, *, store: Store) -> list[str]:
    """The records that give the person a role today: as an employee, an official, or a chat's administrator."""
    return [each.path for each in held_on(vk_id, store=store) if _gives_role(each, vk_id)]


def erase(vk_id: int, *, store: Store) -> Erased:
    """Takes a person out of all records. It can be repeated, and goes on where it was broken off.

    Raises:
        DomainError: `person_has_roles`: they are to be taken first, so that nobody's chat is left alone.
    """
    held = list(held_on(vk_id, store=store))
    if roles := [each.path for each in held if _gives_role(each, vk_id)]:
        raise DomainError("person_has_roles", records=len(roles))
    names = frozenset(name for each in held for name in names_in(each.fields, vk_id) if len(name) > 1)
    removed, changed = [], []
    # The person's own records go last: from them the names are known when this is repeated.
    for each in sorted(held, key=lambda record: is_about(record.path, vk_id)):
        if is_about(each.path, vk_id):
            store.commit([Delete(each.path)])
            removed.append(each.path)
        else:
            _take_out(each, vk_id, names, store)
            changed.append(each.path)
    return Erased(tuple(removed), tuple(changed))


def _take_out(record: RawRecord, vk_id: int, names: frozenset[str], store: Store) -> None:
    for _ in range(_TRIES):
        after: dict[str, Any] = without(record.fields, vk_id, names)
        different = {name: value for name, value in after.items() if value != record.fields[name]}
        if not different:
            return
        try:
            store.commit([Update(record.path, different, record.revision)])
        except StaleRecord:
            again = store.raw(record.path)
            if again is None:
                return
            record = again
        else:
            return


def _gives_role(record: RawRecord, vk_id: int) -> bool:
    if is_about(record.path, vk_id):
        return record.path.split("/")[-2] in _ROLES
    is_house = record.path.split("/")[-2] == "houses"
    held = [record.fields.get(name) for name in _ROLE_FIELDS]
    return is_house and any(each == vk_id or (isinstance(each, list) and vk_id in each) for each in held)

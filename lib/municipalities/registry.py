"""Municipalities as ops and the demo set them up."""

from __future__ import annotations

import hashlib

from msgspec.structs import replace

from lib.errors import DomainError
from lib.gateways.firestore.store import AlreadyExists, Create, Replace, Store
from lib.municipalities.municipality import Municipality, municipality_path


def load_municipality(municipality_id: str, *, store: Store) -> Municipality:
    """The municipality's record.

    Raises:
        DomainError: `municipality_unknown`.
    """
    found = store.get(municipality_path(municipality_id), Municipality)
    if found is None:
        raise DomainError("municipality_unknown", municipality_id=municipality_id)
    return found.record


def ensure_municipality(name: str, region: str, group_id: int, home_settlement: str, *, store: Store) -> Municipality:
    """The municipality of that region and name: the one that is there, else a new one with these settings."""
    new = Municipality(municipality_id_of(region, name), name, region, group_id, home_settlement)
    try:
        store.commit([Create(municipality_path(new.id), new)])
    except AlreadyExists:
        return load_municipality(new.id, store=store)
    return new


def municipalities_of_community(group_id: int, most: int, *, store: Store) -> list[Municipality]:
    """The municipalities whose chats a community owns, be it the first of theirs or another one."""
    leading = store.query("municipalities", Municipality, [("group_id", "==", group_id)], limit=most)
    also = store.query("municipalities", Municipality, [("other_group_ids", "array_contains", group_id)], limit=most)
    return [stored.record for stored in (*leading, *also)][:most]


def add_community(municipality_id: str, group_id: int, *, store: Store) -> Municipality:
    """Lets one more community own chats of a municipality; one that does already is left as it is.

    Raises:
        DomainError: `municipality_unknown`.
        StaleRecord: somebody else changed the municipality at this moment.
    """
    stored = store.get(municipality_path(municipality_id), Municipality)
    if stored is None:
        raise DomainError("municipality_unknown", municipality_id=municipality_id)
    if group_id in stored.record.group_ids:
        return stored.record
    after = replace(stored.record, other_group_ids=(*stored.record.other_group_ids, group_id))
    store.commit([Replace(stored.path, after, stored.revision)])
    return after


def municipality_id_of(region: str, name: str) -> str:
    """A municipality's id follows from its region and name, so that it cannot be set up twice."""
    return hashlib.sha256(f"{region}\n{name}".casefold().encode()).hexdigest()[:12]

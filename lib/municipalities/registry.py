"""Municipalities as ops and the demo set them up."""

from __future__ import annotations

import hashlib

from lib.errors import DomainError
from lib.gateways.firestore.store import AlreadyExists, Create, Store
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


def municipality_id_of(region: str, name: str) -> str:
    """A municipality's id follows from its region and name, so that it cannot be set up twice."""
    return hashlib.sha256(f"{region}\n{name}".casefold().encode()).hexdigest()[:12]

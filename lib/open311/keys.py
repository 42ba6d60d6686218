"""Keys by which organisations' own systems come to our GeoReport: made and taken back by administrators, kept as
digests. A key is 160 random bits, so its plain SHA-256 tells nobody what it is.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from lib.audit.line import AuditAction, Change, Subject, SubjectKind
from lib.audit.record import Doing, Planned, record_change
from lib.clock import Ids
from lib.errors import DomainError
from lib.gateways.firestore.store import Create, Replace, Store
from lib.organizations.registry import load_organization

_BEGINS = "dch_"
MOST_KEYS = 20


class Key(Struct, frozen=True):
    """A key. `id` begins its digest, `ending` are its last letters, by which people tell it from others."""

    id: str
    organization_id: str
    organization_name: str
    ending: str
    made_at: datetime
    made_by: str
    revoked_at: datetime | None = None


def keys_path(municipality_id: str) -> str:
    """The collection of a municipality's keys."""
    return f"municipalities/{municipality_id}/open311_keys"


def key_id(text: str) -> str:
    """What a key's record is called."""
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def make_key(organization_id: str, doing: Doing, *, store: Store, ids: Ids) -> tuple[Key, str]:
    """A new key of an organisation, and its text, which is never to be seen again.

    Raises:
        DomainError: `organization_unknown`, `open311_keys_too_many`.
    """
    organization = load_organization(doing.municipality_id, organization_id, store=store).record
    text = f"{_BEGINS}{ids.document_id()}{ids.document_id()}"
    key = Key(key_id(text), organization_id, organization.name, text[-4:], doing.now, doing.actor.name)

    def plan() -> Planned:
        if sum(each.revoked_at is None for each in list_keys(doing.municipality_id, organization_id, store=store)) >= (
            MOST_KEYS
        ):
            raise DomainError("open311_keys_too_many")
        line = doing.line(AuditAction.OPEN311_KEY_MADE, _subject(key))
        return Planned([Create(f"{keys_path(doing.municipality_id)}/{key.id}", key)], [line])

    record_change(doing, plan, store)
    return key, text


def revoke_key(organization_id: str, id_: str, doing: Doing, *, store: Store) -> Key:
    """Takes a key back; taken back twice, it is once.

    Raises:
        DomainError: `open311_key_unknown`.
    """
    path = f"{keys_path(doing.municipality_id)}/{id_}"

    def plan() -> Planned:
        found = store.get(path, Key)
        if found is None or found.record.organization_id != organization_id:
            raise DomainError("open311_key_unknown")
        if found.record.revoked_at is not None:
            return Planned()
        revoked = replace(found.record, revoked_at=doing.now)
        change = Change("state", "Состояние", "действует", "отозван")
        line = doing.line(AuditAction.OPEN311_KEY_REVOKED, _subject(revoked), (change,))
        return Planned([Replace(path, revoked, found.revision)], [line])

    record_change(doing, plan, store)
    found = store.get(path, Key)
    assert found is not None
    return found.record


def list_keys(municipality_id: str, organization_id: str, *, store: Store) -> list[Key]:
    """An organisation's keys, those that work first, each kind by age."""
    found = store.query(keys_path(municipality_id), Key, [("organization_id", "==", organization_id)])
    keys = (stored.record for stored in found)
    return sorted(keys, key=lambda key: (key.revoked_at is not None, key.made_at))


def find_key(municipality_id: str, text: str, *, store: Store) -> Key:
    """The key that somebody comes with.

    Raises:
        DomainError: `open311_key_invalid`.
    """
    found = store.get(f"{keys_path(municipality_id)}/{key_id(text)}", Key) if text.startswith(_BEGINS) else None
    if found is None or found.record.revoked_at is not None:
        raise DomainError("open311_key_invalid")
    return found.record


def _subject(key: Key) -> Subject:
    return Subject(SubjectKind.OPEN311_KEY, key.id, f"{key.organization_name}: ключ …{key.ending}")

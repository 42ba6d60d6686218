"""A municipality's logo, as posters show it: set, removed, read. It is small enough to be a record like any other."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from lib.audit.line import AuditAction, Change, Subject, SubjectKind
from lib.audit.record import Doing, Planned, record_change
from lib.errors import DomainError
from lib.gateways.firestore.store import Delete, Put, Store, Write
from lib.municipalities.municipality import municipality_path
from lib.municipalities.registry import load_municipality


class KeptLogo(Struct, frozen=True):
    """A picture as it is kept: at most 24 KB of PNG or JPEG (lib/posters/logo.py)."""

    content: bytes
    set_at: datetime


def logo_path(municipality_id: str) -> str:
    """Where it lies."""
    return f"{municipality_path(municipality_id)}/pictures/logo"


def load_logo(municipality_id: str, *, store: Store) -> bytes:
    """The logo; empty where none is set."""
    found = store.get(logo_path(municipality_id), KeptLogo)
    return found.record.content if found else b""


def set_logo(content: bytes, doing: Doing, *, store: Store) -> None:
    """Sets the logo to an uploaded picture.

    Raises:
        DomainError: `logo_refused`.
    """
    from lib.posters.logo import prepare_logo

    kept = KeptLogo(prepare_logo(content), doing.now)
    _record("новый", [Put(logo_path(doing.municipality_id), kept)], doing, store)


def remove_logo(doing: Doing, *, store: Store) -> None:
    """Removes the logo; posters then bear the municipality's name alone.

    Raises:
        DomainError: `logo_unknown`.
    """
    if not load_logo(doing.municipality_id, store=store):
        raise DomainError("logo_unknown")
    _record("", [Delete(logo_path(doing.municipality_id))], doing, store)


def _record(after: str, writes: list[Write], doing: Doing, store: Store) -> None:
    def plan() -> Planned:
        municipality = load_municipality(doing.municipality_id, store=store)
        before = "прежний" if load_logo(doing.municipality_id, store=store) else ""
        subject = Subject(SubjectKind.SETTINGS, municipality.id, municipality.name)
        differs = (Change("logo", "Логотип", before, after),)
        return Planned(writes, [doing.line(AuditAction.SETTINGS_CHANGED, subject, differs)])

    record_change(doing, plan, store)

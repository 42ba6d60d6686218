"""Reading the audit log, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from lib.audit.line import AuditAction, AuditLine, audit_path, moment_text
from lib.gateways.firestore.paging import Page, read_page
from lib.gateways.firestore.store import Condition, Store

_EXPORTED_AT_ONCE = 500
# A sheet that a person can still open; the filters make a smaller one.
MOST_EXPORTED = 20_000


class AuditFilter(Struct, frozen=True):
    """Which lines; whatever is None does not narrow. `since` is included, `until` is not."""

    actor: int | None = None
    action: AuditAction | None = None
    subject_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[Condition]:
        """The filter as Firestore takes it."""
        equal = [("actor.vk_id", self.actor), ("action", self.action), ("subject.id", self.subject_id)]
        where: list[Condition] = [(field, "==", value) for field, value in equal if value is not None]
        if self.since:
            where.append(("sort", ">=", moment_text(self.since)))
        if self.until:
            where.append(("sort", "<", moment_text(self.until)))
        return where


def list_lines(municipality_id: str, wanted: AuditFilter, after: str, limit: int, *, store: Store) -> Page[AuditLine]:
    """A page of the log."""
    return read_page(
        audit_path(municipality_id),
        AuditLine,
        order="-sort",
        after=after,
        limit=limit,
        store=store,
        where=wanted.conditions(),
    )


def all_lines(municipality_id: str, wanted: AuditFilter, *, store: Store) -> Iterator[AuditLine]:
    """The newest `MOST_EXPORTED` lines that meet the filter."""
    after, read = "", 0
    while read < MOST_EXPORTED:
        page = list_lines(municipality_id, wanted, after, _EXPORTED_AT_ONCE, store=store)
        yield from page.items
        read += len(page.items)
        if page.after is None:
            return
        after = page.after

"""Making a change and writing it down in one commit, once, whoever else changes the same things meanwhile.

A commit can fail because somebody was quicker, or because its own answer was lost and Google's client sent it again.
Which of the two, the log says: the request's line is there or it is not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct, field

from lib.audit.line import Actor, AuditAction, AuditLine, Change, Subject, line_path, moment_text
from lib.errors import DomainError
from lib.gateways.firestore.store import AlreadyExists, Create, StaleRecord, Store, Write

# Each try begins from what is there now; a race among people is lost once or twice, not more.
_TRIES = 5


class Doing(Struct, frozen=True):
    """Who does something, in which municipality, by which request, when. A repeated request has the id of the first."""

    municipality_id: str
    actor: Actor
    request_id: str
    now: datetime
    is_repeat: bool = False

    def line(
        self, action: AuditAction, subject: Subject, changes: tuple[Change, ...] = (), part: str = ""
    ) -> AuditLine:
        """A line about it; further lines of the same request name what they are about as their `part`."""
        line_id = f"{self.request_id}{part}"
        sort = f"{moment_text(self.now)} {line_id}"
        return AuditLine(line_id, self.now, self.actor, action, subject, changes, sort)


class Planned(Struct, frozen=True):
    """What a request is going to do: the writes and the lines about them. The first line is the request's own."""

    writes: list[Write] = field(default_factory=list)
    lines: list[AuditLine] = field(default_factory=list)


def record_change(doing: Doing, plan: Callable[[], Planned], store: Store) -> None:
    """Does what `plan` says, once. `plan` reads what is there and is asked again when somebody was quicker; whatever it
    raises is the outcome.

    Raises:
        DomainError: `changed_meanwhile`, after several races in a row.
    """
    for attempt in range(_TRIES):
        if (attempt or doing.is_repeat) and has_happened(doing, store):
            return
        planned = plan()
        if not planned.writes and not planned.lines:
            return
        try:
            store.commit([*line_writes(doing, planned.lines), *planned.writes])
        except (AlreadyExists, StaleRecord):
            continue
        return
    raise DomainError("changed_meanwhile")


def line_writes(doing: Doing, lines: list[AuditLine]) -> list[Write]:
    """The writes that put lines into the municipality's log, for commits that are made elsewhere."""
    return [Create(line_path(doing.municipality_id, line.id), line) for line in lines]


def has_happened(doing: Doing, store: Store) -> bool:
    """Whether the request has had its effect already."""
    return find_line(doing, store) is not None


def find_line(doing: Doing, store: Store) -> AuditLine | None:
    """The request's own line, if it has had its effect."""
    found = store.get(line_path(doing.municipality_id, doing.request_id), AuditLine)
    return found.record if found else None

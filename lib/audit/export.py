"""The audit log as a file."""

from __future__ import annotations

from collections.abc import Iterable

from lib.audit.line import AuditLine
from lib.tables import Columns, table_csv, table_xlsx

_COLUMNS = Columns(
    "Журнал",
    ("Когда", "Кто", "Роль", "Что сделано", "С чем", "Что изменилось"),
    (20, 26, 26, 30, 40, 80),
    wraps=True,
)


def audit_xlsx(lines: Iterable[AuditLine]) -> bytes:
    """The lines as .xlsx."""
    return table_xlsx(_COLUMNS, map(_cells, lines))


def audit_csv(lines: Iterable[AuditLine]) -> bytes:
    """The lines as .csv."""
    return table_csv(_COLUMNS, map(_cells, lines))


def _cells(line: AuditLine) -> tuple[str, ...]:
    changes = (f"{change.title}: {change.before or '—'} → {change.after or '—'}" for change in line.changes)
    return (
        line.at.strftime("%d.%m.%Y %H:%M:%S UTC"),
        line.actor.name,
        line.actor.role,
        line.action.in_russian,
        line.subject.title,
        "\n".join(changes),
    )

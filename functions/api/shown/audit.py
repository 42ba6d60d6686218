"""Lines of the audit log as the API shows them."""

from __future__ import annotations

from functions.api.models.audit import AuditChange, AuditLine
from lib.audit import line as records


def show_line(line: records.AuditLine) -> AuditLine:
    """One change."""
    return AuditLine(
        id=line.id,
        at=line.at,
        actor_vk_id=line.actor.vk_id or None,
        actor_name=line.actor.name,
        actor_role=line.actor.role,
        action=line.action,
        title=line.action.in_russian,
        subject_kind=line.subject.kind,
        subject_id=line.subject.id,
        subject_title=line.subject.title,
        changes=[
            AuditChange(field=change.field, title=change.title, before=change.before, after=change.after)
            for change in line.changes
        ],
    )

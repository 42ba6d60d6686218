"""The audit log."""

from __future__ import annotations

from functions.api.calls import Call
from functions.api.cursors import Listing
from functions.api.models.audit import AuditActions, AuditActionTitle, AuditFilters, AuditPage, AuditQuery
from functions.api.routing import Resource
from functions.api.shown.audit import show_line
from lib.audit.line import AuditAction
from lib.audit.log import AuditFilter, list_lines
from lib.people.permissions import Action

audit = Resource("Журнал")


@audit.get("/municipalities/<id:municipality_id>/audit", may=Action.READ_AUDIT)
def list_audit(call: Call, query: AuditQuery) -> AuditPage:
    """Who changed what, the newest first."""
    wanted = audit_filter(query)
    listing = Listing(call, query.cursor, "audit", wanted)
    page = list_lines(call.municipality_id, wanted, listing.after, query.limit, store=call.store)
    return AuditPage(items=[show_line(line) for line in page.items], next_cursor=listing.next_cursor(page.after))


@audit.get("/municipalities/<id:municipality_id>/audit/actions", may=Action.READ_AUDIT)
def list_audit_actions(call: Call) -> AuditActions:  # noqa: ARG001 — every route takes its call
    """All kinds of changes, for the filter."""
    return AuditActions(items=[AuditActionTitle(action=action, title=action.in_russian) for action in AuditAction])


def audit_filter(query: AuditFilters) -> AuditFilter:
    """The filter that a query names."""
    return AuditFilter(
        actor=query.actor or None,
        action=query.action or None,
        since=query.since or None,
        until=query.until or None,
    )

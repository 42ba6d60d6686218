"""The audit log: who changed what, when, before and after."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from functions.api.models.base import Answer, Cursor, Limit, Query, VkId
from lib.audit.line import AuditAction


class AuditFilters(Query, frozen=True, kw_only=True):
    """Which lines: by whom, of what kind, in what time."""

    actor: VkId | UnsetType = UNSET
    action: AuditAction | UnsetType = UNSET
    since: datetime | UnsetType = UNSET
    until: datetime | UnsetType = UNSET


class AuditQuery(AuditFilters, frozen=True, kw_only=True):
    """A page of the log, the newest first."""

    cursor: Cursor = ""
    limit: Limit = 25


class AuditExportQuery(AuditFilters, frozen=True, kw_only=True):
    """The log as a file."""

    format: Literal["xlsx", "csv"] = "xlsx"


class AuditChange(Answer, frozen=True, kw_only=True):
    """One field before and after, in words."""

    field: str
    title: str
    before: str
    after: str


class AuditLine(Answer, frozen=True, kw_only=True):
    """One change. `actor_vk_id` is null where the system itself did it."""

    id: str
    at: datetime
    actor_vk_id: int | None
    actor_name: str
    actor_role: str
    action: str
    title: str
    subject_kind: Annotated[
        str, Meta(description="house, member, organization, import, settings, municipality, service_bot")
    ]
    subject_id: str
    subject_title: str
    changes: list[AuditChange]


class AuditPage(Answer, frozen=True, kw_only=True):
    """Lines of the log, the newest first."""

    items: list[AuditLine]
    next_cursor: str | None


class AuditActionTitle(Answer, frozen=True, kw_only=True):
    """A kind of change and its name."""

    action: AuditAction
    title: str


class AuditActions(Answer, frozen=True, kw_only=True):
    """All kinds of changes, for the filter."""

    items: list[AuditActionTitle]

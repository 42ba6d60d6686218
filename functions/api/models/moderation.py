"""The log of moderation of a house's chat."""

from __future__ import annotations

from datetime import datetime

from functions.api.models.base import Answer, PageQuery
from lib.moderation.tools import Tool


class ModerationQuery(PageQuery, frozen=True, kw_only=True):
    """A page of the log, the newest first."""


class ModerationLine(Answer, frozen=True, kw_only=True):
    """One act: what was done, why, in which role; never against whom."""

    id: str
    at: datetime
    tool: Tool
    title: str
    reason: str
    by_role: str


class ModerationPage(Answer, frozen=True, kw_only=True):
    """Lines of the log, the newest first."""

    items: list[ModerationLine]
    next_cursor: str | None

"""Files that the API gives, and links that open them without a session."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from functions.api.models.base import Answer, Ask

FileKind = Literal["template", "bad_rows", "import_report", "audit"]


class TicketAsk(Ask, frozen=True, kw_only=True):
    """Which file a link is wanted for; the import's id where the file is one of an import."""

    file: FileKind
    import_id: str = ""


class TicketAnswer(Answer, frozen=True, kw_only=True):
    """A link that opens the file without a session: for downloaders of phones, which send no header. Short-lived."""

    url: str
    filename: str
    expires_at: datetime

"""Files that the API gives, and links that open them without a session."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from functions.api.models.activity import PeriodName, SheetFormat
from functions.api.models.base import Answer, Ask, MaybeRecordId
from lib.posters.poster import PosterFormat

FileKind = Literal[
    "template",
    "bad_rows",
    "import_report",
    "audit",
    "poster",
    "poster_set",
    "broadcast_report",
    "activity",
    "activity_report",
]


class TicketAsk(Ask, frozen=True, kw_only=True):
    """Which file a link is wanted for, and the id of what it is about: an import, a broadcast, the house of a poster, a
    set of posters and the number of its file, the period of figures.
    """

    file: FileKind
    import_id: MaybeRecordId = ""
    broadcast_id: MaybeRecordId = ""
    house_id: MaybeRecordId = ""
    set_id: MaybeRecordId = ""
    number: Annotated[int, Meta(ge=1, le=1000)] = 1
    format: PosterFormat = PosterFormat.A4
    each_entrance: bool = False
    period: PeriodName = "last30"
    sheet: SheetFormat = "xlsx"


class TicketAnswer(Answer, frozen=True, kw_only=True):
    """A link that opens the file without a session: for downloaders of phones, which send no header. Short-lived."""

    url: str
    filename: str
    expires_at: datetime

"""The log of moderation, which every resident may read: what was done, why, when and by whom in which role, and never
whose words they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from enum import StrEnum

from msgspec import Struct

from lib.audit.line import moment_text
from lib.gateways.firestore.paging import Page, read_page
from lib.gateways.firestore.store import Store
from lib.houses.house import house_path
from lib.moderation.tools import Tool, done_in_words
from lib.people.roles import Role

# What a chat is shown; the whole of it is in the Mini App.
SHOWN = 10
_MOSCOW = timezone(timedelta(hours=3))
_EMPTY = "📓 Журнал модерации пуст: в этом чате ничего не удаляли и никого не ограничивали."


class LineState(StrEnum):
    """How far an act has come."""

    BEGUN = "begun"
    DONE = "done"
    REFUSED = "refused"


class ModerationLine(Struct, frozen=True):
    """One act. `member_id` is whom it was against, for those who must undo a mistake, and is shown to nobody; `vk_code`
    is VK's error where it refused. `sort` rises with time.
    """

    id: str
    at: datetime
    tool: Tool
    reason: str
    by_role: Role
    by: int
    cmid: int
    member_id: int = 0
    seconds: int = 0
    state: LineState = LineState.BEGUN
    vk_code: int = 0
    sort: str = ""

    @property
    def in_words(self) -> str:
        """What everybody may read."""
        when = self.at.astimezone(_MOSCOW).strftime("%d.%m %H:%M")
        did = done_in_words(self.tool, self.seconds)
        return f"{when} — {did}. Причина: {self.reason}. Кто: {self.by_role.in_russian}."


def lines_path(municipality_id: str, house_id: str) -> str:
    """The collection of a house's lines."""
    return f"{house_path(municipality_id, house_id)}/moderation"


def line_path(municipality_id: str, house_id: str, line_id: str) -> str:
    """Where a line lies."""
    return f"{lines_path(municipality_id, house_id)}/{line_id}"


def sort_key(at: datetime, line_id: str) -> str:
    """What orders lines."""
    return f"{moment_text(at)} {line_id}"


def read_log(municipality_id: str, house_id: str, limit: int, *, store: Store) -> list[ModerationLine]:
    """What was done lately, newest first."""
    found = store.query(lines_path(municipality_id, house_id), ModerationLine, order_by=["-sort"], limit=limit)
    return [stored.record for stored in found if stored.record.state is LineState.DONE]


def read_log_page(municipality_id: str, house_id: str, after: str, limit: int, *, store: Store) -> Page[ModerationLine]:
    """A page of the whole of it, newest first, with acts that were not done."""
    path = lines_path(municipality_id, house_id)
    return read_page(path, ModerationLine, order="-sort", after=after, limit=limit, store=store)


def log_text(lines: Sequence[ModerationLine]) -> str:
    """The log as a message."""
    if not lines:
        return _EMPTY
    told = "\n".join(f"• {line.in_words}" for line in lines)
    return f"📓 Журнал модерации (время московское):\n\n{told}\n\nЧьи это были сообщения, журнал не называет."

"""A mark: the bot's quote of what an official wrote in a house chat, under a heading that shows who they are.

Rules, without any I/O. What an official writes in a row is gathered and quoted together; each message once.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from lib.broadcasts.message_text import Author, OfficialText, vk_length

# Somebody who writes several messages in a row pauses no longer between them; nobody waits longer than the other.
GATHERS_FOR = timedelta(seconds=15)
GATHERS_AT_MOST = timedelta(seconds=60)
# VK forwards at most a hundred messages (https://dev.vk.com/ru/method/messages.send, error 913).
MOST_QUOTED = 100
# VK forgets a `random_id` after about an hour; a quote whose outcome is unknown for this long is not sent again.
GIVES_UP_AFTER = timedelta(minutes=30)
_REMEMBERED = 100
_SIGN = "✅ Официальный ответ"
_LARGEST_RANDOM_ID = 2**31 - 1


class OfficialMark(Struct, frozen=True):
    """What one official wrote in one chat: gathered in `cmids` until `due_at`, then frozen as `sending` until it is
    known to be sent; `marked` are the last ones that were.
    """

    municipality_id: str
    group_id: int
    chat_id: int
    vk_id: int
    author: Author
    due_at: datetime
    first_at: datetime
    cmids: tuple[int, ...] = ()
    sending: tuple[int, ...] = ()
    sending_since: datetime | None = None
    marked: tuple[int, ...] = ()
    is_open: bool = True

    @property
    def id(self) -> str:
        """The name of its document."""
        return mark_id(self.group_id, self.chat_id, self.vk_id)

    @property
    def random_id(self) -> int:
        """VK's key against a second quote of the same messages."""
        named = f"{self.id} {self.sending}"
        return int.from_bytes(hashlib.sha256(named.encode()).digest()[:8]) % _LARGEST_RANDOM_ID + 1


def marks_path(municipality_id: str) -> str:
    """The collection of a municipality's marks."""
    return f"municipalities/{municipality_id}/official_marks"


def mark_id(group_id: int, chat_id: int, vk_id: int) -> str:
    """The name of the document for one official in one chat."""
    return f"{group_id}-{chat_id}-{vk_id}"


def with_message(mark: OfficialMark, cmid: int, now: datetime) -> OfficialMark:
    """The mark with one more message; the same where it has it already."""
    if cmid in (*mark.cmids, *mark.sending, *mark.marked):
        return mark
    first_at = mark.first_at if mark.cmids else now
    due_at = min(now + GATHERS_FOR, first_at + GATHERS_AT_MOST)
    return replace(mark, cmids=tuple(sorted((*mark.cmids, cmid))), first_at=first_at, due_at=due_at, is_open=True)


def frozen(mark: OfficialMark, now: datetime) -> OfficialMark:
    """The mark with what it gathered about to be quoted."""
    if mark.sending:
        return mark
    return replace(mark, sending=mark.cmids[:MOST_QUOTED], cmids=mark.cmids[MOST_QUOTED:], sending_since=now)


def quoted(mark: OfficialMark) -> OfficialMark:
    """The mark after what it was about to quote was quoted."""
    marked = (*mark.marked, *mark.sending)[-_REMEMBERED:]
    return replace(mark, sending=(), sending_since=None, marked=marked, is_open=bool(mark.cmids))


def heading(author: Author) -> OfficialText:
    """What stands above the quote."""
    bold = "\n".join(line for line in (_SIGN, author.organization) if line)
    person = ", ".join(part for part in (author.name, author.post) if part)
    return OfficialText("\n".join(line for line in (bold, person) if line), vk_length(bold))

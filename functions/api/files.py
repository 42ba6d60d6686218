"""Answers that are files, and tickets that open them without a session.

The downloader of VK's phone apps takes a plain link and sends no header of ours. So whoever may have a file can get a
ticket for it: sealed, for one person, one path and one minute.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from flask import Response
from msgspec import Struct

from lib.errors import DomainError
from lib.signing import BrokenSeal, seal, unseal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
PDF = "application/pdf"
ZIP = "application/zip"
PNG = "image/png"
JPEG = "image/jpeg"
TICKETS_LIVE = timedelta(minutes=1)
_PURPOSE = "file"


class File(Struct, frozen=True):
    """A file to be saved under a name; in pieces where it is sent while it is being made."""

    name: str
    content: bytes | Iterator[bytes]
    media_type: str = XLSX

    def response(self) -> Response:
        """The file as an answer that browsers save and do not open."""
        # RFC 6266: the name in any alphabet, percent-encoded.
        disposition = f"attachment; filename*=UTF-8''{quote(self.name)}"
        return Response(self.content, headers={"Content-Disposition": disposition}, mimetype=self.media_type)


def make_ticket(vk_id: int, path: str, now: datetime, key: bytes) -> tuple[str, datetime]:
    """A ticket for a file, and when it ends."""
    expires_at = (now + TICKETS_LIVE).replace(microsecond=0)
    payload = json.dumps([vk_id, path, int(expires_at.timestamp())])
    return seal(payload.encode(), purpose=_PURPOSE, key=key), expires_at


def read_ticket(ticket: str, path: str, now: datetime, key: bytes) -> int:
    """Whose ticket it is.

    Raises:
        DomainError: `session_invalid` (not ours, or for another file), `session_expired`.
    """
    try:
        vk_id, opens, expires = json.loads(unseal(ticket, purpose=_PURPOSE, key=key))
    except BrokenSeal:
        raise DomainError("session_invalid") from None
    if opens != path:
        raise DomainError("session_invalid")
    if now >= datetime.fromtimestamp(expires, UTC):
        raise DomainError("session_expired")
    return int(vk_id)

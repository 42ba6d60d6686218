"""Cursors of lists: where the next page begins, sealed, so that nobody makes up a place or carries one to another
list.
"""

from __future__ import annotations

import hashlib
import json

from functions.api.calls import Call
from lib.errors import DomainError
from lib.signing import BrokenSeal, seal, unseal

_PURPOSE = "cursor"


class Listing:
    """One list under one set of filters: `after` is where the page begins, empty at the beginning."""

    def __init__(self, call: Call, cursor: str, name: str, *filters: object) -> None:
        self._key = call.outside.config.session_key
        said = json.dumps([name, call.municipality_id, *filters], default=str)
        self._list = hashlib.sha256(said.encode()).hexdigest()[:16]
        self.after = self._opened(cursor) if cursor else ""

    def next_cursor(self, after: str | None) -> str | None:
        """The cursor that begins after this value; None at the end."""
        if after is None:
            return None
        return seal(json.dumps([self._list, after]).encode(), purpose=_PURPOSE, key=self._key)

    def _opened(self, cursor: str) -> str:
        try:
            made_for, after = json.loads(unseal(cursor, purpose=_PURPOSE, key=self._key))
        except BrokenSeal:
            raise DomainError("cursor_invalid") from None
        if made_for != self._list:
            raise DomainError("cursor_invalid")
        return str(after)

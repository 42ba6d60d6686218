"""Sessions of our own: a signed statement of who somebody is, for twelve hours, kept nowhere.

A session says nothing about rights: those are read at every request, so taking somebody's role ends what they can do
within the few seconds for which rights are remembered (lib/people/rights.py).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from lib.errors import DomainError
from lib.signing import BrokenSeal, seal, unseal

LIFETIME = timedelta(hours=12)
_PURPOSE = "session"


class Session(Struct, frozen=True):
    """Who is signed in, and until when."""

    vk_id: int
    expires_at: datetime


def begin_session(vk_id: int, now: datetime) -> Session:
    """A new session; whole seconds, since that is what a token holds."""
    return Session(vk_id, (now + LIFETIME).replace(microsecond=0))


def session_token(session: Session, key: bytes) -> str:
    """The session as its bearer sends it."""
    payload = json.dumps([session.vk_id, int(session.expires_at.timestamp())])
    return seal(payload.encode(), purpose=_PURPOSE, key=key)


def read_session(token: str, *, key: bytes, now: datetime) -> Session:
    """The session that a token states.

    Raises:
        DomainError: `session_invalid`, `session_expired`.
    """
    try:
        vk_id, expires = json.loads(unseal(token, purpose=_PURPOSE, key=key))
    except BrokenSeal:
        raise DomainError("session_invalid") from None
    session = Session(vk_id, datetime.fromtimestamp(expires, UTC))
    if now >= session.expires_at:
        raise DomainError("session_expired")
    return session

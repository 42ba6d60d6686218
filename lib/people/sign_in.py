"""From VK's launch string to a session of our own: once.

A launch string stays valid for an hour wherever it leaks to, so it opens one session and is done. Only whoever opened
that one, and shows it by the same nonce, gets it again, since the first answer may have been lost on the way.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from msgspec import Struct

from lib.clock import Clock
from lib.config import ApiConfig
from lib.errors import DomainError
from lib.gateways.firestore.store import AlreadyExists, Create, Store
from lib.people.launch import check_launch
from lib.people.session import Session, begin_session

# The clocks of two instances, and Firestore's, need not agree: what is over for one may still be good for another.
_REMEMBERED_AFTERWARDS = timedelta(days=1)


class UsedLaunch(Struct, frozen=True):
    """That a launch string was exchanged. Firestore deletes it some time after `expires_at` (TTL)."""

    nonce: str
    session_expires_at: datetime
    expires_at: datetime


def sign_in(launch_string: str, nonce: str, *, config: ApiConfig, store: Store, clock: Clock) -> Session:
    """The session of whoever opened the app with this launch string; `nonce` is empty for those who show none.

    Raises:
        DomainError: `launch_invalid`, `launch_expired`, `launch_used`.
    """
    now = clock.now()
    launch = check_launch(launch_string, app_id=config.vk_app_id, secret=config.vk_app_secret, now=now)
    session = begin_session(launch.vk_id, now)
    path = f"launches/{_hashed(launch.signature)}"
    claim = UsedLaunch(_hashed(nonce) if nonce else "", session.expires_at, launch.expires_at + _REMEMBERED_AFTERWARDS)
    try:
        store.commit([Create(path, claim)])
    except AlreadyExists:
        used = store.get(path, UsedLaunch)
        if used is None or not nonce or not hmac.compare_digest(used.record.nonce, claim.nonce):
            raise DomainError("launch_used") from None
        return Session(launch.vk_id, used.record.session_expires_at)
    return session


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

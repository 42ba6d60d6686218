from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lib.errors import DomainError
from lib.people.session import begin_session, read_session, session_token

NOW = datetime(2026, 11, 23, 12, 0, 0, 500, tzinfo=UTC)
KEY = b"a key of thirty-two letters or more"


def refusal(token: str, key: bytes = KEY, now: datetime = NOW) -> str:
    with pytest.raises(DomainError) as refused:
        read_session(token, key=key, now=now)
    return refused.value.code


def test_a_session_lives_for_twelve_hours() -> None:
    session = begin_session(7, NOW)
    token = session_token(session, KEY)
    assert read_session(token, key=KEY, now=NOW + timedelta(hours=11, minutes=59)) == session
    assert refusal(token, now=NOW + timedelta(hours=12)) == "session_expired"


def test_what_is_not_our_session_is_refused() -> None:
    token = session_token(begin_session(7, NOW), KEY)
    assert refusal(token, key=b"another key") == "session_invalid"
    assert refusal("") == "session_invalid"
    assert refusal(token + "x") == "session_invalid"
    assert refusal("я" + token) == "session_invalid"

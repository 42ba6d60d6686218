from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from local.http_caller import retry_after_s


@pytest.mark.parametrize(("text", "seconds"), [("7", 7), ("", 0), ("soon", 0), ("-1", 0), ("1.5", 0)])
def test_retry_after_is_read_as_seconds(text: str, seconds: float) -> None:
    assert retry_after_s(text) == seconds


def test_retry_after_is_read_as_a_date() -> None:
    later = datetime.now(UTC) + timedelta(seconds=60)
    assert 55 < retry_after_s(format_datetime(later, usegmt=True)) <= 60
    assert retry_after_s("Wed, 21 Oct 2015 07:28:00 GMT") == 0

"""SMS.ru's word on what became of messages: a form, signed with our key (https://sms.ru/api/callback).

`data[0]`, `data[1]` … hold up to a hundred reports, each of lines: `sms_status`, the message's id, a code, the time.
`hash` is SHA-256 over the key and all reports in order. Other kinds of reports may stand among them and are left out.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping

from msgspec import Struct

# SMS.ru repeats a report until it is answered so.
ANSWER = "100"
_FIELD = re.compile(r"data\[(\d{1,3})\]")
_KIND = "sms_status"


class ForgedReport(ValueError):
    """A report that SMS.ru has not signed with our key."""


class Delivery(Struct, frozen=True):
    """What became of a message."""

    sms_id: str
    code: int


def read_deliveries(form: Mapping[str, str], api_id: str) -> list[Delivery]:
    """The reports of a form.

    Raises:
        ForgedReport: the hash is not that of our key, or we have no key.
    """
    numbered = sorted((int(match[1]), text) for name, text in form.items() if (match := _FIELD.fullmatch(name)))
    reports = [text for _, text in numbered]
    expected = hashlib.sha256((api_id + "".join(reports)).encode()).hexdigest()
    # Bytes, since compare_digest refuses texts that are not ASCII.
    if not api_id or not hmac.compare_digest(expected.encode(), form.get("hash", "").encode(errors="replace")):
        raise ForgedReport
    return [delivery for report in reports if (delivery := _delivery(report))]


def _delivery(report: str) -> Delivery | None:
    lines = [line.strip() for line in report.splitlines()]
    if len(lines) < 3 or lines[0] != _KIND or not lines[2].isdecimal():
        return None
    return Delivery(lines[1], int(lines[2]))

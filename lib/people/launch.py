"""VK's launch string: the query with which VK opens the Mini App, signed with the app's protected key.

The rule is VK's own (https://dev.vk.com/ru/mini-apps/development/launch-params-sign, its example in
VKCOM/vk-apps-launch-params): the parameters whose names begin with `vk_`, sorted by name, percent-encoded, joined with
`&`; HMAC-SHA256; base64url without padding. VK advises to refuse a string that is older than an hour.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote, urlencode

from msgspec import Struct

from lib.errors import DomainError
from lib.signing import to_base64url

LONGEST_AGE = timedelta(hours=1)
# VK's clock and ours need not agree to the second.
CLOCKS_DIFFER_BY = timedelta(seconds=60)


class Launch(Struct, frozen=True):
    """Who opened the app, when, and the signature that makes this opening one of a kind."""

    vk_id: int
    at: datetime
    signature: str

    @property
    def expires_at(self) -> datetime:
        """From when on the string is refused for its age."""
        return self.at + LONGEST_AGE


def check_launch(query: str, *, app_id: int, secret: str, now: datetime) -> Launch:
    """The launch that a launch string proves.

    Raises:
        DomainError: `launch_invalid` (not signed by VK, changed, of another app, from the future), `launch_expired`.
    """
    parameters = _parameters(query)
    expected = launch_signature(parameters, secret)
    signature = parameters.get("sign", "")
    if not hmac.compare_digest(expected.encode(), signature.encode(errors="replace")):
        raise DomainError("launch_invalid")
    if parameters.get("vk_app_id") != str(app_id):
        raise DomainError("launch_invalid")
    at, vk_id = _moment(parameters.get("vk_ts", "")), _number(parameters.get("vk_user_id", ""))
    if at > now + CLOCKS_DIFFER_BY:
        raise DomainError("launch_invalid")
    if now - at >= LONGEST_AGE:
        raise DomainError("launch_expired")
    return Launch(vk_id, at, signature)


def launch_signature(parameters: dict[str, str], secret: str) -> str:
    """VK's signature of these launch parameters."""
    signed = sorted((name, value) for name, value in parameters.items() if name.startswith("vk_"))
    text = urlencode(signed, quote_via=quote, safe="")
    return to_base64url(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest())


def _parameters(query: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:
        raise DomainError("launch_invalid") from None
    parameters = dict(pairs)
    if len(parameters) != len(pairs):
        # A parameter that stands twice can mean one thing to the signature and another to its reader.
        raise DomainError("launch_invalid")
    return parameters


def _number(text: str) -> int:
    # VK's ids have ten digits today; more than eighteen are none.
    if not (text.isascii() and text.isdecimal() and len(text) <= 18 and int(text)):
        raise DomainError("launch_invalid")
    return int(text)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromtimestamp(_number(text), UTC)
    except (ValueError, OverflowError, OSError):
        raise DomainError("launch_invalid") from None

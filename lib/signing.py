"""Texts that only this system can have written: sessions, cursors of lists, links to files.

A sealed text is `payload.signature`, both base64url without padding; HMAC-SHA256 over the purpose and the payload, so
that what was sealed for one purpose opens for no other. Sealed is not secret: everybody can read the payload.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac


class BrokenSeal(ValueError):
    """The text was not sealed with this key for this purpose."""


def seal(payload: bytes, *, purpose: str, key: bytes) -> str:
    """The payload with its signature."""
    return f"{to_base64url(payload)}.{to_base64url(_signature(payload, purpose, key))}"


def unseal(sealed: str, *, purpose: str, key: bytes) -> bytes:
    """The payload of a sealed text.

    Raises:
        BrokenSeal: it is not one.
    """
    payload_text, _, signature = sealed.partition(".")
    try:
        payload = base64.b64decode(payload_text + "=" * (-len(payload_text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BrokenSeal from None
    expected = to_base64url(_signature(payload, purpose, key))
    # Bytes, since compare_digest refuses texts that are not ASCII.
    if not hmac.compare_digest(expected.encode(), signature.encode(errors="replace")):
        raise BrokenSeal
    return payload


def to_base64url(content: bytes) -> str:
    """Base64url without padding: RFC 4648, section 5."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _signature(payload: bytes, purpose: str, key: bytes) -> bytes:
    return hmac.new(key, purpose.encode() + b"\0" + payload, hashlib.sha256).digest()

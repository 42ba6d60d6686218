"""Google's identity tokens on one machine: signed by a key kept beside the state, verified by certificates served
like Google's.

`google.oauth2.id_token.verify_token(token, request, audience, certs_url=…)` accepts them unchanged.
"""

from __future__ import annotations

import base64
import contextlib
import datetime
import json
import os
import time
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

ISSUER = "https://accounts.google.com"
_KEY_ID = "local"
_VALID_S = 3600
_CLOCKS_APART_S = 60
# A signature takes about a millisecond, and a worker checks hundreds of tasks a second; Google reuses tokens too.
_REUSED_FOR_S = 300


class TokenSigner:
    """Signs identity tokens with the key in `folder`, which is made where there is none."""

    def __init__(self, folder: Path) -> None:
        self._key = _load_or_make_key(folder / "oidc-key.pem")
        self._signed = lru_cache(maxsize=256)(self._sign)

    def token(self, email: str, audience: str) -> str:
        """An identity token of a service account for an audience, good for most of an hour (RS256)."""
        return self._signed(email, audience, int(time.time()) // _REUSED_FOR_S * _REUSED_FOR_S)

    def _sign(self, email: str, audience: str, now: int) -> str:
        header = {"alg": "RS256", "typ": "JWT", "kid": _KEY_ID}
        claims = {
            "iss": ISSUER,
            "aud": audience,
            "sub": email,
            "email": email,
            "email_verified": True,
            "iat": now,
            "exp": now + _VALID_S,
        }
        signed = f"{_base64url(json.dumps(header).encode())}.{_base64url(json.dumps(claims).encode())}"
        signature = self._key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{_base64url(signature)}"

    def certificates(self) -> dict[str, str]:
        """What Google serves at its certificates' address: key id → X.509 certificate (PEM)."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "local")])
        begin = datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=_CLOCKS_APART_S)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(1)
            .not_valid_before(begin)
            .not_valid_after(begin + datetime.timedelta(days=30))
            .sign(self._key, hashes.SHA256())
        )
        return {_KEY_ID: certificate.public_bytes(serialization.Encoding.PEM).decode()}


def _load_or_make_key(path: Path) -> rsa.RSAPrivateKey:
    if not path.exists():
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        encoding, no_password = serialization.Encoding.PEM, serialization.NoEncryption()
        mine = path.with_suffix(f".{os.getpid()}")
        mine.write_bytes(key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, no_password))
        with contextlib.suppress(FileExistsError):
            # Several processes start on one folder at once; a link is made by one of them, and whole.
            path.hardlink_to(mine)
        mine.unlink()
    loaded = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(loaded, rsa.RSAPrivateKey)
    return loaded


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

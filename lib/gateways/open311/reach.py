"""Which addresses a server that somebody typed in may be at: public ones, by HTTPS. Names are resolved once and the
address is kept, so that a name cannot mean something else between the check and the connection.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from msgspec import Struct

Resolve = Callable[[str, int], Sequence[str]]
_IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# Addresses of version 6 that carry one of version 4 within them, whose meaning is another network's.
_CARRIERS = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))
_LONGEST_URL = 300


class NotReachable(Exception):
    """We do not connect there; the message says why, without the address."""


class Target(Struct, frozen=True):
    """Where to connect: `address` instead of `host`, which is still who has to prove that it is there."""

    url: str
    host: str
    authority: str
    address: str


def check_url(url: str, *, is_local: bool) -> str:
    """The base address of a server as it is kept.

    Raises:
        NotReachable: it is none that we would connect to.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise NotReachable("malformed") from None
    if parts.scheme != "https" and not (is_local and parts.scheme == "http"):
        raise NotReachable("not https")
    if not parts.hostname or parts.username or parts.password or parts.query or parts.fragment:
        raise NotReachable("malformed")
    # Below 1024 are mail, directories, shells; HTTPS is 443 there.
    if not is_local and port is not None and port != 443 and port < 1024:
        raise NotReachable("port")
    if len(url) > _LONGEST_URL:
        raise NotReachable("too long")
    return url.strip().rstrip("/")


def find_target(url: str, *, is_local: bool, resolve: Resolve | None = None) -> Target:
    """Where a request to this address goes. Every address of the name must be public, not only the one that is taken.

    Raises:
        NotReachable: it is none that we would connect to, or there is none.
    """
    parts = urlsplit(check_url(url.partition("?")[0], is_local=is_local))
    host, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = [ipaddress.ip_address(each) for each in (resolve or _resolve)(host, port)]
    except (OSError, ValueError):
        raise NotReachable("no such name") from None
    if not found:
        raise NotReachable("no such name")
    if not is_local and not all(is_public(each) for each in found):
        raise NotReachable("private address")
    chosen = min(found, key=lambda each: each.version)
    inside = f"[{chosen}]" if chosen.version == 6 else str(chosen)
    authority = parts.netloc
    return Target(
        url.replace(f"{parts.scheme}://{authority}", f"{parts.scheme}://{inside}:{port}", 1),
        host,
        authority,
        str(chosen),
    )


def is_public(address: _IpAddress) -> bool:
    """Whether everybody on the Internet may connect there: nothing of our own network, nothing that leads into it."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in _CARRIERS):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))

"""What the stand-in is started with."""

from __future__ import annotations

from pathlib import Path

import msgspec


class CommunitySettings(msgspec.Struct, frozen=True, kw_only=True):
    """A community that exists from the start; what is not given is made up.

    `secret` is what its operator gives its callback servers: VK learns it, as in life, from groups.addCallbackServer.
    """

    name: str
    group_id: int | None = None
    screen_name: str | None = None
    token: str | None = None
    secret: str | None = None
    confirmation: str | None = None
    rights: tuple[str, ...] = ("manage", "messages", "photos", "docs")


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How the stand-in behaves; the defaults are VK's own numbers where VK has told them."""

    host: str = "127.0.0.1"
    port: int = 8001
    # Half of it passes before a call is performed, half after.
    latency_ms: float = 0
    # https://dev.vk.com/ru/api/api-requests: 20 requests a second with a community's token.
    requests_a_second: int = 20
    # Undocumented; servers that take longer than about 4 s see the event again.
    callback_timeout_s: float = 4
    # Divides every wait between two attempts at a callback, so that tests need not wait for an hour.
    callback_speedup: float = 1
    communities: tuple[CommunitySettings, ...] = ()
    # Where SMS.ru tells of deliveries, as its operator set it there; a reset keeps it.
    sms_callback_url: str | None = None
    journal_file: str | None = None
    seed: int = 1


def read_communities(path: Path) -> tuple[CommunitySettings, ...]:
    """The communities of a JSON file: a list of `{group_id, name, screen_name, token, secret, confirmation}`.

    Raises:
        msgspec.ValidationError: the file holds something else.
    """
    return msgspec.json.decode(path.read_bytes(), type=tuple[CommunitySettings, ...])

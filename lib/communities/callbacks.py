"""Registering a community's callback server at VK, with its secret and its event types, and checking that it works.

It can be repeated: a server with this address is brought up to date, and only a missing one is added.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from msgspec import Struct

from lib.clock import Clock
from lib.communities.breaks import load_community
from lib.communities.community import community_path
from lib.errors import DomainError
from lib.gateways.firestore.store import Store, Update
from lib.gateways.vk.client import API_VERSION, VkClient
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown

# Everything that lib/events/parsing.py understands. Whatever else is on is left on: others may use it.
EVENT_TYPES = ("message_new", "message_event", "message_allow", "message_deny")
# https://dev.vk.com/ru/method/groups.addCallbackServer: a title of 14 characters, a secret of 50.
_TITLE = "Домовые чаты"
LONGEST_SECRET = 50

_CONFIRMED_WITHIN = timedelta(seconds=20)
_LOOK_EVERY_S = 0.5
_TIMES_ASKED = 3


class CallbackServer(Struct, frozen=True):
    """A server as VK tells of it."""

    id: int
    url: str
    status: str
    missing_events: tuple[str, ...] = ()

    @property
    def works(self) -> bool:
        """Whether VK has confirmed it and sends it everything that is needed."""
        return self.status == "ok" and not self.missing_events


def register_callback_server(url: str, secret: str, *, vk: VkClient, store: Store, clock: Clock) -> CallbackServer:
    """Has VK send the community's events to `url`, and returns what VK says of it then.

    Raises:
        DomainError: `community_unknown`, `callback_secret_unusable`, `callback_not_confirmed`, `vk_unavailable`.
    """
    if not 1 <= len(secret) <= LONGEST_SECRET:
        raise DomainError("callback_secret_unusable", group_id=vk.group_id)
    load_community(vk.group_id, store=store)
    try:
        code = vk.call("groups.getCallbackConfirmationCode", group_id=vk.group_id)["code"]
        # Before the server is added: VK asks it for the code at once.
        store.commit([Update(community_path(vk.group_id), {"confirmation_code": str(code)})])
        server_id = _confirmed(url, secret, vk, clock)
        switched_on = dict.fromkeys(EVENT_TYPES, 1)
        vk.call(
            "groups.setCallbackSettings",
            group_id=vk.group_id,
            server_id=server_id,
            api_version=API_VERSION,
            **switched_on,
        )
        return _look(server_id, vk)
    except (VkError, VkOutcomeUnknown) as error:
        raise DomainError("vk_unavailable", error=str(error)) from None


def check_callback_server(url: str, *, vk: VkClient) -> CallbackServer:
    """What VK says of the community's server at `url`.

    Raises:
        DomainError: `callback_not_registered`, `vk_unavailable`.
    """
    try:
        server = next((each for each in _servers(vk) if each["url"] == url), None)
        if server is None:
            raise DomainError("callback_not_registered", group_id=vk.group_id)
        return _look(int(server["id"]), vk)
    except (VkError, VkOutcomeUnknown) as error:
        raise DomainError("vk_unavailable", error=str(error)) from None


def _add_or_edit(url: str, secret: str, vk: VkClient) -> int:
    there = next((each for each in _servers(vk) if each["url"] == url), None)
    settings: dict[str, str | int] = {"group_id": vk.group_id, "url": url, "title": _TITLE, "secret_key": secret}
    if there is None:
        return int(vk.call("groups.addCallbackServer", **settings)["server_id"])
    vk.call("groups.editCallbackServer", server_id=there["id"], **settings)
    return int(there["id"])


def _confirmed(url: str, secret: str, vk: VkClient, clock: Clock) -> int:
    """The server's id, once VK has asked it and had the right answer.

    A function that nobody has called for a while takes longer to answer than VK waits, and then VK says `failed`; the
    next time it answers at once.
    """
    status = ""
    for _ in range(_TIMES_ASKED):
        server_id = _add_or_edit(url, secret, vk)
        if (status := _status_in_the_end(server_id, vk, clock)) == "ok":
            return server_id
    raise DomainError("callback_not_confirmed", group_id=vk.group_id, status=status)


def _status_in_the_end(server_id: int, vk: VkClient, clock: Clock) -> str:
    until = clock.now() + _CONFIRMED_WITHIN
    # `failed` is final; until VK has asked the server it says `unconfigured` or `wait`.
    while (status := _status(server_id, vk)) not in ("ok", "failed") and clock.now() < until:
        clock.sleep(_LOOK_EVERY_S)
    return status


def _look(server_id: int, vk: VkClient) -> CallbackServer:
    settings = vk.call("groups.getCallbackSettings", group_id=vk.group_id, server_id=server_id)
    missing = tuple(name for name in EVENT_TYPES if not settings["events"].get(name))
    server = next(each for each in _servers(vk) if int(each["id"]) == server_id)
    return CallbackServer(server_id, str(server["url"]), str(server["status"]), missing)


def _status(server_id: int, vk: VkClient) -> str:
    return next((str(each["status"]) for each in _servers(vk) if int(each["id"]) == server_id), "gone")


def _servers(vk: VkClient) -> list[Any]:
    servers: list[Any] = vk.call("groups.getCallbackServers", group_id=vk.group_id)["items"]
    return servers

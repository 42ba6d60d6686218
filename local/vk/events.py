"""A community's events: made once, handed to its callback servers and to its Bots Long Poll.

Both get only the types that are switched on for them (https://dev.vk.com/ru/api/community-events/json-schema).
"""

from __future__ import annotations

import random
from collections.abc import Callable

from local.vk.callbacks import Callbacks
from local.vk.long_poll import LongPolls
from local.vk.state import CallbackServer, Community, Json


class Events:
    """Where events go."""

    def __init__(self, callbacks: Callbacks, long_polls: LongPolls, dice: random.Random) -> None:
        self._callbacks = callbacks
        self._long_polls = long_polls
        self._dice = dice

    def emit(self, community: Community, kind: str, make_object: Callable[[], Json]) -> None:
        """Sends an event to all who want its kind; its object is made only where somebody does."""
        servers = [server for server in community.callback_servers.values() if _wants(server, kind)]
        polled = community.long_poll.enabled and kind in community.long_poll.events
        if not (servers or polled):
            return
        event: Json = {
            "group_id": community.id,
            "type": kind,
            "event_id": f"{self._dice.getrandbits(160):040x}",
            "v": community.long_poll.api_version,
            "object": make_object(),
        }
        if polled:
            self._long_polls.of(community).push(event)
        for server in servers:
            self._callbacks.send(community, server, event | {"v": server.api_version})


def _wants(server: CallbackServer, kind: str) -> bool:
    return server.status == "ok" and kind in server.events

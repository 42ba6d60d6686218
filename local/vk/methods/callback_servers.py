"""A community's callback servers: adding, confirming, and which events each gets."""

from __future__ import annotations

import re

from local.vk.errors import ApiError, invalid
from local.vk.method import Call, method
from local.vk.method_schema import EVENT_TYPES, SHOWN_EVENT_TYPES
from local.vk.state import CallbackServer, Community, Json

# https://dev.vk.com/ru/method/groups.addCallbackServer: error 2000 above ten servers.
MOST_SERVERS = 10

_API_VERSION = re.compile(r"5\.\d{1,3}")


@method("groups.addCallbackServer", right="manage")
def add_callback_server(call: Call) -> Json:
    """Adds a server and asks it for the confirmation code; all events are off until they are switched on."""
    community = call.community
    if len(community.callback_servers) >= MOST_SERVERS:
        raise ApiError(2000)
    community.last_server_id += 1
    server = CallbackServer(
        community.last_server_id, _url(call), call.parameters.text("title"), call.parameters.text("secret_key")
    )
    community.callback_servers[server.id] = server
    call.vk.callbacks.confirm(community, server)
    return {"server_id": server.id}


@method("groups.editCallbackServer", right="manage")
def edit_callback_server(call: Call) -> int:
    """Changes a server, and asks it for the confirmation code again."""
    server = _server(call)
    server.url, server.title = _url(call), call.parameters.text("title")
    server.secret_key = call.parameters.text("secret_key", server.secret_key)
    call.vk.callbacks.confirm(call.community, server)
    return 1


@method("groups.deleteCallbackServer", right="manage")
def delete_callback_server(call: Call) -> int:
    """Removes a server."""
    del call.community.callback_servers[_server(call).id]
    return 1


@method("groups.getCallbackServers", right="manage")
def get_callback_servers(call: Call) -> Json:
    """The servers and how their confirmation ended."""
    wanted = set(call.parameters.integers("server_ids"))
    servers = [each for each in call.community.callback_servers.values() if not wanted or each.id in wanted]
    return {"count": len(servers), "items": [_server_view(each) for each in servers]}


@method("groups.getCallbackConfirmationCode", right="manage")
def get_callback_confirmation_code(call: Call) -> Json:
    """What a server must answer to `confirmation`."""
    return {"code": call.community.confirmation}


@method("groups.getCallbackSettings", right="manage")
def get_callback_settings(call: Call) -> Json:
    """Which events a server gets."""
    server = _server(call)
    return {"api_version": server.api_version, "events": events_view(server.events)}


@method("groups.setCallbackSettings", right="manage")
def set_callback_settings(call: Call) -> int:
    """Switches events on and off; those that are not named stay as they are."""
    server = _server(call)
    server.api_version = read_api_version(call, server.api_version)
    switch_events(call, server.events)
    return 1


def events_view(switched_on: set[str]) -> Json:
    """All events with 1 or 0."""
    return {name: int(name in switched_on) for name in sorted(SHOWN_EVENT_TYPES | EVENT_TYPES)}


def switch_events(call: Call, events: set[str]) -> None:
    """Applies the flags of a settings method to a set of switched-on events."""
    for name in EVENT_TYPES:
        if name in call.parameters:
            (events.add if call.parameters.flag(name) else events.discard)(name)


def read_api_version(call: Call, present: str) -> str:
    """The version that events are to have; raises ApiError 100 for what is none."""
    version = call.parameters.text("api_version", present)
    if not _API_VERSION.fullmatch(version):
        raise invalid("api_version is invalid")
    return version


def _url(call: Call) -> str:
    url = call.parameters.text("url")
    if not re.fullmatch(r"https?://\S+", url):
        raise invalid("url is invalid")
    return url


def _server(call: Call) -> CallbackServer:
    community: Community = call.community
    if "server_id" not in call.parameters and community.callback_servers:
        # Without a server the settings are those of the first one.
        return next(iter(community.callback_servers.values()))
    server = community.callback_servers.get(call.parameters.integer("server_id"))
    if server is None:
        raise ApiError(104)
    return server


def _server_view(server: CallbackServer) -> Json:
    return {
        "id": server.id,
        "title": server.title,
        "creator_id": 0,
        "url": server.url,
        "secret_key": server.secret_key,
        "status": server.status,
    }

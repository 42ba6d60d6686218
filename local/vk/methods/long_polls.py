"""A community's Bots Long Poll: its settings and its address."""

from __future__ import annotations

from local.vk.errors import invalid
from local.vk.method import Call, method
from local.vk.methods.callback_servers import events_view, read_api_version, switch_events
from local.vk.state import Json


@method("groups.getLongPollServer", right="manage")
def get_long_poll_server(call: Call) -> Json:
    """Where to ask for events, with which key, from which event on."""
    if not call.community.long_poll.enabled:
        raise invalid("longpoll for this group is not enabled")
    queue = call.vk.long_polls.of(call.community)
    return {"key": queue.key, "server": call.vk.file_url(f"long_poll/{call.community.id}"), "ts": str(queue.ts)}


@method("groups.getLongPollSettings", right="manage")
def get_long_poll_settings(call: Call) -> Json:
    """Whether it is on, and for which events."""
    settings = call.community.long_poll
    return {
        "api_version": settings.api_version,
        "is_enabled": settings.enabled,
        "events": events_view(settings.events),
    }


@method("groups.setLongPollSettings", right="manage")
def set_long_poll_settings(call: Call) -> int:
    """Switches it, and its events, on and off."""
    settings = call.community.long_poll
    settings.enabled = call.parameters.flag("enabled", settings.enabled)
    settings.api_version = read_api_version(call, settings.api_version)
    switch_events(call, settings.events)
    return 1

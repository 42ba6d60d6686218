"""The API methods, a file per kind; importing this package registers all of them."""

from local.vk.methods import (
    callback_servers,
    chats,
    conversations,
    docs,
    groups,
    history,
    long_polls,
    members,
    message_changes,
    message_events,
    people,
    photos,
    reactions,
    sending,
)

__all__ = [
    "callback_servers",
    "chats",
    "conversations",
    "docs",
    "groups",
    "history",
    "long_polls",
    "members",
    "message_changes",
    "message_events",
    "people",
    "photos",
    "reactions",
    "sending",
]

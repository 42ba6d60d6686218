"""A message (https://dev.vk.com/ru/reference/objects/message)."""

from __future__ import annotations

from local.vk.state import Json, Message

# A message shows at most three of those who reacted.
SHOWN_REACTIONS_USERS = 3


def message_view(message: Message, group_id: int) -> Json:
    """The message as the community sees it."""
    shown: Json = {
        "id": message.id,
        "date": message.date,
        "peer_id": message.peer_id,
        "from_id": message.from_id,
        "text": message.text,
        "out": int(message.from_id == -group_id),
        "version": message.version,
        "conversation_message_id": message.cmid,
        "random_id": message.random_id,
        "attachments": message.attachments,
        "fwd_messages": message.forwarded,
        "important": False,
        "is_hidden": False,
    }
    optional = {
        "reply_message": message.reply,
        "action": message.action,
        "payload": message.payload,
        "keyboard": message.keyboard,
        "format_data": message.format_data,
        "geo": message.geo,
        "ref": message.ref,
        "update_time": message.update_time,
        "reactions": reaction_counters(message) or None,
    }
    return shown | {key: value for key, value in optional.items() if value is not None}


def quoted_view(message: Message) -> Json:
    """The message as it stands inside another, forwarded or replied to: a copy that later edits do not touch."""
    shown: Json = {
        "id": message.id,
        "date": message.date,
        "peer_id": message.peer_id,
        "from_id": message.from_id,
        "text": message.text,
        "conversation_message_id": message.cmid,
        "attachments": list(message.attachments),
    }
    return shown | ({"fwd_messages": list(message.forwarded)} if message.forwarded else {})


def pinned_view(message: Message) -> Json:
    """The message as `pinned_message`, which VK's schema describes apart."""
    shown = quoted_view(message) | {"fwd_messages": message.forwarded}
    optional = {"reply_message": message.reply, "keyboard": message.keyboard}
    return shown | {key: value for key, value in optional.items() if value is not None}


def reaction_counters(message: Message) -> list[Json]:
    """How often each reaction stands under the message."""
    people: dict[int, list[int]] = {}
    for user_id, reaction_id in message.reactions.items():
        people.setdefault(reaction_id, []).append(user_id)
    return [
        {"reaction_id": reaction_id, "count": len(ids), "user_ids": ids[:SHOWN_REACTIONS_USERS]}
        for reaction_id, ids in sorted(people.items())
    ]

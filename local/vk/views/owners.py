"""People and communities (https://dev.vk.com/ru/reference/objects/user, …/group)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from local.vk.state import Community, Conversation, Json, Message, User
from local.vk.world import Vk


def user_view(vk: Vk, user: User, fields: Collection[str] = ()) -> Json:
    """A person with the asked-for `fields` that are known of them; the rest stays away, as with closed profiles."""
    shown: Json = {
        "id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "can_access_closed": True,
        "is_closed": False,
    }
    if user.deactivated is not None:
        shown["deactivated"] = user.deactivated
    known: Json = {
        "screen_name": user.screen_name,
        "domain": user.screen_name,
        "has_photo": 1,
        "online": 0,
        "can_write_private_message": 1,
        "verified": 0,
    }
    photo = vk.file_url(f"avatars/{user.id}.svg")
    known |= dict.fromkeys(("photo", "photo_50", "photo_100", "photo_200", "photo_max", "photo_200_orig"), photo)
    return shown | {name: value for name, value in known.items() if name in fields}


def community_view(vk: Vk, community: Community, fields: Collection[str] = ()) -> Json:
    """A community; `members_count` and `description` only where asked for."""
    photo = vk.file_url(f"avatars/{-community.id}.svg")
    shown: Json = {
        "id": community.id,
        "name": community.name,
        "screen_name": community.screen_name,
        "is_closed": 0,
        "type": "page",
        "photo_50": photo,
        "photo_100": photo,
        "photo_200": photo,
    }
    known: Json = {"members_count": len(community.subscribers), "description": "", "can_message": 1, "verified": 0}
    return shown | {name: value for name, value in known.items() if name in fields}


def owners_view(vk: Vk, owner_ids: Iterable[int], fields: Collection[str] = ()) -> Json:
    """`profiles` and `groups` of an extended answer, each owner once."""
    distinct = dict.fromkeys(owner_ids)
    users = (vk.users[owner_id] for owner_id in distinct if owner_id in vk.users)
    communities = (vk.communities[-owner_id] for owner_id in distinct if -owner_id in vk.communities)
    return {
        "profiles": [user_view(vk, user, fields) for user in users],
        "groups": [community_view(vk, community, fields) for community in communities],
    }


def owners_of_messages(messages: Iterable[Message]) -> Iterable[int]:
    """Who wrote these messages, and who was quoted in them."""
    for message in messages:
        yield message.from_id
        for quoted in (*message.forwarded, *([message.reply] if message.reply else [])):
            yield int(quoted["from_id"])


def owners_of_conversations(conversations: Iterable[Conversation]) -> Iterable[int]:
    """The person of each dialog, and the owner of each chat."""
    for conversation in conversations:
        yield from (conversation.peer_id, -conversation.group_id)

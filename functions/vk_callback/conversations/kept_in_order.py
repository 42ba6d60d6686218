"""Which chats can be kept in order, and as whose: a house's own, and the temporary one of a discussion that it takes
part in. What is done in a discussion stands in the log of the moderator's house.
"""

from __future__ import annotations

from msgspec.structs import replace

from functions.vk_callback.outside import Outside
from lib.gateways.firestore.store import Stored
from lib.houses.house import Chat, ChatKind, House, house_path


def chat_in_order(group_id: int, chat_id: int, vk_id: int, outside: Outside) -> tuple[Chat, Stored[House]] | None:
    """The chat, and the house by which somebody may or may not keep order in it; None where it is neither."""
    return outside.houses.house(group_id, chat_id) or _of_discussion(group_id, chat_id, vk_id, outside)


def _of_discussion(group_id: int, chat_id: int, vk_id: int, outside: Outside) -> tuple[Chat, Stored[House]] | None:
    found = outside.discussions.discussion(group_id, chat_id)
    if found is None:
        return None
    discussion = found.record
    paths = [house_path(discussion.municipality_id, place.house_id) for place in discussion.places]
    there = outside.store.get_many(paths, House)
    houses = [there[path] for path in paths if path in there]
    own = next((each for each in houses if each.record.administrator_vk_id == vk_id), houses[0] if houses else None)
    if own is None:
        return None
    chat = Chat(group_id, chat_id, discussion.municipality_id, own.record.id, ChatKind.DISCUSSION)
    officials = (*own.record.official_vk_ids, discussion.official.vk_id)
    house = replace(own.record, chat_id=chat_id, welcome_cmid=0, pinned_cmid=0, official_vk_ids=officials)
    return chat, Stored(own.path, house, own.revision)

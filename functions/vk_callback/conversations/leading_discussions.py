"""Who leads a discussion by a button or by words: their rights and their deed."""

from __future__ import annotations

from functions.vk_callback.conversations.acting import doing_of, highest_role, name_of, rights_of
from functions.vk_callback.outside import Outside
from lib.discussions.scheduling import Leading
from lib.errors import DomainError
from lib.events.event import ButtonPressed, MessageWritten
from lib.people.permissions import Action

# Neither a button nor a time that is typed has room for words of one's own.
MOVED = "Представителю удобно другое время"


def leading_by(event: ButtonPressed | MessageWritten, vk_id: int, municipality_id: str, outside: Outside) -> Leading:
    """Somebody who acts on discussions.

    Raises:
        DomainError: `forbidden`.
    """
    rights = rights_of(event.group_id, municipality_id, vk_id, outside)
    if not rights.may(Action.HOLD_DISCUSSIONS):
        raise DomainError("forbidden")
    name = name_of(event.group_id, vk_id, rights.name, outside)
    doing = doing_of(event, municipality_id, vk_id, name, highest_role(rights), outside)
    return Leading(rights, doing, outside)

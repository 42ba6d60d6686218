"""What happens in VK, as typed events; VK's own JSON is known to lib/events/parsing.py alone.

Events come twice, late and out of order. Within a chat a message's number (`cmid`) rises by one and is never used
again, so (chat, cmid) names what happened better than the event's id does. People's words are kept out of `repr`, so
that they cannot slip into a log.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum

from lib.discreet import Discreet
from lib.houses.house import FIRST_CHAT_PEER_ID

_LARGEST_RANDOM_ID = 2**31 - 1


class ActKind(StrEnum):
    """What a service message of a chat tells."""

    JOINED_BY_LINK = "joined_by_link"
    ADDED = "added"
    CAME_BACK = "came_back"
    LEFT = "left"
    REMOVED = "removed"
    RENAMED = "renamed"
    PHOTO_CHANGED = "photo_changed"
    PINNED = "pinned"
    UNPINNED = "unpinned"
    OTHER = "other"

    @property
    def is_arrival(self) -> bool:
        """Whether somebody is in the chat who was not."""
        return self in {ActKind.JOINED_BY_LINK, ActKind.ADDED, ActKind.CAME_BACK}

    @property
    def is_departure(self) -> bool:
        """Whether somebody is no longer in the chat."""
        return self in {ActKind.LEFT, ActKind.REMOVED}


class ChatAct(Discreet, frozen=True):
    """A service message: what was done, and to whom. `member_id` is negative for a community; 0 where it is about
    nobody. `cmid` is the message that was pinned or unpinned, `title` the chat's new name.
    """

    kind: ActKind
    member_id: int = 0
    cmid: int = 0
    title: str = ""


class Quoted(Discreet, frozen=True):
    """The message that another replies to."""

    from_id: int
    cmid: int
    text: str = ""


class _Event(Discreet, frozen=True):
    group_id: int
    event_id: str

    def random_id(self, part: str) -> int:
        """VK's `random_id` for a message that answers this event: the same whenever the event comes again, so that VK
        takes the repetition for what it is. `part` tells several answers apart. A positive int32.
        """
        named = f"{self.group_id} {self.event_id} {part}"
        return int.from_bytes(hashlib.sha256(named.encode()).digest()[:8]) % _LARGEST_RANDOM_ID + 1


class MessageWritten(_Event, frozen=True):
    """Somebody wrote, or did something that a service message tells (`act`).

    `payload` is the value of a text button's payload, whatever its shape: people can forge it. `ref` is that of the
    `vk.me` link by which the person came, in the first message only. `files` are its pictures and documents as another
    message names them.
    """

    peer_id: int
    from_id: int
    cmid: int
    written_at: datetime
    text: str = ""
    payload: object = None
    ref: str = ""
    act: ChatAct | None = None
    reply: Quoted | None = None
    attachments: int = 0
    files: tuple[str, ...] = ()

    @property
    def is_private(self) -> bool:
        """Whether it was written to the community and not into a chat."""
        return self.peer_id < FIRST_CHAT_PEER_ID

    @property
    def chat_id(self) -> int:
        """The chat's number within its community; meaningless in private."""
        return self.peer_id - FIRST_CHAT_PEER_ID


class ButtonPressed(_Event, frozen=True):
    """Somebody pressed a callback button under message `cmid`. `press_id` is what the answer must name, within a
    minute; `payload` is its value, whatever its shape: people can forge it.
    """

    peer_id: int
    user_id: int
    press_id: str
    cmid: int
    payload: object = None

    @property
    def is_private(self) -> bool:
        """Whether it was pressed in the conversation with the community and not in a chat."""
        return self.peer_id < FIRST_CHAT_PEER_ID

    @property
    def chat_id(self) -> int:
        """The chat's number within its community; meaningless in private."""
        return self.peer_id - FIRST_CHAT_PEER_ID


class MessagesAllowed(_Event, frozen=True):
    """Somebody lets the community write to them."""

    user_id: int


class MessagesDenied(_Event, frozen=True):
    """Somebody does not want the community to write to them any more."""

    user_id: int


class Unused(_Event, frozen=True):
    """An event of a kind that nothing here uses."""

    kind: str


Event = MessageWritten | ButtonPressed | MessagesAllowed | MessagesDenied | Unused

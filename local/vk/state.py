"""What VK knows: people, communities, their dialogs and chats, and the messages in them.

A message is numbered within its conversation (`cmid`, 1, 2, 3 …), service messages included, and a number is never
used again. A private message also has an `id` within its community; in chats a community sees the id 0.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# https://dev.vk.com/ru/reference/objects/message: a chat's peer_id is 2000000000 + its number.
FIRST_CHAT_PEER = 2_000_000_000

Json = dict[str, Any]


@dataclass(slots=True)
class User:
    """A person. `phone` is for the back door alone: VK's API never shows it to a community."""

    id: int
    first_name: str
    last_name: str
    screen_name: str
    phone: str | None = None
    deactivated: str | None = None


@dataclass(slots=True)
class Message:
    """One message; `attachments`, `forwarded` and `reply` are VK's objects, ready to be shown."""

    cmid: int
    id: int
    date: int
    peer_id: int
    from_id: int
    text: str
    random_id: int = 0
    attachments: list[Json] = field(default_factory=list)
    forwarded: list[Json] = field(default_factory=list)
    reply: Json | None = None
    action: Json | None = None
    payload: str | None = None
    keyboard: Json | None = None
    format_data: Json | None = None
    geo: Json | None = None
    ref: str | None = None
    update_time: int | None = None
    version: int = 1
    deleted: bool = False
    hidden_from_community: bool = False
    reactions: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Conversation:
    """A row of messages. `activity` orders the conversations of a community; read marks are cmids."""

    group_id: int
    peer_id: int
    messages: list[Message] = field(default_factory=list)
    activity: int = 0
    read_by_community: int = 0
    hidden_up_to: int = 0
    random_ids: dict[int, int] = field(default_factory=dict)
    read_by: dict[int, int] = field(default_factory=dict)

    @property
    def last_cmid(self) -> int:
        """The number of the newest message, 0 where there is none."""
        return len(self.messages)

    def message(self, cmid: int) -> Message | None:
        """The message with this number, unless it was deleted or never was."""
        if not 1 <= cmid <= len(self.messages) or self.messages[cmid - 1].deleted:
            return None
        return self.messages[cmid - 1]

    def shown_to_community(self) -> list[Message]:
        """The messages that the community still sees, oldest first."""
        return [
            message
            for message in self.messages[self.hidden_up_to :]
            if not (message.deleted or message.hidden_from_community)
        ]


@dataclass(slots=True, kw_only=True)
class Dialog(Conversation):
    """A person's private conversation with a community; `allowed` is the person's consent to be written to."""

    allowed: bool = False

    @property
    def user_id(self) -> int:
        """The person."""
        return self.peer_id


@dataclass(slots=True)
class Member:
    """Somebody in a chat; `muted_until` is None, a time, or 0 for as long as nobody unmutes."""

    id: int
    join_date: int
    invited_by: int
    is_admin: bool = False
    muted_until: int | None = None


@dataclass(slots=True, kw_only=True)
class Chat(Conversation):
    """A chat that a community made. `invite_link` is None until somebody asks for it."""

    title: str
    members: dict[int, Member] = field(default_factory=dict)
    kicked: set[int] = field(default_factory=set)
    invite_link: str | None = None
    pinned: int | None = None
    photo: Json | None = None

    @property
    def owner_id(self) -> int:
        """The community, as a negative id."""
        return -self.group_id

    @property
    def chat_id(self) -> int:
        """The chat's number within its community."""
        return self.peer_id - FIRST_CHAT_PEER

    @property
    def has_community(self) -> bool:
        """Whether the community is still in its chat."""
        return self.owner_id in self.members


@dataclass(slots=True)
class CallbackServer:
    """A server that the community's events are sent to, and which of them."""

    id: int
    url: str
    title: str
    secret_key: str
    status: str = "unconfigured"
    api_version: str = "5.199"
    events: set[str] = field(default_factory=set)
    failures_in_a_row: int = 0
    paused_until: float = 0


@dataclass(slots=True)
class LongPollSettings:
    """The community's Bots Long Poll: off until it is switched on, as in a new community."""

    enabled: bool = False
    api_version: str = "5.199"
    events: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Community:
    """A community with everything that is its own."""

    id: int
    name: str
    screen_name: str
    token: str
    secret: str
    confirmation: str
    rights: frozenset[str]
    chats: dict[int, Chat] = field(default_factory=dict)
    dialogs: dict[int, Dialog] = field(default_factory=dict)
    last_message_id: int = 0
    last_activity: int = 0
    private_messages: dict[int, Message] = field(default_factory=dict)
    sent_requests: dict[int, tuple[int, list[Json]]] = field(default_factory=dict)
    subscribers: set[int] = field(default_factory=set)
    callback_servers: dict[int, CallbackServer] = field(default_factory=dict)
    last_server_id: int = 0
    long_poll: LongPollSettings = field(default_factory=LongPollSettings)

    def forget_conversations(self) -> None:
        """As if nobody had ever written: no chats, no dialogs, chats numbered from 1 again."""
        self.chats.clear()
        self.dialogs.clear()
        self.private_messages.clear()
        self.sent_requests.clear()
        self.subscribers.clear()
        self.last_message_id = self.last_activity = 0

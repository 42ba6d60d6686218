"""A broadcast: what is said, to whom, when, and how far it is.

    draft → scheduled → sending → done (→ sending, when the failed are tried again)
      │        │           ├→ paused → sending
      └────────┴───────────┴→ cancelled

Between pressing «отправить» and the end of the undo window it is scheduled, and whether it may leave is decided by one
compare-and-set on this record: either a worker makes it `sending`, or a person makes it `cancelled`, never both.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from lib.broadcasts.audience import Audience
from lib.broadcasts.batch import broadcast_path
from lib.broadcasts.message_text import Author, BroadcastKind
from lib.errors import DomainError

# Nothing leaves before: the person may still take it back.
UNDO_WINDOW = timedelta(seconds=15)
# The audience of a broadcast that leaves later is frozen this long before it leaves.
PLANNED_BEFORE = timedelta(minutes=2)
# VK: a message can be edited and deleted for all for 24 hours (https://dev.vk.com/ru/method/messages.delete).
CHANGEABLE_FOR = timedelta(hours=24)
MOST_ATTACHMENTS = 10


class BroadcastState(StrEnum):
    """How far a broadcast is."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def in_russian(self) -> str:
        """The state in words."""
        return _TITLES[self]


_TITLES = {
    BroadcastState.DRAFT: "черновик",
    BroadcastState.SCHEDULED: "ждёт отправки",
    BroadcastState.SENDING: "отправляется",
    BroadcastState.PAUSED: "приостановлена",
    BroadcastState.DONE: "отправлена",
    BroadcastState.CANCELLED: "отменена",
}
_NEXT: dict[BroadcastState, frozenset[BroadcastState]] = {
    BroadcastState.DRAFT: frozenset({BroadcastState.SCHEDULED, BroadcastState.CANCELLED}),
    BroadcastState.SCHEDULED: frozenset({BroadcastState.SENDING, BroadcastState.CANCELLED}),
    BroadcastState.SENDING: frozenset({BroadcastState.PAUSED, BroadcastState.DONE, BroadcastState.CANCELLED}),
    BroadcastState.PAUSED: frozenset({BroadcastState.SENDING, BroadcastState.CANCELLED}),
    # Failed houses can be tried again.
    BroadcastState.DONE: frozenset({BroadcastState.SENDING}),
    BroadcastState.CANCELLED: frozenset(),
}


# Something of it was or is being sent.
LEFT = frozenset({BroadcastState.SENDING, BroadcastState.PAUSED, BroadcastState.DONE, BroadcastState.CANCELLED})


class AttachedFile(Struct, frozen=True):
    """A file of a message: our id of it, VK's name, and what a person called it."""

    id: str
    vk_name: str
    filename: str


class Content(Struct, frozen=True):
    """What is said. `pin_minutes` is 0 where nothing is pinned."""

    text: str
    kind: BroadcastKind = BroadcastKind.ORDINARY
    author: Author = field(default_factory=Author)
    attachments: tuple[AttachedFile, ...] = ()
    asks_acknowledgement: bool = False
    pin_minutes: int = 0


class Broadcast(Struct, frozen=True):
    """A broadcast in one municipality.

    `send_at` is when it leaves, the undo window included. `fingerprint` and `sent_on` (a date) find texts that were
    sent already. `paused_by` is the reason for an automatic pause, `accepted_failures` are reasons after which somebody
    resumed it all the same. `schedule_id` names the schedule that made it; `region_id` is the same in all
    municipalities to which a region officer sent it with one click, and `leading_municipality_id` the one where it was
    written. `sort` rises with time, for lists.
    """

    id: str
    municipality_id: str
    group_id: int
    content: Content
    audience: Audience
    created_at: datetime
    created_by_vk_id: int
    created_by_name: str
    sort: str
    state: BroadcastState = BroadcastState.DRAFT
    send_at: datetime | None = None
    fingerprint: str = ""
    sent_on: str = ""
    is_planned: bool = False
    paused_by: str = ""
    accepted_failures: tuple[str, ...] = ()
    cancelled_by: str = ""
    withdrawn_at: datetime | None = None
    edited_at: datetime | None = None
    schedule_id: str = ""
    leading_municipality_id: str = ""
    municipality_ids: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Where its record lies."""
        return broadcast_path(self.municipality_id, self.id)

    @property
    def may_leave(self) -> bool:
        """Whether its batches may be sent, or will be when the time comes."""
        return self.state in (BroadcastState.SCHEDULED, BroadcastState.SENDING, BroadcastState.DONE)


def in_state(broadcast: Broadcast, state: BroadcastState) -> Broadcast:
    """The broadcast in another state.

    Raises:
        DomainError: `broadcast_state`: it cannot get there from where it is.
    """
    if state not in _NEXT[broadcast.state]:
        raise DomainError("broadcast_state", state=broadcast.state.value)
    return replace(broadcast, state=state)


def is_changeable(broadcast: Broadcast, now: datetime) -> bool:
    """Whether its messages can still be edited and withdrawn."""
    return broadcast.send_at is not None and now - broadcast.send_at < CHANGEABLE_FOR


def content_errors(content: Content) -> Sequence[str]:
    """What beside the text keeps the content from being sent, in words."""
    if len(content.attachments) > MOST_ATTACHMENTS:
        return [f"Вложений больше {MOST_ATTACHMENTS}."]
    return []

"""A community (VK group): a sender with its own token, its own 20 requests a second and its own numbering of chats.

When VK asks for a break the whole community pauses, each time longer; when its token is refused it stops until ops
mend it. Both are kept in its record, so that every worker of every share sees them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

# VK's flood control passes after seconds or lasts for hours (undisclosed): begin short, double, and stay below half
# an hour.
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=30)
# A break that begins this long after the last one ended is a new story and begins short again.
PAUSES_ARE_ONE_STORY = timedelta(minutes=5)


class CommunityState(StrEnum):
    """Whether a community may be asked to send."""

    ACTIVE = "active"
    STOPPED = "stopped"


class Community(Struct, frozen=True):
    """A community as the system knows it; its token lies in Secret Manager, never here. `confirmation_code` is what its
    callback server answers when VK asks whether it is ours; empty until it is registered.
    """

    group_id: int
    name: str
    screen_name: str = ""
    state: CommunityState = CommunityState.ACTIVE
    stopped_by_code: int = 0
    paused_until: datetime | None = None
    paused_by_code: int = 0
    pauses_in_a_row: int = 0
    confirmation_code: str = ""

    def may_send(self, now: datetime) -> bool:
        """Whether requests may go out at `now`."""
        return self.state is CommunityState.ACTIVE and not self.is_paused(now)

    def is_paused(self, now: datetime) -> bool:
        """Whether VK's break still holds at `now`."""
        return self.paused_until is not None and now < self.paused_until


def paused(community: Community, code: int, now: datetime) -> Community:
    """The community after VK asked for a break with `code`; the same where a break already holds."""
    if community.is_paused(now):
        return community
    same_story = community.paused_until is not None and now - community.paused_until < PAUSES_ARE_ONE_STORY
    in_a_row = community.pauses_in_a_row + 1 if same_story else 1
    length = min(FIRST_PAUSE * 2 ** min(in_a_row - 1, 12), LONGEST_PAUSE)
    return replace(community, paused_until=now + length, paused_by_code=code, pauses_in_a_row=in_a_row)


def stopped(community: Community, code: int) -> Community:
    """The community after VK refused its token or the app with `code`."""
    return replace(community, state=CommunityState.STOPPED, stopped_by_code=code)


def resumed(community: Community) -> Community:
    """The community after ops mended it."""
    return replace(
        community,
        state=CommunityState.ACTIVE,
        stopped_by_code=0,
        paused_until=None,
        paused_by_code=0,
        pauses_in_a_row=0,
    )


def community_path(group_id: int) -> str:
    """Where a community's record lies."""
    return f"communities/{group_id}"

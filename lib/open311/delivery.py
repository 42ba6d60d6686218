"""A complaint on its way to an organisation's own system, as a record: written in the commit that hands the complaint
to the organisation, and kept until the other system says that it is closed. Pure.

GeoReport v2 has no key against repetition. So before a request leaves it is noted that it may have arrived, and one of
which nobody knows is looked for before a second one leaves; docs/decisions/open311.md says how far that reaches.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

# Longer than any request is allowed to take (lib/gateways/open311/client.py), with its look for an earlier one.
LEASE = timedelta(minutes=3)
# A request that was lost can still take effect; a search index of the other side wants its time too.
LOOK_AFTER = timedelta(minutes=3)
LONGEST_WAIT = timedelta(minutes=30)
# A working week with its weekend: whoever mends the other system has been back at work.
GIVE_UP_AFTER = timedelta(days=4)
READ_EVERY = timedelta(minutes=10)
AWAY_FOR = timedelta(minutes=4)
# The alert's time: a quarter of an hour is a restart, two hours are a failure.
SILENT_AFTER = timedelta(hours=2)
_KEPT_FOR = timedelta(days=400)


class Handing(StrEnum):
    """How far a delivery is."""

    WAITING = "waiting"
    HANDED = "handed"
    CLOSED = "closed"
    FAILED = "failed"
    DROPPED = "dropped"


class Delivery(Struct, frozen=True):
    """A delivery: no word and no person is in it.

    `due_at` is when something is done next, or until when somebody is doing it; None once nothing is. `asked_at` is
    when a request left of which it is not known whether it arrived. `seen` is a digest of the status last read.
    """

    id: str
    municipality_id: str
    organization_id: str
    complaint_id: str
    made_at: datetime
    expires_at: datetime
    due_at: datetime | None
    state: Handing = Handing.WAITING
    asked_at: datetime | None = None
    tries: int = 0
    failure: str = ""
    token: str = ""
    request_id: str = ""
    seen: str = ""
    is_silent: bool = False

    @property
    def reference(self) -> str:
        """What the request says of itself, so that it is known again."""
        return f"DC-{self.id}"


def deliveries_path(municipality_id: str) -> str:
    """The collection of a municipality's deliveries."""
    return f"municipalities/{municipality_id}/open311_deliveries"


def delivery_path(municipality_id: str, delivery_id: str) -> str:
    """Where a delivery lies."""
    return f"{deliveries_path(municipality_id)}/{delivery_id}"


def new_delivery(municipality_id: str, organization_id: str, complaint_id: str, steps: int, now: datetime) -> Delivery:
    """A delivery that is due now; `steps` of the complaint tell a second one from the first."""
    name = f"{complaint_id}{steps:03}{organization_id[:4]}"
    return Delivery(name, municipality_id, organization_id, complaint_id, now, now + _KEPT_FOR, now)


def held(delivery: Delivery, now: datetime) -> Delivery:
    """The delivery while somebody works on it."""
    return replace(delivery, due_at=now + LEASE)


def asking(delivery: Delivery, now: datetime) -> Delivery:
    """The delivery whose request leaves now."""
    return replace(delivery, asked_at=now, due_at=now + LEASE)


def not_sent(delivery: Delivery, why: str, now: datetime, *, arrived: bool | None = False) -> Delivery:
    """The delivery after an attempt that came to nothing; `arrived` None: nobody knows."""
    tries = delivery.tries + 1
    wait = min(timedelta(minutes=2 ** min(tries - 1, 10)), LONGEST_WAIT)
    asked_at = delivery.asked_at if arrived is None else None
    if asked_at is not None:
        wait = max(wait, LOOK_AFTER)
    return replace(delivery, tries=tries, failure=why, asked_at=asked_at, due_at=now + wait)


def is_hopeless(delivery: Delivery, now: datetime) -> bool:
    """Whether it was tried long enough."""
    return delivery.state is Handing.WAITING and now - delivery.made_at >= GIVE_UP_AFTER


def is_silent_now(delivery: Delivery, now: datetime) -> bool:
    """Whether somebody has to look, for the first time."""
    return not delivery.is_silent and now - delivery.made_at >= SILENT_AFTER


def postponed(delivery: Delivery, now: datetime) -> Delivery:
    """The delivery of a server that is away: others are looked at first."""
    return replace(delivery, due_at=now + AWAY_FOR)


def promised(delivery: Delivery, token: str, now: datetime) -> Delivery:
    """The delivery for which the server gave a token: its id comes later."""
    return replace(delivery, token=token, asked_at=None, tries=0, failure="", due_at=now + READ_EVERY)


def handed(delivery: Delivery, request_id: str, now: datetime) -> Delivery:
    """The delivery that the other system has; without an id nothing can be read back."""
    due_at = now + READ_EVERY if request_id else None
    return replace(
        delivery,
        state=Handing.HANDED,
        request_id=request_id,
        asked_at=None,
        tries=0,
        failure="",
        is_silent=False,
        due_at=due_at,
    )


def looked_at(delivery: Delivery, seen: str, now: datetime, *, is_closed: bool) -> Delivery:
    """The delivery after its status was read."""
    state = Handing.CLOSED if is_closed else Handing.HANDED
    due_at = None if is_closed else now + READ_EVERY
    return replace(delivery, state=state, seen=seen, tries=0, failure="", is_silent=False, due_at=due_at)


def not_read(delivery: Delivery, why: str, now: datetime) -> Delivery:
    """The delivery whose status could not be read; it is tried for as long as the complaint is open."""
    tries = delivery.tries + 1
    return replace(delivery, tries=tries, failure=why, due_at=now + min(READ_EVERY * tries, timedelta(hours=1)))


def ended(delivery: Delivery, state: Handing, why: str = "") -> Delivery:
    """The delivery that nothing more happens to."""
    return replace(delivery, state=state, failure=why or delivery.failure, asked_at=None, due_at=None)

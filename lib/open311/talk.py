"""What handing over and reading back share: one server, its deliveries, and the complaints that these are of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from lib import log
from lib.complaints.complaint import AWAITED, Complaint, complaint_path
from lib.complaints.registry import Turn, change_quietly
from lib.gateways.firestore.store import Replace, StaleRecord, Stored
from lib.gateways.open311.answers import NotGeoReport
from lib.gateways.open311.client import GeoReportClient, NotSent, OutcomeUnknown, ServerRefused
from lib.open311.delivery import Delivery, Handing, ended
from lib.open311.server import Server
from lib.questions.outside import Desk
from lib.questions.question import Official

Held = Stored[Delivery]
FAILS = (NotSent, OutcomeUnknown, ServerRefused, NotGeoReport)


class _NotWanted(Exception):
    """The complaint is not that server's to deal with any more."""


class Talk(Struct, frozen=True):
    """An exchange with one server."""

    server: Server
    desk: Desk
    client: GeoReportClient

    @property
    def now(self) -> datetime:
        """The present moment."""
        return self.desk.clock.now()

    def complaint_of(self, delivery: Delivery) -> Stored[Complaint] | None:
        """The complaint that a delivery is of."""
        return self.desk.store.get(complaint_path(delivery.municipality_id, delivery.complaint_id), Complaint)

    def is_responsible(self, complaint: Complaint) -> bool:
        """Whether the complaint still is with the server's organisation."""
        return self.server.organization_id in complaint.organization_ids

    def is_wanted(self, complaint: Complaint) -> bool:
        """Whether the server still has something to do with it."""
        return complaint.state in AWAITED and self.is_responsible(complaint)

    def record(self, held: Held, after: Delivery) -> Held | None:
        """Records what became of a delivery; None where another run was quicker."""
        try:
            (revision,) = self.desk.store.commit([Replace(held.path, after, held.revision)])
        except StaleRecord:
            return None
        return Stored(held.path, after, revision)

    def drop(self, held: Held, why: str) -> None:
        """Ends a delivery that nobody needs any more."""
        self.record(held, ended(held.record, Handing.DROPPED, why))

    def settle(self, held: Held, after: Delivery, step: Callable[[Complaint], Turn]) -> None:
        """Records what became of a delivery together with the step of its complaint, if that still is the server's."""

        def decide(current: Complaint) -> Turn:
            if not self.is_wanted(current):
                raise _NotWanted
            return replace(step(current), also=[Replace(held.path, after, held.revision)])

        stored = self.complaint_of(after)
        try:
            if stored is None:
                raise _NotWanted
            change_quietly(stored, decide, self.desk)
        except _NotWanted:
            self.record(held, after)
        except StaleRecord:
            # Another run was quicker with the delivery: it has told of it.
            log.warning("open311_lease_lost", organization_id=after.organization_id, delivery_id=after.id)

    def system_of(self, complaint: Complaint) -> Official:
        """The server as residents see it: the organisation itself, and nobody by name."""
        name = next(
            (each.name for each in complaint.addressees if each.organization_id == self.server.organization_id), ""
        )
        return Official(0, "", "", self.server.organization_id, name)


def in_short(error: BaseException) -> str:
    """What went wrong, in a word; nothing that the other side said is in it."""
    return f"{type(error).__name__} {error}"[:60]

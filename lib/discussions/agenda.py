"""What an official has been booked for: one record a person, so that two bookings at once cannot collide unseen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from lib.discussions.times import Span
from lib.gateways.firestore.store import Create, Replace, Store, Stored, Write


class Booking(Struct, frozen=True):
    """A discussion of the official that is not over."""

    discussion_id: str
    starts_at: datetime
    ends_at: datetime

    @property
    def span(self) -> Span:
        """The time that is taken."""
        return Span(self.starts_at, self.ends_at)


class Agenda(Struct, frozen=True):
    """An official's bookings in a municipality."""

    vk_id: int
    bookings: tuple[Booking, ...] = ()


def agenda_path(municipality_id: str, vk_id: int) -> str:
    """Where it lies."""
    return f"municipalities/{municipality_id}/agendas/{vk_id}"


def load_agenda(municipality_id: str, vk_id: int, *, store: Store) -> Stored[Agenda] | None:
    """An official's agenda; None for whoever never had a discussion."""
    return store.get(agenda_path(municipality_id, vk_id), Agenda)


def taken_spans(agenda: Stored[Agenda] | None, without: str = "") -> Sequence[Span]:
    """The times that are taken; but for one discussion's, when that is to be moved."""
    bookings = agenda.record.bookings if agenda else ()
    return [each.span for each in bookings if each.discussion_id != without]


def book(agenda: Stored[Agenda] | None, municipality_id: str, vk_id: int, booking: Booking, now: datetime) -> Write:
    """The write that books a time, instead of what the discussion was booked for before; what is over goes.

    It fails (AlreadyExists, StaleRecord) where somebody else has booked meanwhile.
    """
    path = agenda_path(municipality_id, vk_id)
    before = agenda.record if agenda else Agenda(vk_id)
    kept = [each for each in before.bookings if each.ends_at > now and each.discussion_id != booking.discussion_id]
    after = replace(before, bookings=(*kept, booking))
    return Replace(path, after, agenda.revision) if agenda else Create(path, after)


def unbook(agenda: Stored[Agenda] | None, discussion_id: str) -> list[Write]:
    """The write that sets a time free."""
    if agenda is None or all(each.discussion_id != discussion_id for each in agenda.record.bookings):
        return []
    kept = tuple(each for each in agenda.record.bookings if each.discussion_id != discussion_id)
    return [Replace(agenda.path, replace(agenda.record, bookings=kept), agenda.revision)]

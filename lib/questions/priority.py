"""A vote on which of a house's open questions goes to the official first."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from lib.errors import DomainError
from lib.gateways.firestore.store import Store, Stored
from lib.questions.ballot import Ballot


class Priority(Struct, frozen=True):
    """The vote; `wordings` are the questions' as they were then, `winner_id` the question that won."""

    id: str
    municipality_id: str
    group_id: int
    house_id: str
    house_title: str
    chat_id: int
    ballot: Ballot
    wordings: tuple[str, ...]
    created_at: datetime
    created_by: int
    is_open: bool = True
    winner_id: str = ""
    sort: str = ""


def priorities_path(municipality_id: str) -> str:
    """The collection of a municipality's votes on what comes first."""
    return f"municipalities/{municipality_id}/priorities"


def priority_path(municipality_id: str, priority_id: str) -> str:
    """Where one lies."""
    return f"{priorities_path(municipality_id)}/{priority_id}"


def load_priority(municipality_id: str, priority_id: str, *, store: Store) -> Stored[Priority]:
    """One as stored.

    Raises:
        DomainError: `priority_unknown`.
    """
    found = store.get(priority_path(municipality_id, priority_id), Priority) if priority_id.isalnum() else None
    if found is None:
        raise DomainError("priority_unknown")
    return found


def priorities_of(municipality_id: str, house_id: str, *, store: Store, most: int = 10) -> list[Priority]:
    """A house's votes on what comes first, the last one first."""
    found = store.query(priorities_path(municipality_id), Priority, [("house_id", "==", house_id)], ["sort"], most)
    return [stored.record for stored in found]

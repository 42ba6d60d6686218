"""Chats that a message did not reach lately: remembered so that the next preview can tell of them beforehand."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from lib.gateways.firestore.store import Condition, Store

# In one page of an audience of a healthy municipality there are a few.
_MOST_IN_A_PAGE = 1000


class Unreachable(Struct, frozen=True):
    """A house whose chat refused a message: the reason as a code of the table of errors, and since when."""

    house_id: str
    failure: str
    since: datetime


def unreachable_path(municipality_id: str, house_id: str) -> str:
    """Where it lies."""
    return f"{unreachables_path(municipality_id)}/{house_id}"


def unreachables_path(municipality_id: str) -> str:
    """The collection of a municipality's unreachable houses."""
    return f"municipalities/{municipality_id}/unreachable"


def unreachable_between(municipality_id: str, first: str, last: str, *, store: Store) -> dict[str, Unreachable]:
    """The unreachable houses among the ids from `first` to `last`, by id."""
    where: list[Condition] = [("house_id", ">=", first), ("house_id", "<=", last)]
    found = store.query(unreachables_path(municipality_id), Unreachable, where, ["house_id"], _MOST_IN_A_PAGE)
    return {stored.record.house_id: stored.record for stored in found}

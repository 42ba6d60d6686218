"""The houses behind a figure that is added up over days: every house that has a part in it, the largest part first.

Made once a count, so that the list comes to exactly its figure, and a page of it costs one read and one a house.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from lib.activity.numbers import HouseActivity, Sums
from lib.gateways.firestore.paging import Page


class Summed(StrEnum):
    """The figures that are sums of houses' own; the values are the names of `Sums`."""

    MESSAGES = "messages"
    PEOPLE = "people"
    JOINED = "joined"
    LEFT = "left"


class Part(Struct, frozen=True, array_like=True):
    """What a house has in a figure. About 32 bytes each as JSON, so a document holds some 30,000 houses."""

    house_id: str
    value: int

    @property
    def place(self) -> str:
        """Where it stands in its list."""
        return f"{self.value}:{self.house_id}"


def part_of(figure: Summed) -> str:
    """The part of a board in which a figure's houses are."""
    return f"by_{figure}"


def ranked(rows: Iterable[tuple[HouseActivity, Sums]], figure: Summed) -> list[Part]:
    """The houses that have something in the figure, the most first."""
    parts = (Part(house.house_id, getattr(sums, figure)) for house, sums in rows)
    return sorted((part for part in parts if part.value), key=_order)


def page_after(parts: list[Part], after: str, limit: int) -> Page[Part]:
    """Those that follow a place; from the beginning where it is empty."""
    if after:
        value, _, house_id = after.partition(":")
        before = _order(Part(house_id, int(value)))
        parts = [part for part in parts if _order(part) > before]
    items = tuple(parts[:limit])
    return Page(items, items[-1].place if len(parts) > limit else None)


def _order(part: Part) -> tuple[int, str]:
    return -part.value, part.house_id

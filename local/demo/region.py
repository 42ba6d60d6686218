"""What the demo tells the front door: two municipalities, and a person in every role of each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody whom one can be on VK's message page."""

    user_id: int
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class DemoMunicipality:
    """A municipality of the demo and its people."""

    name: str
    houses: int
    live: int
    people: tuple[DemoPerson, ...]


@dataclass(frozen=True, slots=True)
class DemoRegion:
    """All that the front door shows."""

    municipalities: tuple[DemoMunicipality, ...]

"""What the demo tells the front door: two municipalities, and a person in every role of each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody whom one can be on VK's message page, and in the Mini App where they have something to do in it."""

    user_id: int
    name: str
    role: str
    opens_app: bool


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

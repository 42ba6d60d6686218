"""The queue of those who want to say something: one record a person, so that many can raise their hand at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who wants to say something; deleted when they are called on, or the chat is closed."""

    vk_id: int
    at: datetime

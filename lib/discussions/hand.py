"""The queue of those who want to say something: one record a person, so that many can raise their hand at once."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Hand(Struct, frozen=True):
    """Somebody who wants to say something; deleted when they are called on, or the chat is closed."""

    vk_id: int
    at: datetime

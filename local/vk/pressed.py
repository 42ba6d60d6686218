"""A callback button that somebody pressed, until the community answers or its minute is over."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from local.vk.state import Json

# https://dev.vk.com/ru/method/messages.sendMessageEventAnswer: an answer is taken for one minute.
ANSWERABLE_S = 60


@dataclass(slots=True)
class PressedButton:
    """The event, who pressed, and the answer once it came."""

    event_id: str
    group_id: int
    user_id: int
    peer_id: int
    pressed_at: int
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    answer: Json | None = None

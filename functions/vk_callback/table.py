"""Which conversation takes which event: the first that wants it and takes it."""

from __future__ import annotations

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.conversations.consent import CONSENT
from functions.vk_callback.conversations.leading import LEADING

CONVERSATIONS: tuple[Conversation, ...] = (
    # Notes who may be written to and leaves the event to whoever comes after it.
    CONSENT,
    # Takes private messages of those whom it leads, and its buttons; leaves joins to whoever comes after it.
    LEADING,
)

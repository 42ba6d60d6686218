"""Which conversation takes which event: the first that wants it and takes it."""

from __future__ import annotations

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.conversations.acknowledgements import ACKNOWLEDGEMENTS
from functions.vk_callback.conversations.consent import CONSENT
from functions.vk_callback.conversations.service_bots import SERVICE_BOT_CHECK, SERVICE_BOT_MOVES
from functions.vk_callback.conversations.service_menu import SERVICE_MENU

CONVERSATIONS: tuple[Conversation, ...] = (
    # Notes who may be written to and leaves the event to whoever comes after it.
    CONSENT,
    SERVICE_MENU,
    SERVICE_BOT_MOVES,
    SERVICE_BOT_CHECK,
    ACKNOWLEDGEMENTS,
    # Leading a house's administrator stands here: private messages, its buttons, and who joins which chat.
)

"""Which conversation takes which event: the first that wants it and takes it."""

from __future__ import annotations

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.conversations.acknowledgements import ACKNOWLEDGEMENTS
from functions.vk_callback.conversations.consent import CONSENT
from functions.vk_callback.conversations.house_buttons import HOUSE_BUTTONS
from functions.vk_callback.conversations.leading import LEADING
from functions.vk_callback.conversations.left_over import GREETING, OLD_BUTTONS
from functions.vk_callback.conversations.moving import MOVING
from functions.vk_callback.conversations.officials import OFFICIALS
from functions.vk_callback.conversations.service_bots import SERVICE_BOT_CHECK, SERVICE_BOT_MOVES
from functions.vk_callback.conversations.service_menu import SERVICE_MENU
from functions.vk_callback.conversations.speaking import SPEAKING

CONVERSATIONS: tuple[Conversation, ...] = (
    # These note something and leave the event to whoever comes after them.
    CONSENT,
    SPEAKING,
    OFFICIALS,
    # Takes private messages of those whom it leads, and its buttons; leaves joins to whoever comes after it.
    LEADING,
    SERVICE_MENU,
    SERVICE_BOT_MOVES,
    SERVICE_BOT_CHECK,
    MOVING,
    ACKNOWLEDGEMENTS,
    HOUSE_BUTTONS,
    # Whatever nobody took.
    OLD_BUTTONS,
    GREETING,
)

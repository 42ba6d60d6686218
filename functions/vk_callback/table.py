"""Which conversation takes which event: the first that wants it and takes it."""

from __future__ import annotations

from functions.vk_callback.conversation import Conversation
from functions.vk_callback.conversations.acknowledgements import ACKNOWLEDGEMENTS
from functions.vk_callback.conversations.complaining import COMPLAINT_PRESSES, COMPLAINT_WORDS
from functions.vk_callback.conversations.complaint_dealing import COMPLAINT_DEALING_PRESSES, COMPLAINT_DEALING_WORDS
from functions.vk_callback.conversations.consent import CONSENT
from functions.vk_callback.conversations.discussion_words import DISCUSSION_CHATS, DISCUSSION_WORDS
from functions.vk_callback.conversations.discussions import DISCUSSION_PRESSES
from functions.vk_callback.conversations.guarding import GUARDING
from functions.vk_callback.conversations.house_buttons import HOUSE_BUTTONS
from functions.vk_callback.conversations.leading import LEADING
from functions.vk_callback.conversations.left_over import GREETING, OLD_BUTTONS
from functions.vk_callback.conversations.moderating import (
    MODERATION_LOG,
    MODERATION_PRESSES,
    MODERATION_WORDS,
    MUTED,
)
from functions.vk_callback.conversations.moderating_in_private import (
    PRIVATE_MODERATION_PRESSES,
    PRIVATE_MODERATION_WORDS,
)
from functions.vk_callback.conversations.moving import MOVING
from functions.vk_callback.conversations.officials import OFFICIALS
from functions.vk_callback.conversations.question_dealing import QUESTION_DEALING_PRESSES, QUESTION_DEALING_WORDS
from functions.vk_callback.conversations.question_making import QUESTION_PRESSES, QUESTION_WORDS
from functions.vk_callback.conversations.service_bots import SERVICE_BOT_CHECK, SERVICE_BOT_MOVES
from functions.vk_callback.conversations.service_menu import SERVICE_MENU
from functions.vk_callback.conversations.speaking import SPEAKING
from functions.vk_callback.conversations.votes import VOTERS_LEAVE, VOTES

CONVERSATIONS: tuple[Conversation, ...] = (
    # Whoever may not write is not heard by anybody else.
    MUTED,
    # These note something and leave the event to whoever comes after them.
    CONSENT,
    SPEAKING,
    OFFICIALS,
    MOVING,
    VOTERS_LEAVE,
    GUARDING,
    DISCUSSION_PRESSES,
    QUESTION_DEALING_PRESSES,
    DISCUSSION_CHATS,
    VOTES,
    ACKNOWLEDGEMENTS,
    HOUSE_BUTTONS,
    QUESTION_PRESSES,
    QUESTION_WORDS,
    SERVICE_MENU,
    SERVICE_BOT_MOVES,
    SERVICE_BOT_CHECK,
    MODERATION_PRESSES,
    MODERATION_WORDS,
    MODERATION_LOG,
    PRIVATE_MODERATION_PRESSES,
    PRIVATE_MODERATION_WORDS,
    COMPLAINT_PRESSES,
    COMPLAINT_DEALING_PRESSES,
    COMPLAINT_DEALING_WORDS,
    COMPLAINT_WORDS,
    # Before whoever leads a house's administrator: an official can be one.
    QUESTION_DEALING_WORDS,
    DISCUSSION_WORDS,
    # Takes private messages of those whom it leads, and its buttons; notes who joins which chat.
    LEADING,
    # Whatever nobody took.
    OLD_BUTTONS,
    GREETING,
)

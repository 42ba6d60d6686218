"""The buttons of house chats: what each says in its payload.

A payload only says what is wanted, never who may: people can forge payloads, so whoever handles one asks the records
for the rights.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum


class ChatAction(StrEnum):
    """What a button of a house chat asks for."""

    SHOW_RULES = "show_rules"
    ASK_ADMINISTRATOR = "ask_administrator"
    SHOW_SERVICES = "show_services"
    SHOW_MODERATION_LOG = "show_moderation_log"


LABELS: dict[ChatAction, str] = {
    ChatAction.SHOW_RULES: "Правила чата",
    ChatAction.ASK_ADMINISTRATOR: "Спросить администратора",
    ChatAction.SHOW_SERVICES: "Сервисы дома",
    ChatAction.SHOW_MODERATION_LOG: "Журнал модерации",
}


def action_of(payload: object) -> ChatAction | None:
    """What a pressed button asks for; None where it is none of these."""
    said = payload.get("do") if isinstance(payload, Mapping) else None
    return next((action for action in ChatAction if action.value == said), None)


def inline_keyboard(rows: Sequence[Sequence[ChatAction]]) -> dict[str, object]:
    """VK's inline keyboard of callback buttons, which answer without writing into the chat."""
    return {
        "inline": True,
        "one_time": False,
        "buttons": [
            [
                {"action": {"type": "callback", "label": LABELS[action], "payload": json.dumps({"do": action.value})}}
                for action in row
            ]
            for row in rows
        ],
    }


WELCOME_KEYBOARD = inline_keyboard(
    [[ChatAction.SHOW_RULES], [ChatAction.ASK_ADMINISTRATOR], [ChatAction.SHOW_SERVICES]]
)
# What stands under the rules, and under each notice of something that was removed.
RULES_KEYBOARD = inline_keyboard([[ChatAction.SHOW_MODERATION_LOG]])

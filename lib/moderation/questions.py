"""What a moderator is asked next, with the answers as buttons."""

from __future__ import annotations

import json
from collections.abc import Sequence

from msgspec import Struct

from lib.moderation.tools import DURATIONS, LABELS, REASONS, Tool
from lib.moderation.wish import Wish, payload_of

_LONGEST_LABEL = 40


class Question(Struct, frozen=True):
    """A text and VK's inline keyboard."""

    text: str
    keyboard: dict[str, object]


class Choice(Struct, frozen=True):
    """Something to choose among, with what its button adds to the wish."""

    label: str
    says: dict[str, object]


def next_question(wish: Wish) -> Question | None:
    """What is still to be said; None where nothing is. A message is asked for elsewhere: only the chat has them."""
    if wish.tool is None:
        choices = [Choice(label, {"t": tool.value}) for tool, label in LABELS.items() if tool is not Tool.UNPIN]
        return ask("Что сделать с этим сообщением или его автором?", choices, wish)
    if wish.tool is Tool.MUTE and not wish.seconds:
        return ask("На сколько запретить писать?", [Choice(label, {"s": s}) for s, label in DURATIONS.items()], wish)
    if not wish.reason:
        reasons = [Choice(label[:1].upper() + label[1:], {"r": key}) for key, label in REASONS[wish.tool].items()]
        return ask(f"{LABELS[wish.tool]}: почему? Причину увидят все в журнале модерации.", reasons, wish)
    return None


def ask(text: str, choices: Sequence[Choice], wish: Wish) -> Question:
    """A question whose answers stand one in a row; VK's keyboard takes six rows, then two stand in one."""
    buttons = [_button(choice, wish) for choice in choices]
    a_row = 1 if len(buttons) <= 6 else 2
    rows = [buttons[at : at + a_row] for at in range(0, len(buttons), a_row)]
    return Question(text, {"inline": True, "one_time": False, "buttons": rows})


def _button(choice: Choice, wish: Wish) -> dict[str, object]:
    payload = json.dumps(payload_of(wish, **choice.says), separators=(",", ":"))
    label = choice.label if len(choice.label) <= _LONGEST_LABEL else choice.label[: _LONGEST_LABEL - 1].rstrip() + "…"
    return {"action": {"type": "callback", "label": label, "payload": payload}}

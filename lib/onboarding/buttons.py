"""The buttons of the conversation with a house's administrator.

A payload says which house is meant and what is wanted, never who may: people can forge payloads, so whoever handles one
asks the records. `generation` makes the buttons of somebody who was replaced old.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from lib.onboarding.onboarding import Onboarding


class Button(StrEnum):
    """What a button of the conversation asks for."""

    REFUSE = "lead_refuse"
    AGREE = "lead_agree"
    BROUGHT = "lead_brought"  # the text is in the old chats
    HUNG = "lead_hung"  # the posters hang
    HELP = "lead_help"
    COVERING = "lead_covering"
    POSTER = "lead_poster"
    ENTRANCES = "lead_entrances"
    LIFTS = "lead_lifts"
    PROGRESS = "lead_progress"


LABELS = {
    Button.REFUSE: "Отказаться",
    Button.AGREE: "Я согласен помочь",
    Button.BROUGHT: "Текст отправлен, дальше",
    Button.HUNG: "Плакаты висят, дальше",
    Button.HELP: "Помощь",
    Button.COVERING: "Текст для соседей",
    Button.POSTER: "Плакат для печати",
    Button.ENTRANCES: "Плакат на каждый подъезд",
    Button.LIFTS: "Маленькие для лифтов",
    Button.PROGRESS: "Сколько соседей в чате",
}
_COLORS = {Button.BROUGHT: "primary", Button.HUNG: "primary", Button.AGREE: "primary"}
JOIN_LABEL = "Вступить в чат"

# What people write instead of pressing.
_WORDS = {
    "помощь": Button.HELP,
    "help": Button.HELP,
    "?": Button.HELP,
    "начать": Button.HELP,
    "start": Button.HELP,
    "отказаться": Button.REFUSE,
    "отказываюсь": Button.REFUSE,
    "согласен": Button.AGREE,
    "согласна": Button.AGREE,
    "текст": Button.COVERING,
    "плакат": Button.POSTER,
    "плакаты": Button.POSTER,
    "сколько": Button.PROGRESS,
    "готово": Button.BROUGHT,
    "дальше": Button.BROUGHT,
}


class Pressed(Struct, frozen=True):
    """A payload, understood."""

    button: Button
    municipality_id: str
    house_id: str
    generation: int


def is_button(payload: object) -> bool:
    """Whether a payload is meant for this conversation, broken or not."""
    # A forged payload holds anything, also what cannot be looked up.
    return isinstance(payload, Mapping) and isinstance(wanted := payload.get("do"), str) and wanted in set(Button)


def read_payload(payload: object) -> Pressed | None:
    """What a payload asks for; None where it is no button of this conversation, or a broken one."""
    if not isinstance(payload, Mapping) or not is_button(payload):
        return None
    municipality_id, house_id, generation = payload.get("m"), payload.get("h"), payload.get("g")
    if not (isinstance(municipality_id, str) and isinstance(house_id, str) and type(generation) is int):
        return None
    if not (municipality_id.isalnum() and house_id.isalnum()):
        # They become a path in Firestore.
        return None
    return Pressed(Button(payload["do"]), municipality_id, house_id, generation)


def read_words(text: str) -> Button | None:
    """The button that a message stands for."""
    words = text.casefold().strip(" .!").split()
    return _WORDS.get(words[0]) if len(words) in {1, 2} else None


def keyboard(onboarding: Onboarding, rows: Sequence[Sequence[Button]], join_link: str = "") -> dict[str, object]:
    """An inline keyboard; first the link into the chat, if it is given."""
    buttons = [[_callback(button, onboarding) for button in row] for row in rows]
    if join_link:
        buttons.insert(0, [{"action": {"type": "open_link", "label": JOIN_LABEL, "link": join_link}}])
    return {"inline": True, "one_time": False, "buttons": buttons}


def payload_of(button: Button, onboarding: Onboarding) -> dict[str, object]:
    """What a button carries."""
    return {
        "do": button.value,
        "m": onboarding.municipality_id,
        "h": onboarding.house_id,
        "g": onboarding.generation,
    }


def _callback(button: Button, onboarding: Onboarding) -> dict[str, object]:
    payload = json.dumps(payload_of(button, onboarding), separators=(",", ":"))
    shown: dict[str, object] = {"action": {"type": "callback", "label": LABELS[button], "payload": payload}}
    return shown | ({"color": _COLORS[button]} if button in _COLORS else {})

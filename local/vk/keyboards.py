"""Keyboards under messages and in place of the keyboard (https://dev.vk.com/ru/api/bots/development/keyboard)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from local.vk.errors import ApiError
from local.vk.state import Json

MOST_LABEL = 40
MOST_PAYLOAD = 255
COLORS = frozenset({"primary", "secondary", "default", "negative", "positive"})

# type: what its action must hold, all as text or number.
_NEEDED = {
    "text": ("label",),
    "callback": ("label",),
    "open_link": ("label", "link"),
    "open_app": ("label", "app_id"),
    "location": (),
    "vkpay": ("hash",),
}


def read_keyboard(text: str, group_id: int) -> Json:
    """The keyboard of a message, as the message will show it.

    Raises:
        ApiError: 911 where VK would not show it.
    """
    try:
        keyboard = msgspec.json.decode(text)
    except msgspec.DecodeError:
        raise _refusal("Keyboard is not valid JSON") from None
    if not isinstance(keyboard, dict) or not isinstance(keyboard.get("buttons"), list):
        raise _refusal("buttons should be an array")
    inline, one_time = bool(keyboard.get("inline", False)), bool(keyboard.get("one_time", False))
    if inline and one_time:
        raise _refusal("inline keyboard can not be one_time")
    rows = keyboard["buttons"]
    _check_size(rows, *((6, 10) if inline else (10, 40)))
    return {
        "one_time": one_time,
        "inline": inline,
        "author_id": -group_id,
        "buttons": [[_read_button(button) for button in row] for row in rows],
    }


def keyboard_as_understood(text: str) -> object:
    """The keyboard with VK's defaults filled in, as VK's schema describes it; the text itself where it is none.

    Clients leave `one_time` out, send payloads as objects or null, and `secondary` for the plain colour: VK takes all
    of that, its schema does not.
    """
    try:
        keyboard = read_keyboard(text, 0)
    except ApiError:
        return text
    del keyboard["author_id"]
    return keyboard


def buttons_of(keyboard: Json | None) -> Iterator[Json]:
    """Every button of a message's keyboard."""
    for row in keyboard["buttons"] if keyboard else []:
        yield from row


def _check_size(rows: list[object], most_rows: int, most_buttons: int) -> None:
    if len(rows) > most_rows:
        raise _refusal(f"there are more than {most_rows} rows")
    buttons = 0
    for row in rows:
        if not isinstance(row, list) or not 1 <= len(row) <= 5:
            raise _refusal("a row has 1 to 5 buttons")
        buttons += len(row)
    if buttons > most_buttons:
        raise _refusal(f"there are more than {most_buttons} buttons")


def _read_button(button: object) -> Json:
    if not isinstance(button, dict) or not isinstance(button.get("action"), dict):
        raise _refusal("button has no action")
    action = button["action"]
    kind = action.get("type")
    if kind not in _NEEDED:
        raise _refusal(f"unknown button type {kind}")
    for name in _NEEDED[kind]:
        if not isinstance(action.get(name), str | int) or action[name] == "":
            raise _refusal(f"{name} is required for {kind}")
    if len(str(action.get("label", ""))) > MOST_LABEL:
        raise _refusal(f"label is longer than {MOST_LABEL}")
    payload = action.pop("payload", None)
    shown: Json = {"action": action if payload is None else action | {"payload": _read_payload(payload)}}
    if kind == "open_app":
        shown["action"].setdefault("owner_id", 0)
    if (color := button.get("color")) is not None:
        if color not in COLORS or kind not in {"text", "callback"}:
            raise _refusal(f"color {color} is not for {kind}")
        shown["color"] = "default" if color == "secondary" else color
    return shown


def _read_payload(payload: object) -> str:
    # VK takes an object as well as JSON in a text, and always shows a text.
    text = payload if isinstance(payload, str) else msgspec.json.encode(payload).decode()
    if len(text) > MOST_PAYLOAD:
        raise _refusal(f"payload is longer than {MOST_PAYLOAD}")
    try:
        msgspec.json.decode(text or "{}")
    except msgspec.DecodeError:
        raise _refusal("payload is not valid JSON") from None
    return text


def _refusal(detail: str) -> ApiError:
    return ApiError(911, detail)

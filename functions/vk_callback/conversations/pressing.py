"""What all conversations with buttons share: reading what a button asks for, and the snackbar that answers."""

from __future__ import annotations

from collections.abc import Mapping

from functions.vk_callback.outside import Outside
from lib.events.event import ButtonPressed


def asked_for(event: ButtonPressed) -> str:
    """The payload's `do`; empty where there is none. People can forge it, whoever acts on it asks the records."""
    do = event.payload.get("do") if isinstance(event.payload, Mapping) else None
    return do if isinstance(do, str) else ""


def say_to_presser(event: ButtonPressed, text: str, outside: Outside) -> None:
    """Shows a snackbar, of at most 90 characters, to who pressed and nobody else."""
    outside.answers.snackbar(event.group_id, event.peer_id, event.user_id, event.press_id, text)

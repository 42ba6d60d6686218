"""Answers to callback buttons."""

from __future__ import annotations

from typing import Annotated

import msgspec

from local.vk.errors import invalid
from local.vk.method import Call, method
from local.vk.pressed import ANSWERABLE_S, PressedButton

MOST_SNACKBAR = 90


class _ShowSnackbar(msgspec.Struct, tag_field="type", tag="show_snackbar"):
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=MOST_SNACKBAR)]


class _OpenLink(msgspec.Struct, tag_field="type", tag="open_link"):
    link: Annotated[str, msgspec.Meta(min_length=1)]


class _OpenApp(msgspec.Struct, tag_field="type", tag="open_app"):
    app_id: int
    hash: str = ""
    owner_id: int | None = None


_EventData = _ShowSnackbar | _OpenLink | _OpenApp


@method("messages.sendMessageEventAnswer", right="messages")
def send_message_event_answer(call: Call) -> int:
    """Ends the waiting of the person who pressed; taken once, within a minute.

    Without `event_data` the button only stops turning.
    """
    pressed = call.vk.pressed.get(call.parameters.text("event_id"))
    if pressed is None or not _is_open(call, pressed):
        raise invalid("event_id is invalid")
    if (pressed.user_id, pressed.peer_id) != (call.parameters["user_id"], call.parameters["peer_id"]):
        raise invalid("user_id or peer_id is invalid")
    text = call.parameters.text("event_data")
    if text:
        try:
            msgspec.json.decode(text, type=_EventData)
        except msgspec.DecodeError as error:
            raise invalid(f"event_data: {error}") from None
        pressed.answer = msgspec.json.decode(text)
    pressed.answered.set()
    call.vk.feed.publish(
        "snackbar",
        group_id=call.community.id,
        peer_id=pressed.peer_id,
        user_id=pressed.user_id,
        answer=pressed.answer,
    )
    return 1


def _is_open(call: Call, pressed: PressedButton) -> bool:
    in_time = call.vk.clock.now() - pressed.pressed_at <= ANSWERABLE_S
    return pressed.group_id == call.community.id and in_time and not pressed.answered.is_set()

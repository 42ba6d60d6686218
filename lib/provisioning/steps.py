"""The four requests that take a wave from nothing to live chats: what each asks of VK, and what it learns from the
answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from lib.chat_buttons import WELCOME_KEYBOARD
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown
from lib.gateways.vk.execute import Call
from lib.houses.house import peer_id
from lib.provisioning.wave import Step, WaveHouse, climbed, refused
from lib.provisioning.welcome import welcome_text

Answer = Any | VkError | VkOutcomeUnknown


class Climb(Struct, frozen=True):
    """One request for all houses that stand at `takes`; those for which VK did it stand at `gives` afterwards."""

    takes: Step
    gives: Step
    call: Callable[[WaveHouse], Call]
    learn: Callable[[Any], Mapping[str, str | int]]

    def outcome(self, house: WaveHouse, answer: Answer, now: datetime) -> WaveHouse:
        """The house after VK's answer to its call."""
        if not isinstance(answer, VkError | VkOutcomeUnknown):
            try:
                return climbed(house, self.gives, now, **self.learn(answer))
            except VkError as error:
                answer = error
        return refused(house, answer, now)


def climbs(group_id: int, welcome_template: str) -> tuple[Climb, ...]:
    """The requests in order, for a community and its municipality's text."""
    return (
        Climb(Step.CREATING, Step.CREATED, lambda house: _create_chat(house, group_id), _chat_id),
        Climb(Step.CREATED, Step.LINKED, _get_invite_link, lambda answer: {"invite_link": str(answer["link"])}),
        Climb(Step.LINKED, Step.WELCOMED, lambda house: _send_welcome(house, welcome_template), _welcome_cmid),
        Climb(Step.WELCOMED, Step.LIVE, _pin_welcome, lambda _: {}),
    )


def _create_chat(house: WaveHouse, group_id: int) -> Call:
    return Call("messages.createChat", {"title": house.title, "group_id": group_id})


def _get_invite_link(house: WaveHouse) -> Call:
    return Call("messages.getInviteLink", {"peer_id": peer_id(house.chat_id)})


def _send_welcome(house: WaveHouse, template: str) -> Call:
    text = house.welcome or welcome_text(
        template, address=house.address, company=house.company, invite_link=house.invite_link
    )
    params: dict[str, object] = {
        # Only with `peer_ids` the answer holds the message's number in the chat, which pin needs.
        "peer_ids": str(peer_id(house.chat_id)),
        "random_id": house.random_id,
        "message": text,
        "dont_parse_links": 1,
    }
    return Call("messages.send", params if house.welcome else params | {"keyboard": WELCOME_KEYBOARD})


def _pin_welcome(house: WaveHouse) -> Call:
    return Call("messages.pin", {"peer_id": peer_id(house.chat_id), "cmid": house.welcome_cmid})


def _chat_id(answer: Any) -> dict[str, int]:
    return {"chat_id": int(answer["chat_id"])}


def _welcome_cmid(answer: Any) -> dict[str, int]:
    sent = answer[0]
    if "error" in sent:
        raise VkError(int(sent["error"]["code"]), "messages.send", str(sent["error"].get("description", "")))
    return {"welcome_cmid": int(sent["conversation_message_id"])}

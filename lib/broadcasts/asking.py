"""The requests that a batch makes, and what VK answered for each of its chats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from lib.broadcasts.acknowledging import acknowledgement_keyboard
from lib.broadcasts.batch import Batch, Does
from lib.broadcasts.broadcast import Broadcast, Content
from lib.broadcasts.delivery import BatchHouse
from lib.broadcasts.message_text import official, text_for_house
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError
from lib.gateways.vk.execute import Call, execute
from lib.houses.house import peer_id


class Done(Struct, frozen=True):
    """VK did it; the message's number in the chat where there is one."""

    cmid: int = 0


class NotTold(Struct, frozen=True):
    """VK answered, but not about this chat."""


Answer = Done | NotTold | VkError


def send(vk: VkClient, batch: Batch, houses: Sequence[BatchHouse], broadcast: Broadcast) -> list[Answer]:
    """Sends the batch's message to its houses in one request; an answer for each.

    Raises:
        VkError: the request as a whole was refused.
        VkOutcomeUnknown: no usable answer.
    """
    if batch.is_personal:
        calls = [Call("messages.send", _message(batch, [house], broadcast)) for house in houses]
        told = [answer if isinstance(answer, VkError) else _by_peer(answer) for answer in execute(vk, calls)]
        return [
            answer if isinstance(answer, VkError) else _answer_for(house, answer)
            for house, answer in zip(houses, told, strict=True)
        ]
    answer = _by_peer(vk.call("messages.send", **_message(batch, houses, broadcast)))
    return [_answer_for(house, answer) for house in houses]


def change(vk: VkClient, batch: Batch, houses: Sequence[BatchHouse], broadcast: Broadcast) -> list[Answer]:
    """Edits, withdraws, pins or unpins the messages of the batch's houses; raises as `send`."""
    if batch.does is Does.UNPIN:
        return _unpin(vk, houses)
    calls = [_change_call(batch.does, house, broadcast) for house in houses]
    return [_changed(answer) for answer in execute(vk, calls)]


def _message(batch: Batch, houses: Sequence[BatchHouse], broadcast: Broadcast) -> dict[str, Any]:
    return {
        # Only with `peer_ids` the answer holds each message's number in its chat.
        "peer_ids": ",".join(str(peer_id(house.chat_id)) for house in houses),
        "random_id": batch.random_id_of(houses[0]),
        **_dress(houses[0], broadcast.content, broadcast.id),
    }


def _dress(house: BatchHouse, content: Content, broadcast_id: str) -> dict[str, Any]:
    text = text_for_house(content.text, address=house.address, company=house.company)
    heading = official(text, content.kind, content.author)
    dress: dict[str, Any] = {"message": heading.text, "format_data": heading.format_data}
    if content.attachments:
        dress["attachment"] = ",".join(file.vk_name for file in content.attachments)
    if content.asks_acknowledgement:
        dress["keyboard"] = acknowledgement_keyboard(broadcast_id)
    return dress


def _by_peer(answer: Any) -> dict[int, Any]:
    return {int(each["peer_id"]): each for each in answer}


def _answer_for(house: BatchHouse, answer: dict[int, Any]) -> Answer:
    told = answer.get(peer_id(house.chat_id))
    if told is None:
        return NotTold()
    if error := told.get("error"):
        return VkError(int(error["code"]), "messages.send", str(error.get("description", "")))
    return Done(int(told["conversation_message_id"]))


def _change_call(does: Does, house: BatchHouse, broadcast: Broadcast) -> Call:
    place = {"peer_id": peer_id(house.chat_id)}
    match does:
        case Does.EDIT:
            return Call(
                "messages.edit", {**place, "cmid": house.cmid, **_dress(house, broadcast.content, broadcast.id)}
            )
        case Does.WITHDRAW:
            return Call("messages.delete", {**place, "cmids": house.cmid, "delete_for_all": 1})
        case _:
            return Call("messages.pin", {**place, "cmid": house.cmid})


def _changed(answer: Any) -> Answer:
    if isinstance(answer, VkError):
        return answer
    # messages.delete tells of every message apart; 0 means that it was gone already.
    if isinstance(answer, list) and answer and "error" in answer[0]:
        error = answer[0]["error"]
        return VkError(int(error["code"]), "messages.delete", str(error.get("description", "")))
    return Done()


def _unpin(vk: VkClient, houses: Sequence[BatchHouse]) -> list[Answer]:
    """Gives the welcome its place back, unless somebody has pinned something else meanwhile."""
    peers = ",".join(str(peer_id(house.chat_id)) for house in houses)
    found = vk.call("messages.getConversationsById", peer_ids=peers)["items"]
    pinned = {int(item["peer"]["id"]): item["chat_settings"].get("pinned_message") for item in found}
    calls: dict[str, Call] = {}
    for house in houses:
        now = pinned.get(peer_id(house.chat_id))
        if now is None or int(now["conversation_message_id"]) == house.cmid:
            calls[house.house_id] = _unpin_call(house)
    answers = dict(zip(calls, execute(vk, list(calls.values())), strict=True)) if calls else {}
    return [_changed(answers.get(house.house_id)) for house in houses]


def _unpin_call(house: BatchHouse) -> Call:
    place = {"peer_id": peer_id(house.chat_id)}
    if house.welcome_cmid:
        return Call("messages.pin", {**place, "cmid": house.welcome_cmid})
    return Call("messages.unpin", place)

"""What a message carries beside its text: attachments, quotes, a style, a place.

https://dev.vk.com/ru/method/messages.send
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from local.vk.errors import ApiError, invalid
from local.vk.parameters import Parameters
from local.vk.state import FIRST_CHAT_PEER, Community, Conversation, Json, Message
from local.vk.uploads import Uploads
from local.vk.views.message import quoted_view

MOST_ATTACHMENTS = 10
MOST_FORWARDED = 100

_ATTACHMENT = re.compile(r"(photo|doc)(-?\d+)_(\d+)(?:_(\w+))?")


class _Forward(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """`forward`: messages of one conversation, by their numbers in it or by their ids."""

    owner_id: int | None = None
    peer_id: int | None = None
    conversation_message_ids: list[int] = []
    cmids: list[int] = []
    message_ids: list[int] = []
    is_reply: bool | Literal[0, 1] = False


class _StyledPart(msgspec.Struct):
    type: Literal["bold", "italic", "underline", "url"]
    offset: int
    length: int
    url: str | None = None


class _FormatData(msgspec.Struct):
    version: str | int
    items: list[_StyledPart]


def read_attachments(text: str, community: Community, uploads: Uploads) -> list[Json]:
    """The attachments named in `attachment`.

    Raises:
        ApiError: 100 where there are too many, or one does not exist or is somebody else's.
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    if len(names) > MOST_ATTACHMENTS:
        raise invalid(f"attachment: more than {MOST_ATTACHMENTS} attachments")
    return [_attachment(name, community, uploads) for name in names]


def _attachment(name: str, community: Community, uploads: Uploads) -> Json:
    found = _ATTACHMENT.fullmatch(name)
    saved = uploads.saved.get(f"{found[1]}{found[2]}_{found[3]}") if found else None
    if found is None or saved is None:
        raise invalid(f"attachment: {name} not found")
    thing = saved[found[1]]
    if thing["owner_id"] != -community.id and found[4] != thing["access_key"]:
        raise invalid(f"attachment: no access to {name}")
    return saved


def conversation_of(community: Community, peer_id: int) -> Conversation | None:
    """The community's conversation with this peer, if there is one."""
    if peer_id > FIRST_CHAT_PEER:
        return community.chats.get(peer_id)
    return community.dialogs.get(peer_id)


def read_quotes(parameters: Parameters, community: Community, peer_id: int) -> tuple[list[Json], Json | None]:
    """(forwarded messages, the message replied to) of a message to `peer_id`.

    Raises:
        ApiError: 100 malformed, 913 too many, 921 a message that the community cannot see.
    """
    if "forward" in parameters:
        return _read_forward(parameters.text("forward"), community, peer_id)
    if len(ids := parameters.integers("forward_messages")) > MOST_FORWARDED:
        raise ApiError(913)
    forwarded = [_private_quote(community, message_id) for message_id in ids]
    reply_to = parameters.integer("reply_to")
    return forwarded, _private_quote(community, reply_to) if reply_to else None


def read_format_data(text: str) -> Json:
    """The style of a text.

    Raises:
        ApiError: 100 where it is not VK's form.
    """
    try:
        msgspec.json.decode(text, type=_FormatData, strict=False)
    except msgspec.DecodeError as error:
        raise invalid(f"format_data: {error}") from None
    shown: Json = msgspec.json.decode(text)
    return shown


def read_place(parameters: Parameters) -> Json | None:
    """`geo` of a message with `lat` and `long`."""
    if "lat" not in parameters or "long" not in parameters:
        return None
    return {"type": "point", "coordinates": {"latitude": parameters["lat"], "longitude": parameters["long"]}}


def _read_forward(text: str, community: Community, peer_id: int) -> tuple[list[Json], Json | None]:
    try:
        forward = msgspec.json.decode(text, type=_Forward)
    except msgspec.DecodeError as error:
        raise invalid(f"forward: {error}") from None
    numbers = forward.conversation_message_ids or forward.cmids
    if len(numbers) + len(forward.message_ids) > MOST_FORWARDED:
        raise ApiError(913)
    source = conversation_of(community, forward.peer_id or peer_id)
    quotes = [_quote(source.message(number) if source else None, source) for number in numbers]
    quotes += [_private_quote(community, message_id) for message_id in forward.message_ids]
    if not quotes:
        raise invalid("forward: no messages")
    if not forward.is_reply:
        return quotes, None
    if len(quotes) != 1 or quotes[0]["peer_id"] != peer_id:
        raise invalid("forward: a reply is to one message of the same conversation")
    return [], quotes[0]


def _private_quote(community: Community, message_id: int) -> Json:
    message = community.private_messages.get(message_id)
    return _quote(message, community.dialogs.get(message.peer_id) if message else None)


def _quote(message: Message | None, source: Conversation | None) -> Json:
    if message is None or source is None or message.deleted or message.action is not None:
        raise ApiError(921)
    if source.peer_id > FIRST_CHAT_PEER and -source.group_id not in getattr(source, "members", {}):
        raise ApiError(921)
    return quoted_view(message)

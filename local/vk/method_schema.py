"""VK's own schema of the methods that are served: parameters, limits, who may call, error codes.

Read from `schema/methods.json`, which `schema/regenerate.py` writes from VK's published schema (5.199, MIT). What that
schema lacks, and VK's documentation or working clients show, is added here by hand.
"""

from __future__ import annotations

from pathlib import Path

import msgspec


class Param(msgspec.Struct, frozen=True):
    """What VK's schema promises about one parameter."""

    type: str | list[str]
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    min_items: int | None = msgspec.field(default=None, name="minItems")
    max_items: int | None = msgspec.field(default=None, name="maxItems")
    max_length: int | None = msgspec.field(default=None, name="maxLength")
    enum: list[str | int] | None = None
    default: object = None
    items: Param | None = None


class MethodSchema(msgspec.Struct, frozen=True):
    """A method: its parameters by name, the kinds of tokens that may call it, its own error codes."""

    tokens: list[str]
    errors: list[int]
    params: dict[str, Param]


class _File(msgspec.Struct, frozen=True):
    version: str
    not_served: list[str]
    not_for_communities: list[str]
    event_types: list[str]
    shown_event_types: list[str]
    errors: dict[str, str]
    methods: dict[str, MethodSchema]


_TEXT = Param("string")
_NUMBER = Param("integer", minimum=0)
_GROUP = {"group_id": _NUMBER}
_PEER_AND_MEMBER = {"peer_id": Param("integer", required=True), "member_id": Param("integer", required=True)}

# Parameters that working clients send and VK's documentation names, while its schema lacks them.
_ADDED_PARAMS: dict[str, dict[str, Param]] = {
    "messages.send": {"format_data": _TEXT, "random_id": Param("integer", True, -(2**31), 2**31 - 1)},
    "messages.edit": {"format_data": _TEXT, "conversation_message_id": _NUMBER},
    "messages.editChat": _GROUP,
    "messages.getInviteLink": _GROUP,
    "messages.pin": {"conversation_message_id": _NUMBER} | _GROUP,
    "messages.removeChatUser": _GROUP,
    "messages.setChatPhoto": _GROUP,
}

# Methods that communities call though VK's schema does not list them.
_ADDED_METHODS: dict[str, MethodSchema] = {
    "messages.setMemberRole": MethodSchema(
        ["user", "group"],
        [925, 935, 945],
        _PEER_AND_MEMBER | {"role": Param("string", required=True, enum=["admin", "member"])} | _GROUP,
    ),
    "messages.changeConversationMemberRestrictions": MethodSchema(
        ["user", "group"],
        [925, 935, 945],
        {
            "peer_id": Param("integer", required=True),
            "member_ids": Param("array", required=True, items=Param("integer")),
            "action": Param("string", required=True, enum=["ro", "rw"]),
            "for": _NUMBER,
        }
        | _GROUP,
    ),
}


def _complete(name: str, schema: MethodSchema) -> MethodSchema:
    return msgspec.structs.replace(schema, params=schema.params | _ADDED_PARAMS.get(name, {}))


_file = msgspec.json.decode((Path(__file__).parent / "schema" / "methods.json").read_bytes(), type=_File)

API_VERSION = _file.version
METHODS = {name: _complete(name, schema) for name, schema in (_file.methods | _ADDED_METHODS).items()}
NOT_SERVED = frozenset(_file.not_served)
NOT_FOR_COMMUNITIES = frozenset(_file.not_for_communities)
ERROR_TEXTS = {int(code): text for code, text in _file.errors.items()}

# What groups.setCallbackSettings switches, and what groups.getCallbackSettings shows: VK's two lists differ.
EVENT_TYPES = frozenset(_file.event_types)
SHOWN_EVENT_TYPES = frozenset(_file.shown_event_types)

# Every method takes these (https://dev.vk.com/ru/api/api-requests).
COMMON_PARAMS = frozenset({"v", "access_token", "lang", "test_mode", "captcha_sid", "captcha_key"})

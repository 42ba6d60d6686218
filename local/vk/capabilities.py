"""Switches for what nobody could prove about VK, so that a client can be tried against either reading."""

from __future__ import annotations

from typing import Literal

import msgspec


class Capabilities(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The defaults are strict: what is not certain to work does not, and what VK promises does.

    `set_member_role`, `change_member_restrictions`: whether a community may call messages.setMemberRole and
    messages.changeConversationMemberRestrictions; where not, VK's error 15, since the methods themselves exist.
    `notices_are_events`: whether the community hears by `message_new` who joined and left a chat of its own; some have
    seen it silent there (https://github.com/negezor/vk-io/issues/397).
    `random_id_scope`: whether a repeated `random_id` with `peer_ids` is held against each peer's own messages ("peer"),
    or against whole requests ("request": the first answer comes back, whatever the peers are).
    """

    set_member_role: bool = False
    change_member_restrictions: bool = False
    notices_are_events: bool = True
    random_id_scope: Literal["peer", "request"] = "peer"

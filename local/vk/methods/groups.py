"""Communities: who they are, what their token may, who subscribed, who consented."""

from __future__ import annotations

from local.vk.errors import ApiError, invalid
from local.vk.method import RIGHTS, Call, method
from local.vk.state import Community, Json
from local.vk.views.owners import community_view


@method("groups.getById")
def get_by_id(call: Call) -> Json:
    """Communities by ids and screen names; without any, the token's own."""
    asked = call.parameters.texts("group_ids")
    if "group_id" in call.parameters:
        asked.append(str(call.parameters["group_id"]))
    found = [_community(call, each) for each in asked] if asked else [call.community]
    fields = set(call.parameters.texts("fields"))
    return {"groups": [community_view(call.vk, each, fields) for each in found if each is not None], "profiles": []}


@method("groups.getTokenPermissions")
def get_token_permissions(call: Call) -> Json:
    """The rights of the token as a sum of bits, and by name."""
    held = [{"name": name, "setting": bit} for name, bit in RIGHTS.items() if name in call.community.rights]
    return {"mask": sum(RIGHTS[name] for name in call.community.rights if name in RIGHTS), "permissions": held}


@method("groups.isMember")
def is_member(call: Call) -> object:
    """Whether people have subscribed to a community."""
    community = _community(call, str(call.parameters["group_id"]))
    if community is None:
        raise ApiError(125)
    extended = call.parameters.flag("extended")
    if "user_ids" in call.parameters:
        user_ids = call.parameters.integers("user_ids")
        return [{"user_id": user_id} | _membership(community, user_id, extended) for user_id in user_ids]
    if "user_id" not in call.parameters:
        raise invalid("user_id is required")
    membership = _membership(community, call.parameters.integer("user_id"), extended)
    return membership if extended else membership["member"]


@method("messages.isMessagesFromGroupAllowed", right="messages")
def is_messages_from_group_allowed(call: Call) -> Json:
    """Whether a person lets the community write to them."""
    dialog = call.community.dialogs.get(call.parameters.integer("user_id"))
    return {"is_allowed": int(dialog is not None and dialog.allowed)}


def _membership(community: Community, user_id: int, extended: bool) -> Json:
    member = {"member": int(user_id in community.subscribers)}
    return member | ({"invitation": 0, "can_invite": 0, "can_recall": 0} if extended else {})


def _community(call: Call, text: str) -> Community | None:
    if text.isdecimal():
        return call.vk.communities.get(int(text))
    found = call.vk.screen_names.get(text.lower())
    if found is None and text.lower().startswith("club") and text[4:].isdecimal():
        found = call.vk.communities.get(int(text[4:]))
    return found if isinstance(found, Community) else None

"""From a `peer_id` or `chat_id` to the conversation, or to the error that VK has for it.

Which error it is depends on the method: each of the codes below is used where VK's schema lists it for the method.
"""

from __future__ import annotations

from local.vk.errors import ApiError, invalid
from local.vk.method import Call
from local.vk.method_schema import METHODS
from local.vk.state import FIRST_CHAT_PEER, Chat, Conversation, Dialog

# 927 chat does not exist, 925 not an admin of it, 919 can't see its link, 917 no access to this chat; the last where
# the schema lists none of them
_NO_SUCH_CHAT = (927, 917, 925, 919, 917)
# 922 you left this chat, and then as above
_LEFT_CHAT = (922, 917, 925, 919, 917)
# contact not found
_STRANGER = 936


def chat_of_peer(call: Call, peer_id: int) -> Chat:
    """The chat, in which the community still is.

    Raises:
        ApiError: it is no chat of the community's, or the community has left.
    """
    if peer_id <= FIRST_CHAT_PEER:
        raise invalid("peer_id is not a chat")
    chat = call.community.chats.get(peer_id)
    if chat is None:
        raise ApiError(_first_listed(call.method, _NO_SUCH_CHAT))
    if not chat.has_community:
        raise ApiError(_first_listed(call.method, _LEFT_CHAT))
    return chat


def chat_of_id(call: Call) -> Chat:
    """The chat of the parameter `chat_id`; raises as `chat_of_peer`."""
    return chat_of_peer(call, FIRST_CHAT_PEER + call.parameters.integer("chat_id"))


def conversation_of_peer(call: Call, peer_id: int) -> Conversation:
    """The chat or the private dialog with this peer; raises as `chat_of_peer`, 936 for a stranger."""
    if peer_id > FIRST_CHAT_PEER:
        return chat_of_peer(call, peer_id)
    dialog: Dialog | None = call.community.dialogs.get(peer_id)
    if dialog is None:
        raise ApiError(_STRANGER)
    return dialog


def _first_listed(method: str, codes: tuple[int, ...]) -> int:
    listed = METHODS[method].errors
    return next((code for code in codes if code in listed), codes[-1])

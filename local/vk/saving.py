"""What saving photos and documents has in common."""

from __future__ import annotations

from local.vk.errors import ApiError
from local.vk.method import Call
from local.vk.peers import chat_of_peer
from local.vk.state import FIRST_CHAT_PEER
from local.vk.uploads import UploadedFile, UploadKind


def receive(call: Call, kind: UploadKind, receipt: str) -> UploadedFile | None:
    """The community's uploaded file of this kind behind a receipt."""
    file = call.vk.uploads.file(receipt)
    if file is None or file.slot.kind != kind or file.slot.group_id != call.community.id:
        return None
    return file


def check_may_attach_for(call: Call, peer_id: int) -> None:
    """Files are taken for peers that the community may write to.

    Raises:
        ApiError: 901 without the person's consent; for a chat as `chat_of_peer`.
    """
    if peer_id > FIRST_CHAT_PEER:
        chat_of_peer(call, peer_id)
        return
    dialog = call.community.dialogs.get(peer_id)
    if peer_id and (dialog is None or not dialog.allowed):
        raise ApiError(901)

"""Photos in messages and of chats: where to upload, and saving."""

from __future__ import annotations

from local.vk.errors import ApiError
from local.vk.method import Call, method
from local.vk.peers import chat_of_id
from local.vk.saving import check_may_attach_for, receive
from local.vk.state import Json
from local.vk.uploads import UploadedFile

# The album of photos that were sent in messages.
MESSAGES_ALBUM = -64


@method("photos.getMessagesUploadServer", right="photos")
def get_messages_upload_server(call: Call) -> Json:
    """An upload address; without `peer_id` the photo can go into every conversation."""
    if "peer_id" in call.parameters:
        check_may_attach_for(call, call.parameters.integer("peer_id"))
    slot = call.vk.uploads.open_slot("photo", call.community.id)
    return {
        "album_id": MESSAGES_ALBUM,
        "upload_url": call.vk.file_url(f"upload/{slot.key}"),
        "user_id": 0,
        "group_id": call.community.id,
    }


@method("photos.saveMessagesPhoto", right="photos", inside_execute=False)
def save_messages_photo(call: Call) -> list[Json]:
    """Makes attachments of uploaded photos."""
    files = [receive(call, "photo", receipt) for receipt in call.parameters.text("hash").split("-")]
    return [_save(call, file) for file in files]


def _save(call: Call, file: UploadedFile | None) -> Json:
    if file is None:
        raise ApiError(121)
    size = {"height": file.height, "width": file.width, "url": call.vk.file_url(file.path)}
    photo: Json = {
        "album_id": MESSAGES_ALBUM,
        "date": call.vk.clock.now(),
        "id": call.vk.uploads.next_object_id(),
        "owner_id": -call.community.id,
        "access_key": f"{call.vk.dice.getrandbits(72):018x}",
        "has_tags": False,
        "text": "",
        "sizes": [size | {"type": kind} for kind in ("s", "m", "x", "base")],
    }
    call.vk.uploads.saved[f"photo{photo['owner_id']}_{photo['id']}"] = {"type": "photo", "photo": photo}
    return photo


@method("photos.getChatUploadServer", right="photos")
def get_chat_upload_server(call: Call) -> Json:
    """An upload address for the photo of one chat."""
    chat = chat_of_id(call)
    slot = call.vk.uploads.open_slot("chat_photo", call.community.id, chat.chat_id)
    return {"upload_url": call.vk.file_url(f"upload/{slot.key}")}

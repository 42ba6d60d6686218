"""Documents in messages: where to upload, saving, reading."""

from __future__ import annotations

from pathlib import PurePosixPath

from local.vk.errors import ApiError, invalid
from local.vk.method import Call, method
from local.vk.saving import check_may_attach_for, receive
from local.vk.state import Json

# https://dev.vk.com/ru/reference/objects/doc: 1 text, 2 archive, 3 gif, 4 image, 8 unknown
_TYPES = {".pdf": 1, ".doc": 1, ".docx": 1, ".xlsx": 1, ".txt": 1, ".zip": 2, ".gif": 3, ".png": 4, ".jpg": 4}
_UNKNOWN_TYPE = 8


@method("docs.getMessagesUploadServer", right="docs")
def get_messages_upload_server(call: Call) -> Json:
    """An upload address; the peer must let the community write to them."""
    if call.parameters.text("type", "doc") != "doc":
        raise invalid("type: only doc is part of this stand-in")
    if "peer_id" not in call.parameters:
        raise invalid("peer_id is required")
    check_may_attach_for(call, call.parameters.integer("peer_id"))
    slot = call.vk.uploads.open_slot("doc", call.community.id)
    return {"upload_url": call.vk.file_url(f"upload/{slot.key}")}


@method("docs.save", right="docs", inside_execute=False)
def save(call: Call) -> Json:
    """Makes a document of an uploaded file."""
    file = receive(call, "doc", call.parameters.text("file"))
    if file is None:
        raise ApiError(105)
    suffix = PurePosixPath(file.name).suffix.lower()
    doc: Json = {
        "id": call.vk.uploads.next_object_id(),
        "owner_id": -call.community.id,
        "title": call.parameters.text("title") or file.name,
        "size": len(file.content),
        "ext": suffix.lstrip("."),
        "date": call.vk.clock.now(),
        "type": _TYPES.get(suffix, _UNKNOWN_TYPE),
        "url": call.vk.file_url(file.path),
        "access_key": f"{call.vk.dice.getrandbits(72):018x}",
    }
    call.vk.uploads.saved[f"doc{doc['owner_id']}_{doc['id']}"] = {"type": "doc", "doc": doc}
    return {"type": "doc", "doc": doc}


@method("docs.getById", right="docs")
def get_by_id(call: Call) -> list[Json]:
    """The community's documents by `{owner}_{id}`."""
    names = (f"doc{name.strip()}" for name in call.parameters.texts("docs"))
    saved = (call.vk.uploads.saved.get(name) for name in names)
    return [each["doc"] for each in saved if each is not None and each["doc"]["owner_id"] == -call.community.id]

"""Pictures and documents of broadcasts: uploaded to VK once, then named in every message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from lib.audit.line import AuditAction, Subject, SubjectKind
from lib.audit.record import Doing, Planned, record_change
from lib.broadcasts.broadcast import AttachedFile
from lib.errors import DomainError
from lib.gateways.firestore.store import Create, Store
from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkError, VkOutcomeUnknown
from lib.gateways.vk.uploads import UploadRefused, upload_document, upload_photo
from lib.houses.house import House, HouseState, houses_path, peer_id

_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp")
MOST_BYTES = 10 * 2**20


class Attachment(Struct, frozen=True):
    """A file that VK has: its name in messages, and what a person called it."""

    id: str
    vk_name: str
    filename: str
    is_picture: bool
    uploaded_at: datetime
    uploaded_by_vk_id: int


def attachment_path(municipality_id: str, attachment_id: str) -> str:
    """Where it lies."""
    return f"municipalities/{municipality_id}/attachments/{attachment_id}"


def upload_attachment(filename: str, content: bytes, doing: Doing, *, vk: VkClient, store: Store) -> Attachment:
    """Gives a file to VK.

    Raises:
        DomainError: `attachment_refused`, `no_live_chat` for a document where there is no chat, `vk_unavailable`.
    """
    found = store.get(attachment_path(doing.municipality_id, doing.request_id), Attachment)
    if found is not None:
        return found.record
    is_picture = filename.lower().endswith(_PICTURES)
    if not content or len(content) > MOST_BYTES:
        raise DomainError("attachment_refused")
    try:
        if is_picture:
            vk_name = upload_photo(vk, filename, content)
        else:
            vk_name = upload_document(vk, _any_chat(doing.municipality_id, store), filename, content)
    except UploadRefused:
        raise DomainError("attachment_refused") from None
    except VkOutcomeUnknown as error:
        raise DomainError("vk_unavailable", error=str(error)) from None
    except VkError as error:
        raise DomainError("attachment_refused", vk_code=error.code) from None
    new = Attachment(doing.request_id, vk_name, filename, is_picture, doing.now, doing.actor.vk_id)
    path = attachment_path(doing.municipality_id, new.id)
    line = doing.line(AuditAction.ATTACHMENT_UPLOADED, Subject(SubjectKind.ATTACHMENT, new.id, filename))
    record_change(doing, lambda: Planned([Create(path, new)], [line]), store)
    return new


def attached_files(municipality_id: str, ids: Sequence[str], *, store: Store) -> tuple[AttachedFile, ...]:
    """The files with these ids as messages carry them.

    Raises:
        DomainError: `attachment_unknown`.
    """
    paths = [attachment_path(municipality_id, id_) for id_ in ids]
    found = store.get_many(paths, Attachment)
    if any(path not in found for path in paths):
        raise DomainError("attachment_unknown")
    records = [found[path].record for path in paths]
    return tuple(AttachedFile(record.id, record.vk_name, record.filename) for record in records)


def _any_chat(municipality_id: str, store: Store) -> int:
    """The peer id of a chat of the municipality: documents are uploaded by way of one."""
    found = store.query(houses_path(municipality_id), House, [("state", "==", HouseState.LIVE)], limit=1)
    if not found:
        raise DomainError("no_live_chat")
    return peer_id(found[0].record.chat_id)

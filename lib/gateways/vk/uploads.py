"""Files that messages carry: brought to VK's upload servers and saved, for every conversation of the community.

https://dev.vk.com/ru/api/upload/photo-in-message, …/document-in-message. Nothing is repeated here: a photo that was
uploaded twice is two photos, and nobody sees the one that is not used.
"""

from __future__ import annotations

from typing import Any

from lib.gateways.vk.client import VkClient


class UploadRefused(Exception):
    """VK's upload server does not take the file."""


def upload_photo(vk: VkClient, name: str, content: bytes) -> str:
    """A picture as an attachment's name, `photo-1_2`; without a peer, so that it can go into every chat.

    Raises:
        UploadRefused: it is no picture that VK takes.
        VkError, VkOutcomeUnknown: VK did not answer as it should.
    """
    server = vk.call("photos.getMessagesUploadServer")
    receipt = _post(vk, server["upload_url"], "photo", name, content)
    if not receipt.get("photo") or receipt["photo"] == "[]":
        raise UploadRefused(name)
    fields = {field: str(receipt[field]) for field in ("server", "photo", "hash")}
    photo = vk.call("photos.saveMessagesPhoto", **fields)[0]
    return attachment_name("photo", photo)


def upload_document(vk: VkClient, peer_id: int, name: str, content: bytes) -> str:
    """A document as an attachment's name, `doc-1_2`; uploaded by way of any chat that the community may write to.

    Raises:
        UploadRefused: VK does not take such a file.
        VkError, VkOutcomeUnknown: VK did not answer as it should.
    """
    server = vk.call("docs.getMessagesUploadServer", type="doc", peer_id=peer_id)
    receipt = _post(vk, server["upload_url"], "file", name, content)
    if not receipt.get("file"):
        raise UploadRefused(name)
    saved = vk.call("docs.save", file=str(receipt["file"]), title=name)
    return attachment_name("doc", saved["doc"])


def attachment_name(kind: str, saved: Any) -> str:
    """How a message names what was saved; with the access key, as VK asks where there is one."""
    name = f"{kind}{saved['owner_id']}_{saved['id']}"
    return f"{name}_{saved['access_key']}" if saved.get("access_key") else name


def _post(vk: VkClient, url: str, field: str, name: str, content: bytes) -> dict[str, Any]:
    answer = vk.upload(url, field, name, content)
    if "error" in answer:
        raise UploadRefused(str(answer["error"]))
    return answer

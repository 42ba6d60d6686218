"""Files in messages: uploaded for one peer, then named in `attachment`.

Three requests: where to, the file itself (to VK's upload server, not counted as an API call), and the saving. Repeating
them leaves a document that nobody sees, and nothing else. https://dev.vk.com/ru/api/upload/document-in-message
"""

from __future__ import annotations

from lib.gateways.vk.client import VkClient
from lib.gateways.vk.errors import VkOutcomeUnknown


def upload_document(vk: VkClient, peer_id: int, name: str, content: bytes) -> str:
    """The document as `attachment` names it; the peer must let the community write to them.

    Raises:
        VkError, VkOutcomeUnknown: as the client does.
    """
    server = vk.call("docs.getMessagesUploadServer", type="doc", peer_id=peer_id)
    receipt = vk.upload(str(server["upload_url"]), "file", name, content)
    if "file" not in receipt:
        raise VkOutcomeUnknown("upload of a document was refused")
    saved = vk.call("docs.save", file=str(receipt["file"]), title=name)["doc"]
    return f"doc{saved['owner_id']}_{saved['id']}"

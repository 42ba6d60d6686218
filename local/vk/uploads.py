"""VK's upload servers: a file goes to an address that a method gave, comes back as an opaque text, and is saved by
another method (https://dev.vk.com/ru/api/upload/overview).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal

from local.vk.image_size import image_size
from local.vk.state import Json

UploadKind = Literal["photo", "chat_photo", "doc"]

# https://dev.vk.com/ru/api/upload/photo-in-message, …/document-in-message, …/photo-in-chat
MOST_PHOTOS_AT_ONCE = 5
MOST_PHOTO_BYTES = 50 * 2**20
MOST_PHOTO_WIDTH_AND_HEIGHT = 14_000
MOST_PHOTO_RATIO = 20
LEAST_CHAT_PHOTO_SIDE = 200
MOST_DOC_BYTES = 200 * 2**20
FORBIDDEN_DOCS = frozenset({".exe", ".mp3", ".apk", ".bat", ".cmd", ".msi"})


@dataclass(frozen=True, slots=True)
class UploadSlot:
    """An address that takes one kind of file for one community."""

    key: str
    kind: UploadKind
    group_id: int
    chat_id: int = 0


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that came, not yet saved; `receipt` is the opaque text that the client carries to the save method."""

    receipt: str
    slot: UploadSlot
    name: str
    content: bytes
    width: int = 0
    height: int = 0

    @property
    def path(self) -> str:
        """Where it can be fetched."""
        return f"files/{self.receipt}/{self.name}"


class UploadRefused(Exception):
    """The upload server does not take the file; the text is VK's."""


@dataclass(slots=True)
class Uploads:
    """Addresses given out, and the files that came."""

    _dice: random.Random
    _slots: dict[str, UploadSlot] = field(default_factory=dict)
    _files: dict[str, UploadedFile] = field(default_factory=dict)
    # Saved photos and documents as attachments, by `photo{owner}_{id}` and `doc{owner}_{id}`.
    saved: dict[str, Json] = field(default_factory=dict)
    _last_object_id: int = 457_239_016

    def open_slot(self, kind: UploadKind, group_id: int, chat_id: int = 0) -> UploadSlot:
        """A new address."""
        slot = UploadSlot(f"{self._dice.getrandbits(128):032x}", kind, group_id, chat_id)
        self._slots[slot.key] = slot
        return slot

    def slot(self, key: str) -> UploadSlot | None:
        """The slot at this address."""
        return self._slots.get(key)

    def take(self, slot: UploadSlot, name: str, content: bytes) -> UploadedFile:
        """Keeps a file.

        Raises:
            UploadRefused: too large, or of a kind that does not belong here.
        """
        safe_name = PurePosixPath(name.replace("\\", "/")).name or "file"
        width, height = _check_doc(safe_name, content) if slot.kind == "doc" else _check_photo(slot.kind, content)
        receipt = f"{self._dice.getrandbits(160):040x}"
        file = UploadedFile(receipt, slot, safe_name, content, width, height)
        self._files[receipt] = file
        return file

    def file(self, receipt: str) -> UploadedFile | None:
        """The file behind a receipt."""
        return self._files.get(receipt)

    def next_object_id(self) -> int:
        """The id of a new photo or document."""
        self._last_object_id += 1
        return self._last_object_id

    def clear(self) -> None:
        """Forgets all."""
        self._slots.clear()
        self._files.clear()
        self.saved.clear()


def _check_doc(name: str, content: bytes) -> tuple[int, int]:
    if not content or len(content) > MOST_DOC_BYTES or PurePosixPath(name).suffix.lower() in FORBIDDEN_DOCS:
        raise UploadRefused("ERR_UPLOAD_FILE_NOT_ALLOWED")
    return 0, 0


def _check_photo(kind: UploadKind, content: bytes) -> tuple[int, int]:
    size = image_size(content)
    if size is None or len(content) > MOST_PHOTO_BYTES:
        raise UploadRefused("ERR_UPLOAD_BAD_IMAGE_FORMAT")
    short, long = sorted(size)
    too_wide = sum(size) > MOST_PHOTO_WIDTH_AND_HEIGHT or long > short * MOST_PHOTO_RATIO
    if too_wide or (kind == "chat_photo" and short < LEAST_CHAT_PHOTO_SIDE):
        raise UploadRefused("ERR_UPLOAD_BAD_IMAGE_SIZE")
    return size

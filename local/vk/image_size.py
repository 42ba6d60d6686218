"""Width and height of a PNG, GIF or JPEG, read from its header."""

from __future__ import annotations

import struct

_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def image_size(content: bytes) -> tuple[int, int] | None:
    """(width, height) in pixels; None where the bytes are no such image."""
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            size = struct.unpack_from(">II", content, 16)
        elif content[:6] in {b"GIF87a", b"GIF89a"}:
            size = struct.unpack_from("<HH", content, 6)
        elif content.startswith(b"\xff\xd8"):
            size = _jpeg_size(content)
        else:
            return None
    except struct.error:
        return None
    width, height = size
    return (width, height) if width and height else None


def _jpeg_size(content: bytes) -> tuple[int, int]:
    # A JPEG is a row of segments: 0xFF, kind, length with itself; the frame's segment holds the size.
    at = 2
    while True:
        marker, kind, length = struct.unpack_from(">BBH", content, at)
        if marker != 0xFF:
            return 0, 0
        if kind in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        at += 2 + length

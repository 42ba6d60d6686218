"""Logos: what is taken, what is kept."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from lib.errors import DomainError
from lib.posters.logo import LARGEST_KEPT, prepare_logo, read_logo


def _file(picture: Image.Image, file_format: str, **options: object) -> bytes:
    content = io.BytesIO()
    picture.save(content, file_format, **options)
    return content.getvalue()


@pytest.mark.parametrize("file_format", ["PNG", "JPEG"])
def test_a_picture_is_kept_small_and_in_its_proportions(file_format: str) -> None:
    kept = prepare_logo(_file(Image.new("RGB", (1200, 600), "navy"), file_format))
    assert len(kept) <= LARGEST_KEPT
    width, height = read_logo(kept).size_within(40, 15)
    assert width == pytest.approx(30, rel=0.02)
    assert height == pytest.approx(15, rel=0.02)


def test_a_photograph_is_kept_small_too() -> None:
    noise = Image.merge("RGB", [Image.effect_noise((2000, 1500), 90 + n) for n in range(3)])
    assert len(prepare_logo(_file(noise, "PNG"))) <= LARGEST_KEPT


def test_transparent_parts_become_white() -> None:
    kept = prepare_logo(_file(Image.new("RGBA", (100, 100), (0, 0, 0, 0)), "PNG"))
    assert read_logo(kept).image.convert("RGB").getpixel((50, 50)) == (255, 255, 255)


def test_nothing_else_of_the_file_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "улица и дом фотографа"
    kept = prepare_logo(_file(Image.new("RGB", (300, 300), "red"), "JPEG", exif=exif))
    assert not read_logo(kept).image.getexif()


def _bomb() -> bytes:
    """A PNG of 60,000 × 60,000 pixels in some hundred bytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


_GOOD = _file(Image.new("RGB", (300, 300), "red"), "PNG")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        _file(Image.new("RGB", (30, 30)), "GIF"),
        _GOOD[: len(_GOOD) // 2],
        _bomb(),
    ],
)
def test_what_is_no_png_or_jpeg_of_a_sensible_size_is_refused(content: bytes) -> None:
    with pytest.raises(DomainError) as refused:
        prepare_logo(content)
    assert refused.value.code == "logo_refused"

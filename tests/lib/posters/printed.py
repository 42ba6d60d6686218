"""Posters as a printer and a phone see them."""

from __future__ import annotations

import pypdfium2
import zxingcpp
from PIL import Image, ImageFilter

# Points are 1/72 of an inch.
_PIXELS_A_MM_AT_SCALE_1 = 72 / 25.4
# A phone's camera sees about 69° across, 1.37 m at a distance of 1 m, and looks for codes in frames 1,920 pixels wide.
PHONE_AT_1_M = 1.4


def rendered(pdf: bytes, pixels_a_mm: float, page: int = 0, *, grey: bool = False) -> Image.Image:
    """A page as an image."""
    document = pypdfium2.PdfDocument(pdf)
    image: Image.Image = document[page].render(scale=pixels_a_mm / _PIXELS_A_MM_AT_SCALE_1, grayscale=grey).to_pil()
    return image


def text_of(pdf: bytes, page: int = 0) -> str:
    """A page's text in the order in which it was written, with single blanks."""
    return " ".join(pypdfium2.PdfDocument(pdf)[page].get_textpage().get_text_bounded().split())


def pages_of(pdf: bytes) -> list[tuple[float, float]]:
    """The sizes of all pages, in millimetres."""
    document = pypdfium2.PdfDocument(pdf)
    return [(round(width / 72 * 25.4), round(height / 72 * 25.4)) for width, height in map(_size, document)]


def codes_in(image: Image.Image) -> list[str]:
    """What the QR codes in an image say."""
    return [found.text for found in zxingcpp.read_barcodes(image)]


def seen_by_a_phone(pdf: bytes, blur: float) -> Image.Image:
    """The first page as a phone's camera sees it from one metre, out of focus by so many pixels."""
    return rendered(pdf, PHONE_AT_1_M, grey=True).filter(ImageFilter.GaussianBlur(blur))


def _size(page: pypdfium2.PdfPage) -> tuple[float, float]:
    size: tuple[float, float] = page.get_size()
    return size

"""A municipality's logo: what is taken, and how it is kept."""

from __future__ import annotations

import warnings
from io import BytesIO

from msgspec import Struct
from PIL import Image, UnidentifiedImageError

from lib.errors import DomainError

# What may be sent. A photograph from a phone is less.
LARGEST_UPLOAD = 5 * 1024 * 1024
# What is kept, in Firestore, whose documents hold 1 MiB; and what a poster of 40 KB has room for is far less.
LARGEST_KEPT = 24 * 1024
_FORMATS = ("PNG", "JPEG")
# 40 × 15 mm at 300 dots an inch: the place that a poster has for it.
_MOST_PIXELS = (472, 178)
_LARGEST_SIDE = 8_000


class Logo(Struct, frozen=True):
    """A logo that can be printed."""

    image: Image.Image

    def size_within(self, width: float, height: float) -> tuple[float, float]:
        """How large it is where it fills a place without being stretched."""
        scale = min(width / self.image.width, height / self.image.height)
        return self.image.width * scale, self.image.height * scale


def read_logo(kept: bytes) -> Logo:
    """A kept logo, to be printed."""
    return Logo(Image.open(BytesIO(kept)))


def prepare_logo(content: bytes) -> bytes:
    """An uploaded picture as it is kept: a small PNG or JPEG on white, without whatever else the file held.

    Raises:
        DomainError: `logo_refused`.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            picture = Image.open(BytesIO(content), formats=_FORMATS)
            if max(picture.size) > _LARGEST_SIDE:
                raise DomainError("logo_refused")
            picture.draft("RGB", _MOST_PIXELS)
            picture.load()
        except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise DomainError("logo_refused") from error
        except (OSError, ValueError, SyntaxError) as error:
            # Pillow: a file that begins well and ends badly.
            raise DomainError("logo_refused") from error
    return _smallest(_on_white(picture))


def _on_white(picture: Image.Image) -> Image.Image:
    coloured = picture.convert("RGBA")
    coloured.thumbnail(_MOST_PIXELS, Image.Resampling.LANCZOS)
    sheet = Image.new("RGB", coloured.size, "white")
    sheet.paste(coloured, mask=coloured.getchannel("A"))
    return sheet


def _smallest(picture: Image.Image) -> bytes:
    """A PNG of 128 colours, which suits a coat of arms; a JPEG where that is too large, as of a photograph."""
    content = BytesIO()
    picture.quantize(128, dither=Image.Dither.NONE).save(content, "PNG", optimize=True)
    for quality in (85, 70, 50, 30):
        if content.tell() <= LARGEST_KEPT:
            break
        content = BytesIO()
        picture.save(content, "JPEG", quality=quality)
    return content.getvalue()

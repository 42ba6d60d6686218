"""Posters as PDF files. The same posters always make the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from fpdf import FPDF
from fpdf.drawing_primitives import Transform
from PIL import Image

from lib.posters.fonts import new_document
from lib.posters.logo import Logo, read_logo
from lib.posters.poster import Poster, PosterFormat
from lib.posters.qr_code import qr_image
from lib.posters.sheet import draw_poster

# A PDF says when it was made; a poster says what it did a year ago.
_MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
_A4 = (210.0, 297.0)
_A5_SCALE = 148.5 / 210


def poster_pdf(poster: Poster, poster_format: PosterFormat, logo: bytes = b"") -> bytes:
    """The posters of one house, in as many copies as it wants."""
    return posters_pdf([poster], poster_format, logo, f"Плакат: {poster.address}")


def posters_pdf(
    posters: Iterable[Poster], poster_format: PosterFormat, logo: bytes = b"", title: str = "Плакаты домовых чатов"
) -> bytes:
    """The posters of these houses in one file, house by house. They are drawn as they come."""
    document = new_document()
    document.set_creation_date(_MADE_AT)
    document.set_title(title)
    document.set_lang("ru")
    document.set_auto_page_break(False)
    drawn_logo = read_logo(logo) if logo else None
    for poster in posters:
        _draw_copies(document, poster, poster_format, drawn_logo)
    return bytes(document.output())


def _draw_copies(document: FPDF, poster: Poster, poster_format: PosterFormat, logo: Logo | None) -> None:
    code = qr_image(poster.invite_link)
    if poster_format is PosterFormat.A4:
        for _ in range(poster.copies):
            document.add_page("portrait")
            draw_poster(document, poster, code, logo)
        return
    for _ in range((poster.copies + 1) // 2):
        document.add_page("landscape")
        _draw_pair(document, poster, code, logo)


def _draw_pair(document: FPDF, poster: Poster, code: Image.Image, logo: Logo | None) -> None:
    """Two posters side by side, and where to cut."""
    width, height = _A4[1], _A4[0]
    for left in (0.0, width / 2):
        with document.transform(Transform.scaling(_A5_SCALE).translate(left, 0)):
            draw_poster(document, poster, code, logo)
    with document.local_context():
        document.set_draw_color(150)
        document.set_line_width(0.2)
        document.set_dash_pattern(2, 2)
        document.line(width / 2, 0, width / 2, height)

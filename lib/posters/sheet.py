"""A poster drawn: where everything stands on the sheet.

Lengths are millimetres on A4, from the upper left corner; sizes of letters are points. Letters that are to be read from
two metres are 20 points at least: a small letter is then 3.5 mm high, six minutes of arc.
"""

from __future__ import annotations

import re
from functools import lru_cache

from fpdf import FPDF
from msgspec import Struct
from PIL import Image

from lib.posters.fitting import Box, Fitted, fit, fit_paragraphs
from lib.posters.fonts import Face, faces
from lib.posters.logo import Logo
from lib.posters.poster import HEADLINE, POINTS, STEPS, STEPS_TITLE, Poster, is_same_place

# Dark enough for white letters in it to stay readable where it is printed grey (tests/lib/posters/test_sheet.py).
BLUE = (10, 74, 176)
INK = (16, 24, 40)
PALE = (231, 238, 250)
WHITE = (255, 255, 255)

LEFT, RIGHT = 15.0, 195.0
_WIDTH = RIGHT - LEFT
_POINT = 72 / 25.4
_CODE_SIDE = 108.0
_NO_BREAK = "\N{NO-BREAK SPACE}"
# «ул. Ленина» and «Ленина, 5» stay together.
_SHORT_FORM = re.compile(r"(\b[\w-]{1,5}\.) (?=\S)")
_BEFORE_NUMBER = re.compile(r", (?=\d)")


class Place(Struct, frozen=True):
    """A rectangle of the sheet."""

    x: float
    y: float
    width: float
    height: float


class Style(Struct, frozen=True):
    """How a text is set: in the largest of these sizes that fits, in at most so many lines."""

    family: str
    largest: float
    smallest: float
    colour: tuple[int, int, int] = INK
    lines: int = 100
    leading: float = 1.2
    middle: bool = False
    centre: bool = False


_MUNICIPALITY = Style("medium", 20, 8, lines=3, middle=True)
_HEADLINE = Style("heavy", 62, 40, leading=1.1)
_SETTLEMENT = Style("medium", 20, 9, WHITE, lines=1)
_ADDRESS = Style("heavy", 60, 11, WHITE, leading=1.12, middle=True)
_WHAT_FOR = Style("medium", 21, 14, lines=1, middle=True)
_LINK = Style("medium", 22, 6, lines=1, middle=True, centre=True)
_STEPS_TITLE = Style("heavy", 26, 16, lines=1)
_STEP_NUMBER = Style("heavy", 15, 15, WHITE, lines=1, middle=True, centre=True)
_STEP = Style("medium", 13.5, 11)
_COVERING = Style("medium", 12, 9.5, leading=1.28)
_PARAGRAPH_GAP = 0.45


def draw_poster(page: FPDF, poster: Poster, code: Image.Image, logo: Logo | None) -> None:
    """Draws a poster over the whole of a page of A4, or of what the page was scaled to."""
    _draw_letterhead(page, poster.municipality, logo)
    _draw_headline(page)
    _draw_address(page, poster)
    _draw_points(page)
    _draw_code(page, poster, code)
    _draw_steps(page, poster)


def _draw_letterhead(page: FPDF, municipality: str, logo: Logo | None) -> None:
    height, top, x = 15.0, 12.0, LEFT
    if logo:
        width, drawn = logo.size_within(40, height)
        page.image(logo.image, x, top + (height - drawn) / 2, width, drawn)
        x += width + 5
    place = Place(x, top, RIGHT - x, height)
    _write(page, municipality, place, _MUNICIPALITY)
    page.set_fill_color(*BLUE)
    page.rect(LEFT, top + height + 3.5, _WIDTH, 0.8, "F")


def _draw_headline(page: FPDF) -> None:
    _write(page, HEADLINE, Place(LEFT, 37.5, _WIDTH, 43), _HEADLINE)


def _draw_address(page: FPDF, poster: Poster) -> None:
    plate = Place(LEFT, 83, _WIDTH, 39)
    page.set_fill_color(*BLUE)
    page.rect(plate.x, plate.y, plate.width, plate.height, "F", round_corners=True, corner_radius=5)
    inner = Place(plate.x + 8, plate.y + 5, plate.width - 16, plate.height - 10)
    if poster.place and not is_same_place(poster.place, poster.municipality):
        _write(page, poster.place, Place(inner.x, inner.y, inner.width, 7), _SETTLEMENT)
        inner = Place(inner.x, inner.y + 8.5, inner.width, inner.height - 8.5)
    _write(page, poster.address, inner, _ADDRESS)


def _draw_points(page: FPDF) -> None:
    for number, point in enumerate(POINTS):
        y = 128.5 + number * 12.0
        _draw_tick(page, LEFT, y)
        _write(page, point, Place(LEFT + 12, y, _WIDTH - 12, 8), _WHAT_FOR)


def _draw_tick(page: FPDF, x: float, y: float) -> None:
    page.set_fill_color(*BLUE)
    page.ellipse(x, y, 8, 8, "F")
    page.set_draw_color(*WHITE)
    page.set_line_width(1.0)
    page.polyline([(x + 2.2, y + 4.1), (x + 3.6, y + 5.5), (x + 5.9, y + 2.7)])


def _draw_code(page: FPDF, poster: Poster, code: Image.Image) -> None:
    y = 168.0
    page.image(code, LEFT + 2, y + 2, _CODE_SIDE - 4, _CODE_SIDE - 4)
    page.set_draw_color(*BLUE)
    page.set_line_width(1.2)
    page.rect(LEFT, y, _CODE_SIDE, _CODE_SIDE, "D", round_corners=True, corner_radius=6)
    place = Place(LEFT, y + _CODE_SIDE + 3, _CODE_SIDE, 7)
    _write(page, poster.shown_link, place, _LINK)


def _draw_steps(page: FPDF, poster: Poster) -> None:
    x, y = LEFT + _CODE_SIDE + 9, 168.0
    width = RIGHT - x
    _write(page, STEPS_TITLE, Place(x, y, width, 10), _STEPS_TITLE)
    y += 15
    for number, step in enumerate(STEPS, start=1):
        page.set_fill_color(*BLUE)
        page.ellipse(x, y, 8, 8, "F")
        digit = Place(x, y, 8, 8)
        _write(page, str(number), digit, _STEP_NUMBER)
        written = _write(page, step, Place(x + 11, y + 1.2, width - 11, 22), _STEP)
        y += max(8.0, len(written.lines) * written.size * 1.2 / _POINT) + 4.5
    _draw_covering_text(page, poster.paragraphs, Place(x, y + 1, width, 287 - y - 1))


def _draw_covering_text(page: FPDF, paragraphs: tuple[str, ...], place: Place) -> None:
    if not paragraphs:
        return
    page.set_fill_color(*PALE)
    page.rect(place.x, place.y, place.width, 0.5, "F")
    face = faces()[_COVERING.family]
    fitted = _fitted_paragraphs(paragraphs, place.width, place.height - 5)
    page.set_text_color(*INK)
    page.set_font(face.family, size=fitted.size)
    y = place.y + 5 + face.capital_height * fitted.size / _POINT
    for line in fitted.lines:
        if line:
            page.text(place.x, y, line)
        y += (1 if line else _PARAGRAPH_GAP) * _COVERING.leading * fitted.size / _POINT


def _write(page: FPDF, text: str, place: Place, style: Style) -> Fitted:
    """Writes a text into a place in the largest size that fits; returns how it was set."""
    face = faces()[style.family]
    fitted = _fitted(text, place.width, place.height, style)
    height = (face.capital_height + (len(fitted.lines) - 1) * style.leading) * fitted.size / _POINT
    y = place.y + ((place.height - height) / 2 if style.middle else 0) + face.capital_height * fitted.size / _POINT
    page.set_text_color(*style.colour)
    page.set_font(face.family, size=fitted.size)
    for line in fitted.lines:
        free = place.width - face.width_of(line) * fitted.size / _POINT
        page.text(place.x + (free / 2 if style.centre else 0), y, line.replace(_NO_BREAK, " "))
        y += style.leading * fitted.size / _POINT
    return fitted


# Copies of a poster are the same, and much of all posters is.
@lru_cache(maxsize=1_000)
def _fitted(text: str, width: float, height: float, style: Style) -> Fitted:
    face = faces()[style.family]
    return fit(_glued(face.printable(text)), face.width_of, _box(width, height, face, style))


@lru_cache(maxsize=100)
def _fitted_paragraphs(paragraphs: tuple[str, ...], width: float, height: float) -> Fitted:
    face = faces()[_COVERING.family]
    printable = tuple(map(face.printable, paragraphs))
    return fit_paragraphs(printable, face.width_of, _box(width, height, face, _COVERING), _PARAGRAPH_GAP)


def _box(width: float, height: float, face: Face, style: Style) -> Box:
    return Box(
        width * _POINT,
        height * _POINT,
        style.largest,
        style.smallest,
        style.leading,
        face.capital_height,
        face.descent,
        style.lines,
    )


def _glued(text: str) -> str:
    """The text with no-break spaces where a line should not end."""
    return _BEFORE_NUMBER.sub(f",{_NO_BREAK}", _SHORT_FORM.sub(rf"\1{_NO_BREAK}", text))

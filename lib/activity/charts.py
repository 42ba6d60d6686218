"""Charts of a printed report, drawn as plain vectors: bars by day, a line by day, bars beside names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fpdf import FPDF
from msgspec import Struct

from lib.posters.fonts import faces
from lib.russian import grouped

INK, MUTED, RULE = (24, 28, 36), (107, 114, 128), (226, 230, 236)
BLUE, GREEN, RED, PALE = (38, 99, 209), (31, 138, 92), (200, 62, 62), (219, 231, 250)
_Colour = tuple[int, int, int]
# A point of type in millimetres.
_POINT = 25.4 / 72


class Box(Struct, frozen=True):
    """A place on the page, in millimetres."""

    x: float
    y: float
    width: float
    height: float


class Bar(Struct, frozen=True):
    """A named value and what is printed behind it."""

    title: str
    value: int
    says: str


def write(
    page: FPDF,
    x: float,
    y: float,
    text: str,
    size: float = 9,
    colour: _Colour = INK,
    *,
    heavy: bool = False,
    align: str = "left",
) -> None:
    """One line of text whose baseline begins, has its middle or ends at a point."""
    face = faces()["heavy" if heavy else "medium"]
    shown = face.printable(text)
    width = face.width_of(shown) * size * _POINT
    page.set_font(face.family, size=size)
    page.set_text_color(*colour)
    page.text(x - {"left": 0.0, "middle": width / 2, "right": width}[align], y, shown)


def fitted(text: str, width: float, size: float) -> str:
    """The text, cut with an ellipsis where it is wider than so many millimetres."""
    face = faces()["medium"]
    while text and face.width_of(face.printable(text)) * size * _POINT > width:
        text = text[:-2].rstrip() + "…"
    return text


def bars_by_day(page: FPDF, box: Box, days: Mapping[str, int | None], colour: _Colour = BLUE) -> None:
    """A bar a day (`2026-11-23`) on a grid; a day that was not counted has none."""
    values = list(days.values())
    top = _grid(page, box, values)
    step = box.width / max(len(values), 1)
    page.set_fill_color(*colour)
    for number, value in enumerate(values):
        if value:
            height = box.height * value / top
            page.rect(box.x + number * step + step * 0.18, box.y + box.height - height, step * 0.64, height, style="F")
    _days(page, box, list(days))


def line_by_day(page: FPDF, box: Box, days: Mapping[str, int | None], colour: _Colour = GREEN) -> None:
    """A line through the days that were counted, on a grid, with a dot at its end."""
    values = list(days.values())
    top = _grid(page, box, values)
    step = box.width / max(len(values), 1)
    points = [
        (box.x + (number + 0.5) * step, box.y + box.height - box.height * value / top)
        for number, value in enumerate(values)
        if value is not None
    ]
    page.set_draw_color(*colour)
    page.set_line_width(0.6)
    if len(points) > 1:
        page.polyline(points)
    page.set_fill_color(*colour)
    for x, y in points[-1:]:
        page.circle(x=x, y=y, radius=0.9, style="F")
    _days(page, box, list(days))


def bars_beside_names(page: FPDF, box: Box, bars: Sequence[Bar], colour: _Colour = BLUE) -> None:
    """A horizontal bar for each name; the rows share the height."""
    row, name = box.height / max(len(bars), 1), box.width * 0.44
    longest = max((bar.value for bar in bars), default=0) or 1
    room = box.width - name - 36
    for number, bar in enumerate(bars):
        middle = box.y + (number + 0.5) * row
        write(page, box.x, middle + 1.1, fitted(bar.title, name - 3, 8.5), 8.5)
        page.set_fill_color(*PALE)
        page.rect(box.x + name, middle - 1.6, room, 3.2, style="F")
        page.set_fill_color(*colour)
        if bar.value:
            page.rect(box.x + name, middle - 1.6, room * bar.value / longest, 3.2, style="F")
        write(page, box.x + box.width, middle + 1.1, bar.says, 8.5, MUTED, align="right")


def _grid(page: FPDF, box: Box, values: Sequence[int | None]) -> int:
    """Lines with their numbers; the value at the top of the box."""
    top = round_up(max((value or 0 for value in values), default=0))
    page.set_draw_color(*RULE)
    page.set_line_width(0.2)
    for part in (0, 1, 2):
        y = box.y + box.height * (1 - part / 2)
        page.line(box.x, y, box.x + box.width, y)
        write(page, box.x - 1.5, y + 1, grouped(top * part // 2), 7, MUTED, align="right")
    return top


def _days(page: FPDF, box: Box, days: Sequence[str]) -> None:
    step = box.width / max(len(days), 1)
    for number in (1, *range(5, len(days) + 1, 5)):
        shown = str(int(days[number - 1][8:]))
        write(page, box.x + (number - 0.5) * step, box.y + box.height + 3.6, shown, 7, MUTED, align="middle")


def round_up(value: int) -> int:
    """The next even and round number: 2, 4, 10, 20, 40, 100 …"""
    size = 2
    while size < value:
        for factor in (2, 4, 6, 8, 10):
            if size // 2 * factor >= value:
                return size // 2 * factor
        size *= 10
    return max(size, 2)

"""Fitting text into a box: wrapped, in the largest size that fits, its lines of about the same length.

All lengths are in points. A font's widths come in as a function that measures a text at one point.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable

from msgspec import Struct

WidthOf = Callable[[str], float]

_STEP = 0.5
_ELLIPSIS = "…"
_SENTENCE_END = re.compile(r"(?<=[.!?…]) ")


class Box(Struct, frozen=True):
    """Where a text has to go, and the sizes that it may have. `leading` is a line's height by its size; of a block's
    height, `ascent` counts for the first line and `descent` for what hangs below the last.
    """

    width: float
    height: float
    largest: float
    smallest: float
    leading: float = 1.2
    ascent: float = 0.7
    descent: float = 0.22
    most_lines: int = 100

    def height_of(self, lines: int, size: float) -> float:
        """How high a block of lines is."""
        return (self.ascent + self.descent + (lines - 1) * self.leading) * size if lines else 0.0

    def lines_at(self, size: float) -> int:
        """How many lines of a size there is room for."""
        room = (self.height / size - self.ascent - self.descent) / self.leading + 1
        return max(0, min(int(room + 1e-9), self.most_lines))


class Fitted(Struct, frozen=True):
    """A text as it is to be set. `is_whole` is False where some of it had to be left out."""

    lines: tuple[str, ...]
    size: float
    is_whole: bool = True


def fit(text: str, width_of: WidthOf, box: Box) -> Fitted:
    """The text in the largest size in which it fits without breaking a word; in the smallest with its words broken and,
    if that does not do either, its end left out.
    """
    size = box.largest
    while size > box.smallest:
        lines = wrap(text, width_of, box.width / size)
        if len(lines) <= box.lines_at(size) and all(width_of(line) * size <= box.width for line in lines):
            return Fitted(tuple(_balanced(text, width_of, box.width / size, len(lines))), size)
        size = max(size - _STEP, box.smallest)
    width = box.width / box.smallest
    lines, room = _unbreakable(wrap(text, width_of, width), width_of, width), box.lines_at(box.smallest)
    if len(lines) <= room:
        return Fitted(tuple(lines), box.smallest)
    return Fitted(tuple(_cut(lines[:room], width_of, width)), box.smallest, is_whole=False)


def fit_paragraphs(paragraphs: tuple[str, ...], width_of: WidthOf, box: Box, gap: float) -> Fitted:
    """Paragraphs in the largest size in which all of them fit, an empty line (`gap` of a line high) between them; in
    the smallest as many whole paragraphs, and of the next as many whole sentences, as fit.
    """
    size = box.largest
    while True:
        lines = _set(paragraphs, width_of, box.width / size)
        if _height(lines, box, size, gap) <= box.height:
            return Fitted(tuple(lines), size)
        if size <= box.smallest:
            break
        size = max(size - _STEP, box.smallest)
    sentences = [
        (number, part) for number, paragraph in enumerate(paragraphs) for part in _SENTENCE_END.split(paragraph)
    ]

    def beginning(count: int) -> list[str]:
        """The lines of the first sentences."""
        parts = [" ".join(part for at, part in sentences[:count] if at == n) for n in range(len(paragraphs))]
        return _set(tuple(filter(None, parts)), width_of, box.width / size)

    fitting = bisect_left(
        range(len(sentences)), True, key=lambda n: _height(beginning(n + 1), box, size, gap) > box.height
    )
    return Fitted(tuple(beginning(fitting)), size, is_whole=False)


def wrap(text: str, width_of: WidthOf, width: float) -> list[str]:
    """The text in lines of at most this width, broken at blanks; a word that is wider stands in a line of its own."""
    lines: list[str] = []
    current, so_far, blank = "", 0.0, width_of(" ")
    for word in text.split(" "):
        wide = width_of(word)
        if current and so_far + blank + wide > width:
            lines.append(current)
            current, so_far = word, wide
        elif current:
            current, so_far = f"{current} {word}", so_far + blank + wide
        else:
            current, so_far = word, wide
    return [*lines, current] if current else lines


def _balanced(text: str, width_of: WidthOf, width: float, count: int) -> list[str]:
    """As many lines as there are, of about the same length: the narrowest width at which there are no more."""
    narrow, wide = 0.0, width
    for _ in range(12):
        middle = (narrow + wide) / 2
        lines = wrap(text, width_of, middle)
        if len(lines) <= count and all(width_of(line) <= width for line in lines):
            wide = middle
        else:
            narrow = middle
    return wrap(text, width_of, wide)


def _unbreakable(lines: list[str], width_of: WidthOf, width: float) -> list[str]:
    """The lines with those that are too wide broken between letters."""
    broken: list[str] = []
    for line in lines:
        rest = line
        while width_of(rest) > width and len(rest) > 1:
            end = next((n for n in range(len(rest), 1, -1) if width_of(rest[:n]) <= width), 1)
            broken.append(rest[:end])
            rest = rest[end:]
        broken.append(rest)
    return broken


def _cut(lines: list[str], width_of: WidthOf, width: float) -> list[str]:
    if not lines:
        return []
    last = lines[-1]
    while last and width_of(last + _ELLIPSIS) > width:
        last = last[:-1]
    return [*lines[:-1], last.rstrip(" ,.;") + _ELLIPSIS]


def _set(paragraphs: tuple[str, ...], width_of: WidthOf, width: float) -> list[str]:
    """All lines; an empty one stands between paragraphs."""
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += [""] if lines else []
        lines += _unbreakable(wrap(paragraph, width_of, width), width_of, width)
    return lines


def _height(lines: list[str], box: Box, size: float, gap: float) -> float:
    gaps = lines.count("")
    return box.height_of(len(lines) - gaps, size) + gaps * gap * box.leading * size

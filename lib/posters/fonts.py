"""The posters' typefaces: Golos Text (fonts/OFL.txt), parsed once a process, copied into each document.

fpdf2 parses a font for every document and then cuts the parsed font down to the glyphs in use, so a parsed font serves
once. Here the widths and glyph ids, which fpdf2 only reads, are shared by all documents; what it changes is new in
each.
"""

from __future__ import annotations

import copy
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.fonts import SubsetMap, TTFFont

_FOLDER = Path(__file__).parent / "fonts"
_FILES = {"medium": "GolosText-Medium.ttf", "heavy": "GolosText-ExtraBold.ttf"}
# All that a TrueType font in a PDF needs: ISO 32000-1, 9.9. Less to cut down, and less to carry.
_NEEDED = frozenset({"GlyphOrder", "head", "hhea", "maxp", "hmtx", "loca", "glyf"})
_UNKNOWN = "?"


class Face:
    """A typeface as it was parsed."""

    def __init__(self, family: str, path: Path) -> None:
        self.family = family
        self._parsed = TTFFont(FPDF(), path, family, "")
        self._file = _with_needed_tables(path)
        self._glyph_names: list[str] = self._parsed.ttfont.getGlyphOrder()
        self._widths = {code: width / 1000 for code, width in self._parsed.cw.items()}
        self.capital_height: float = self._parsed.desc.cap_height / 1000
        self.descent: float = -self._parsed.desc.descent / 1000

        self.width_of = lru_cache(maxsize=2_000)(self._width_of)

    def _width_of(self, text: str) -> float:
        """How wide a text is at one point, in points."""
        return sum(self._widths.get(ord(letter), 0.0) for letter in text)

    def printable(self, text: str) -> str:
        """The text with a question mark for each letter that the typeface lacks."""
        return "".join(letter if ord(letter) in self._widths else _UNKNOWN for letter in text)

    def for_document(self, number: int) -> TTFFont:
        """The typeface as the font of this number of a new document."""
        font = copy.copy(self._parsed)
        font.i = number
        font.missing_glyphs = []
        font.subset = SubsetMap(font)
        font.ttfont = TTFont(BytesIO(self._file), recalcTimestamp=False, recalcBBoxes=False, lazy=True)
        font.ttfont.setGlyphOrder(self._glyph_names)
        return font


@cache
def faces() -> dict[str, Face]:
    """All typefaces: `medium` for reading, `heavy` for what is seen from afar."""
    return {family: Face(family, _FOLDER / name) for family, name in _FILES.items()}


def new_document() -> FPDF:
    """An empty document that has the typefaces."""
    document = FPDF(unit="mm", format="A4")
    for number, face in enumerate(faces().values(), start=1):
        document.fonts[face.family] = face.for_document(number)
    return document


def _with_needed_tables(path: Path) -> bytes:
    font = TTFont(path, recalcTimestamp=False)
    for table in set(font.keys()) - _NEEDED:
        del font[table]
    content = BytesIO()
    font.save(content)
    return content.getvalue()

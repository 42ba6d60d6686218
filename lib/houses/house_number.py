"""House numbers as registers write them, taken apart: number, letter, block, building, and what else is said."""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from lib.russian import all_cyrillic

_NOTHING = frozenset({"", ".", "-", "0", "НЕТ", "Б/Н"})
_REPEAT_MARK = re.compile(r"[\s\-(]*дубль(?:\s*[\dXХ]+)?\)?", re.IGNORECASE)
_PARENTHESES = re.compile(r"\(([^()]*)\)?")
# What is longer is no number but a remark: «2-секционный жилой дом».
_LONGEST_BUILDING = 8
_OWN_WORD = re.compile(r"(?:ДОМ|Д|КОРПУС|КОРП|СТРОЕНИЕ|СТР)\.?\s*(?=\d)")
_RANGE = re.compile(r"(?<=\d)\s*-\s*(?=\d)")
_EDGES = " .,;:_*'`\"«»№/\\-()"

# 43 · 43А · 43 а · 43-А · 43/А · 43/1 · 43к1 · 43к.1 · 43А/1 · 43/1А
_NUMBER = re.compile(
    r"(?P<house>\d+)"
    r"(?:[\s/-]*(?!К(?:ОРП)?\.?\s*\d)(?P<letter>[А-ЯЁ])(?![А-ЯЁ\d.]))?"
    r"(?:\s*(?:/|К\.?|КОРП\.?)\s*(?P<block>\d+[А-ЯЁ]?))?"
)
_BLOCK = re.compile(r"(?P<letter>[А-ЯЁ])?/?(?P<block>\d+[А-ЯЁ]?)?")
_LETTER = re.compile(r"(?:ЛИТ(?:ЕРА?)?\.?\s*)?(?P<letter>[А-ЯЁ])")


class HouseNumber(Struct, frozen=True):
    """A house's number in its parts; `note` keeps what is none of them, so that nothing is merged by forgetting it."""

    house: str = ""
    letter: str = ""
    block: str = ""
    building: str = ""
    note: str = ""

    def with_block(self, text: str) -> HouseNumber:
        """With what stands after «к.»: a number is a block, a letter is the house's letter."""
        block = _cleaned(text)
        if block in _NOTHING:
            return self
        match = _BLOCK.fullmatch(block)
        if not match:
            return self._noted(block)
        number = self.with_letter(match["letter"] or "")
        if not match["block"]:
            return number
        return number._noted(f"к. {block}") if number.block else replace(number, block=match["block"])

    def with_letter(self, text: str) -> HouseNumber:
        """With what stands after «лит.»."""
        letter = _cleaned(text)
        if letter in _NOTHING or letter == self.letter:
            return self
        match = _LETTER.fullmatch(letter)
        if self.letter or not match:
            return self._noted(f"ЛИТ. {letter}")
        return replace(self, letter=match["letter"])

    def with_building(self, text: str) -> HouseNumber:
        """With what stands after «стр.»: always another building, but for «стр. литер А»."""
        building = _cleaned(text)
        if building in _NOTHING:
            return self
        if len(building) > _LONGEST_BUILDING:
            return self._noted(building)
        if building.startswith("ЛИТ") and (match := _LETTER.fullmatch(building)):
            return self.with_letter(match["letter"])
        return replace(self, building=" ".join(filter(None, [self.building, building])))

    def with_note(self, text: str) -> HouseNumber:
        """With words that belong to no part."""
        return self._noted(_cleaned(text))

    def _noted(self, text: str) -> HouseNumber:
        return replace(self, note=" ".join(filter(None, [self.note, text.lower()])))


def parse_house_number(text: str) -> HouseNumber:
    """The number taken apart; a text that begins with no digit is kept whole as the house."""
    marked = _REPEAT_MARK.sub("", text)
    notes = [_cleaned(note) for note in _PARENTHESES.findall(marked)]
    plain = _cleaned(_PARENTHESES.sub(" ", marked))
    match = _NUMBER.match(plain)
    if not match:
        return HouseNumber(house=plain, note=" ".join(notes).lower())
    rest = plain[match.end() :].strip(_EDGES)
    if rest and plain[match.end()] not in " (":
        # «16-18», «10-1»: what sticks to the number is part of it.
        return HouseNumber(house=plain, note=" ".join(notes).lower())
    note = " ".join(filter(None, [rest, *notes]))
    return HouseNumber(
        match["house"].lstrip("0") or "0", match["letter"] or "", match["block"] or "", note=note.lower()
    )


def _cleaned(text: str) -> str:
    upper = all_cyrillic(text.replace("\\", "/")).upper().replace("Ё", "Е")
    plain = " ".join(_RANGE.sub("-", upper).replace('"', "").replace("«", "").replace("»", "").split()).strip(_EDGES)
    # «д. дом 48», «к. корпус 3»: the cell repeats its own column.
    return _OWN_WORD.sub("", plain, count=1) if _OWN_WORD.match(plain) else plain

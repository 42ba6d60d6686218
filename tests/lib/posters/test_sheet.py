"""Posters as they are printed: read by a decoder, measured, full of odd addresses."""

from __future__ import annotations

import csv
import gc
import io
import string
import weakref
from functools import cache
from pathlib import Path

import pytest
from fpdf.fonts import TTFFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lib.posters import sheet
from lib.posters.fonts import new_document
from lib.posters.logo import prepare_logo
from lib.posters.pdf import poster_pdf, posters_pdf
from lib.posters.poster import Poster, PosterFormat, address_lines, printable_spaces
from tests.lib.posters.printed import codes_in, pages_of, rendered, seen_by_a_phone, text_of

_LINK = "https://vk.me/join/" + "AJQ1d5BkKRXzsC1JKcN4sWQgZ7_hFuAcKd0D1bRo="
_PARAGRAPHS = ("Это первый официальный чат дома.", "Дом обслуживает ООО «Уют».")
_REGISTERS = Path(__file__).parents[4].parent / "shared" / "data"
_LONGEST = [
    "обл. Свердловская, г. Екатеринбург, ул. Баумана, д. 35, стр. 2-секционный жилой дом со встроенными помещениями",
    "обл. Свердловская, г. Екатеринбург, ул. Косарева, д. 15, к. отсувтствует, стр. 9 этажей, лит. Литера С",
    "край. Приморский, г. Владивосток, нп. Русский Остров, тер. Поселок Подножье-1, д. 29",
    "край. Приморский, г. Владивосток, ул. Давыдова, д. 29А, к. (УК ОАО Славянка с 02.08.10)",
]
_LONG_NAME = (
    "Муниципальное образование «городской округ город-курорт Железноводск Ставропольского края Российской Федерации»"
)


def _poster(address: str = "г. Екатеринбург, ул. Ленина, д. 5", municipality: str = "Город", copies: int = 1) -> Poster:
    place, within = address_lines(address)
    return Poster(place, within, municipality, _LINK, _PARAGRAPHS, copies)


@cache
def _logo() -> bytes:
    content = io.BytesIO()
    Image.effect_mandelbrot((900, 600), (-2, -1.5, 1, 1.5), 40).save(content, "PNG")
    return prepare_logo(content.getvalue())


@pytest.mark.parametrize("poster_format", PosterFormat)
@pytest.mark.parametrize("pixels_a_mm", [300 / 25.4, 4, 2])
def test_the_code_is_read_from_the_print(poster_format: PosterFormat, pixels_a_mm: float) -> None:
    codes = codes_in(rendered(poster_pdf(_poster(), poster_format, _logo()), pixels_a_mm))
    assert codes == [_LINK] * (2 if poster_format is PosterFormat.A5 else 1)


@pytest.mark.parametrize(("poster_format", "blur"), [(PosterFormat.A4, 1.5), (PosterFormat.A5, 0.7)])
def test_the_code_is_read_by_a_phone_that_is_out_of_focus_one_metre_away(
    poster_format: PosterFormat, blur: float
) -> None:
    assert set(codes_in(seen_by_a_phone(poster_pdf(_poster(), poster_format), blur))) == {_LINK}


def test_the_code_is_read_with_a_tenth_of_it_covered() -> None:
    image = rendered(poster_pdf(_poster(), PosterFormat.A4), 4, grey=True)
    # The code's 87 mm begin at 26 mm from the left and 179 mm from the top: a sticker of 28 × 28 mm in its middle.
    image.paste(255, (55 * 4, 208 * 4, 83 * 4, 236 * 4))
    assert codes_in(image) == [_LINK]


def test_the_code_is_read_in_one_bit_a_pixel() -> None:
    assert codes_in(rendered(poster_pdf(_poster(), PosterFormat.A4), 6, grey=True).convert("1")) == [_LINK]


def test_every_colour_pair_can_be_read_when_printed_grey() -> None:
    for letters, ground in ((sheet.INK, sheet.WHITE), (sheet.WHITE, sheet.BLUE)):
        assert _contrast(letters, ground) >= 7  # WCAG 2.1, 1.4.6


@pytest.mark.parametrize("poster_format", PosterFormat)
@pytest.mark.parametrize("address", _LONGEST)
def test_long_addresses_and_names_stand_whole_on_the_sheet(address: str, poster_format: PosterFormat) -> None:
    poster = _poster(address, _LONG_NAME)
    pdf = poster_pdf(poster, poster_format, _logo())
    told = text_of(pdf)
    for each in (poster.address, poster.place, poster.municipality, *poster.paragraphs, poster.shown_link):
        assert _plain(each) in _plain(told)
    assert codes_in(rendered(pdf, 4))


@pytest.mark.skipif(not _REGISTERS.exists(), reason="the registers are not beside this folder")
def test_the_registers_longest_addresses_stand_whole_on_the_sheet() -> None:
    addresses = {row["address"] for file in sorted(_REGISTERS.glob("houses_*.csv")) for row in _rows(file)}
    for address in sorted(addresses, key=len)[-40:]:
        poster = _poster(address, "Екатеринбург")
        assert _plain(poster.address) in _plain(text_of(poster_pdf(poster, PosterFormat.A4)))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=400))
def test_any_text_makes_a_poster_whose_code_can_be_read(address: str, municipality: str, paragraph: str) -> None:
    poster = Poster(
        "", printable_spaces(address), printable_spaces(municipality), _LINK, (printable_spaces(paragraph),)
    )
    pdf = poster_pdf(poster, PosterFormat.A4)
    assert pages_of(pdf) == [(210, 297)]
    assert codes_in(rendered(pdf, 2)) == [_LINK]


@settings(max_examples=30, deadline=None)
@given(st.text("АБВЯабвяё -.,/№«»0123456789" + string.ascii_letters, min_size=1, max_size=90))
def test_an_address_of_ordinary_letters_stands_whole_on_the_sheet(text: str) -> None:
    poster = Poster("", printable_spaces(text), "Город", _LINK)
    assert _plain(poster.address) in _plain(text_of(poster_pdf(poster, PosterFormat.A4)))


def test_nothing_is_drawn_outside_of_what_a_printer_can_print() -> None:
    image = rendered(poster_pdf(_poster(_LONGEST[0], _LONG_NAME), PosterFormat.A4, _logo()), 4, grey=True)
    left, top, right, bottom = image.point(lambda value: 255 - value).getbbox() or (0, 0, 0, 0)
    assert left >= 10 * 4
    assert top >= 10 * 4
    assert right <= 200 * 4
    assert bottom <= 289 * 4


@pytest.mark.parametrize(
    ("poster_format", "copies", "pages"),
    [
        (PosterFormat.A4, 1, [(210, 297)]),
        (PosterFormat.A4, 3, [(210, 297)] * 3),
        (PosterFormat.A5, 1, [(297, 210)]),
        (PosterFormat.A5, 5, [(297, 210)] * 3),
    ],
)
def test_there_are_as_many_sheets_as_the_copies_need(
    poster_format: PosterFormat, copies: int, pages: list[tuple[float, float]]
) -> None:
    assert pages_of(poster_pdf(_poster(copies=copies), poster_format)) == pages


def test_the_same_poster_makes_the_same_bytes() -> None:
    assert poster_pdf(_poster(), PosterFormat.A4, _logo()) == poster_pdf(_poster(), PosterFormat.A4, _logo())


def test_posters_of_many_houses_share_their_fonts() -> None:
    posters = [_poster(f"г. Екатеринбург, ул. Ленина, д. {number}") for number in range(1, 21)]
    pdf = posters_pdf(posters, PosterFormat.A4, _logo())
    assert len(pages_of(pdf)) == 20
    assert "ул. Ленина, 20" in text_of(pdf, 19)
    assert len(pdf) < 20 * len(poster_pdf(posters[0], PosterFormat.A4, _logo())) / 2


def test_a_poster_is_at_most_40_kilobytes() -> None:
    for poster_format in PosterFormat:
        assert len(poster_pdf(_poster(_LONGEST[0], _LONG_NAME), poster_format, _logo())) <= 40 * 1024


def test_a_document_is_forgotten_when_it_is_made() -> None:
    document = new_document()
    document.add_page()
    document.set_font("heavy", size=20)
    document.text(20, 20, "дом")
    document.output()
    font = document.fonts["heavy"]
    assert isinstance(font, TTFFont)
    forgotten = weakref.ref(font.ttfont)
    del document, font
    gc.collect()
    assert forgotten() is None


def _plain(text: str) -> str:
    """Without blanks and hyphens, which the reader of text adds and drops at the ends of lines."""
    return "".join(letter for letter in text if letter.isalnum())


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: tuple[int, int, int]) -> float:
    """WCAG 2.1's relative luminance."""
    red, green, blue = ((c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4) for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

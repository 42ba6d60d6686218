"""A poster, beside fpdf2 as its documentation uses it and beside ReportLab, that write the same words and code.

Budget: 25 ms and 40 KB a poster.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from fpdf import FPDF
from PIL import Image, ImageDraw
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.results import Budget
from benchmarks.table import print_table
from lib.posters.logo import prepare_logo
from lib.posters.pdf import poster_pdf, posters_pdf
from lib.posters.poster import HEADLINE, POINTS, STEPS, Poster, PosterFormat
from lib.posters.qr_code import qr_image

_FONTS = Path(__file__).resolve().parent.parent / "lib" / "posters" / "fonts"
_MEDIUM, _HEAVY = _FONTS / "GolosText-Medium.ttf", _FONTS / "GolosText-ExtraBold.ttf"
_PARAGRAPHS = (
    "Это первый официальный чат дома, его создала администрация. В нём первыми сообщают об отключениях воды, света и "
    "тепла, о ремонтах и собраниях, а ответить на вопросы жителей можно пригласить официальных представителей.",
    "Дом обслуживает ООО «Управляющая компания «Уют».",
)
_RUNS = 100
_SET = 100


def main() -> None:
    """Prints the table."""
    pdfmetrics.registerFont(TTFont("medium", _MEDIUM))
    pdfmetrics.registerFont(TTFont("heavy", _HEAVY))
    logo = _logo()
    rows = [
        _row("poster, A4", lambda number: poster_pdf(_poster(number), PosterFormat.A4, logo)),
        _row("poster, A5 two-up", lambda number: poster_pdf(_poster(number), PosterFormat.A5, logo)),
        _row("fpdf2, fonts parsed for each", lambda number: _fpdf2(_poster(number))),
        _row("ReportLab, fonts parsed once", lambda number: _reportlab(_poster(number))),
        _set_row(logo),
    ]
    print_table(
        f"Posters, {_RUNS} of different houses; logo on ours alone",
        ["what", "ms, median", "95 of 100", "KB, largest"],
        rows,
        [
            Budget("a poster, A4, median", 25, float(rows[0][1]), "ms"),
            Budget("a poster, A4, the largest file", 40, float(rows[0][3]), "KB"),
        ],
        "ms, median",
    )


def _row(what: str, make: Callable[[int], bytes]) -> list[str]:
    make(0)
    took, sizes = [], []
    for number in range(1, _RUNS + 1):
        begun = time.perf_counter()
        sizes.append(len(make(number)))
        took.append((time.perf_counter() - begun) * 1000)
    nineteen_of_twenty = statistics.quantiles(took, n=20)[-1]
    return [what, f"{statistics.median(took):.1f}", f"{nineteen_of_twenty:.1f}", f"{max(sizes) / 1024:.1f}"]


def _set_row(logo: bytes) -> list[str]:
    begun = time.perf_counter()
    content = posters_pdf([_poster(number) for number in range(_SET)], PosterFormat.A4, logo)
    took = (time.perf_counter() - begun) * 1000 / _SET
    return [f"one file of {_SET} posters, each", f"{took:.1f}", "", f"{len(content) / 1024 / _SET:.1f}"]


def _poster(number: int) -> Poster:
    link = f"https://vk.me/join/AJQ1d5BkKRXzsC1JKcN4sWQgZ7_hFuAcKd0D{number:04}="
    return Poster("г. Екатеринбург", f"ул. Академика Бардина, {number}", "Екатеринбург", link, _PARAGRAPHS)


def _logo() -> bytes:
    picture, content = Image.new("RGB", (400, 480), "white"), io.BytesIO()
    ImageDraw.Draw(picture).polygon([(20, 20), (380, 20), (380, 300), (200, 460), (20, 300)], fill="firebrick")
    picture.save(content, "PNG")
    return prepare_logo(content.getvalue())


def _fpdf2(poster: Poster) -> bytes:
    document = FPDF()
    document.add_font("medium", fname=_MEDIUM)
    document.add_font("heavy", fname=_HEAVY)
    document.add_page()
    for family, size, text in _words(poster):
        document.set_font(family, size=size)
        document.multi_cell(0, text=text, new_x="LMARGIN", new_y="NEXT")
    document.image(qr_image(poster.invite_link), w=100)
    return bytes(document.output())


def _reportlab(poster: Poster) -> bytes:
    content = io.BytesIO()
    canvas = Canvas(content, pageCompression=1)
    y = 800.0
    for family, size, text in _words(poster):
        canvas.setFont(family, size)
        canvas.drawString(30, y, text)
        y -= size * 1.2
    drawing = Drawing(283, 283)
    drawing.add(QrCodeWidget(poster.invite_link, barLevel="Q", barWidth=283, barHeight=283))
    renderPDF.draw(drawing, canvas, 30, 30)
    canvas.save()
    return content.getvalue()


def _words(poster: Poster) -> list[tuple[str, float, str]]:
    return [
        ("medium", 20, poster.municipality),
        ("heavy", 50, HEADLINE),
        ("heavy", 40, poster.address),
        *(("medium", 20, point) for point in POINTS),
        *(("medium", 13, step) for step in STEPS),
        *(("medium", 10, paragraph) for paragraph in poster.paragraphs),
        ("medium", 12, poster.shown_link),
    ]


if __name__ == "__main__":
    main()

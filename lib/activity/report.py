"""The monthly report for the head of a municipality: two pages to be printed, with charts and the same numbers as the
screens.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fpdf import FPDF
from msgspec import Struct

from lib.activity.boards import BestAndWorst, HouseRow
from lib.activity.charts import (
    GREEN,
    INK,
    MUTED,
    RED,
    RULE,
    Bar,
    Box,
    bars_beside_names,
    bars_by_day,
    fitted,
    line_by_day,
    write,
)
from lib.activity.export import in_russian
from lib.activity.figures import Figures
from lib.activity.work import Answers, Work
from lib.municipalities.municipality import Municipality
from lib.posters.fonts import new_document
from lib.russian import grouped

_LEFT, _WIDTH, _RIGHT = 18.0, 174.0, 192.0
_MOST_ROWS = 8
_MOST_HOUSES = 5


class Report(Struct, frozen=True):
    """Everything that stands in it; `houses` are all of the municipality, with and without a chat."""

    municipality: Municipality
    figures: Figures
    work: Work
    houses: BestAndWorst
    all_houses: int
    made_at: datetime


def report_pdf(report: Report) -> bytes:
    """The report as a PDF; the same numbers always make the same bytes."""
    page = new_document()
    page.set_creation_date(report.made_at)
    page.set_title(f"Домовые чаты: {report.municipality.name}, {report.figures.period.title}")
    page.set_lang("ru")
    page.set_auto_page_break(False)
    _first_page(page, report)
    _second_page(page, report)
    return bytes(page.output())


def _first_page(page: FPDF, report: Report) -> None:
    figures, total = report.figures, report.figures.groups.total
    page.add_page()
    write(page, _LEFT, 24, "Домовые чаты", 11, MUTED)
    write(page, _LEFT, 34, report.municipality.name, 22, heavy=True)
    write(page, _LEFT, 42, f"Отчёт за период: {figures.period.title}", 11)
    days = max(len(figures.period.days), 1)
    _tiles(
        page,
        50,
        [
            ("Чаты созданы", grouped(total.chats), f"из {grouped(report.all_houses)} домов"),
            ("Живые чаты", grouped(total.lively), f"молчат {grouped(total.silent)}"),
            ("Жители в чатах", grouped(total.members), f"квартир {grouped(total.apartments)}"),
            ("Сообщения", grouped(total.messages), f"{grouped(round(total.messages / days))} в день"),
        ],
    )
    _tiles(
        page,
        80,
        [
            ("Пишут в день", grouped(round(total.people / days)), "человек в среднем"),
            ("Чаты, где писали", grouped(total.spoke), f"из {grouped(total.chats)}"),
            ("Пришли", grouped(total.joined), f"ушли {grouped(total.left)}"),
            (
                "Рассылки",
                grouped(report.work.deliveries.broadcasts),
                f"доставлено {grouped(report.work.deliveries.sent)}",
            ),
        ],
    )
    by_day = figures.days.items()
    _heading(page, 120, "Сообщения по дням")
    bars_by_day(
        page, Box(_LEFT + 12, 126, _WIDTH - 12, 38), {day: sums.messages if sums else None for day, sums in by_day}
    )
    _heading(page, 182, "Сколько человек пишет за день")
    bars_by_day(
        page, Box(_LEFT + 12, 188, _WIDTH - 12, 30), {day: sums.people if sums else None for day, sums in by_day}, GREEN
    )
    _heading(page, 236, "Жители в чатах")
    line_by_day(
        page, Box(_LEFT + 12, 242, _WIDTH - 12, 30), {day: sums.members if sums else None for day, sums in by_day}
    )
    _footer(page, report, 1)


def _second_page(page: FPDF, report: Report) -> None:
    page.add_page()
    companies = report.figures.groups.companies[:_MOST_ROWS]
    _heading(page, 24, "Управляющие компании: сообщения за период")
    bars = [
        Bar(each.title or "не указана", each.sums.messages, f"{grouped(each.sums.messages)}, чатов {each.sums.chats}")
        for each in companies
    ]
    bars_beside_names(page, Box(_LEFT, 28, _WIDTH, 6.5 * max(len(bars), 1)), bars)
    y = _answers(page, 34 + 6.5 * max(len(bars), 1) + 6, "Вопросы жителей", report.work.questions)
    y = _answers(page, y + 8, "Жалобы", report.work.complaints)
    y = _deliveries(page, y + 8, report)
    middle = _LEFT + _WIDTH / 2
    _houses(page, Box(_LEFT, y + 8, _WIDTH / 2 - 5, 0), "Самые живые дома", report.houses.best)
    _houses(page, Box(middle + 5, y + 8, _WIDTH / 2 - 5, 0), "Самые тихие дома", report.houses.worst)
    _footer(page, report, 2)


def _tiles(page: FPDF, y: float, tiles: Sequence[tuple[str, str, str]]) -> None:
    width = (_WIDTH - 4 * (len(tiles) - 1)) / len(tiles)
    for number, (title, value, says) in enumerate(tiles):
        x = _LEFT + number * (width + 4)
        page.set_fill_color(245, 247, 250)
        page.rect(x, y, width, 26, style="F", round_corners=True, corner_radius=2)
        write(page, x + 4, y + 7, title, 8.5, MUTED)
        write(page, x + 4, y + 16, value, 17, heavy=True)
        write(page, x + 4, y + 22, says, 8, MUTED)


def _heading(page: FPDF, y: float, text: str) -> None:
    write(page, _LEFT, y, text, 11, INK, heavy=True)


def _answers(page: FPDF, y: float, title: str, rows: Sequence[Answers]) -> float:
    """A table by organisation under a heading; where it ends."""
    _heading(page, y, title)
    columns = (_RIGHT - 66, _RIGHT - 44, _RIGHT - 22, _RIGHT)
    for x, name in zip(columns, ("задано", "отвечено", "в срок", "просрочено"), strict=True):
        write(page, x, y, name, 8, MUTED, align="right")
    for row in [*rows[1 : _MOST_ROWS + 1], rows[0]]:
        y += 6
        page.set_draw_color(*RULE)
        page.set_line_width(0.2)
        page.line(_LEFT, y - 4.1, _RIGHT, y - 4.1)
        is_whole = not row.organization_id
        write(page, _LEFT, y, "Всего" if is_whole else fitted(row.title, 98, 8.5), 8.5, heavy=is_whole)
        for x, value in zip(columns, (row.asked, row.answered, row.in_time, row.late), strict=True):
            is_late = x == _RIGHT and value
            write(page, x, y, grouped(value), 8.5, RED if is_late else INK, heavy=is_whole, align="right")
    return y + 2


def _deliveries(page: FPDF, y: float, report: Report) -> float:
    found = report.work.deliveries
    _heading(page, y, "Рассылки")
    words = (
        f"Отправлено рассылок: {grouped(found.broadcasts)}. Сообщений доставлено: {grouped(found.sent)}, "
        f"не доставлено: {grouped(found.failed)}, неизвестно: {grouped(found.unknown)}."
    )
    write(page, _LEFT, y + 6, words, 8.5)
    return y + 8


def _houses(page: FPDF, box: Box, title: str, rows: Sequence[HouseRow]) -> None:
    write(page, box.x, box.y, title, 11, heavy=True)
    write(page, box.x + box.width, box.y, "сообщений", 8, MUTED, align="right")
    for number, row in enumerate(rows[:_MOST_HOUSES], start=1):
        y = box.y + 6 * number
        write(page, box.x, y, fitted(row.title, box.width - 20, 8.5), 8.5)
        write(page, box.x + box.width, y, grouped(row.sums.messages), 8.5, align="right")


def _footer(page: FPDF, report: Report, number: int) -> None:
    counted = report.figures.counted_at
    words = f"Посчитано {in_russian(counted.date().isoformat())}. Тексты сообщений не читаются." if counted else ""
    write(page, _LEFT, 286, words, 7.5, MUTED)
    write(page, _RIGHT, 286, f"{number} / 2", 7.5, MUTED, align="right")

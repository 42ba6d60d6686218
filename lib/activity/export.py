"""The activity of a period as a file: every house, and the sums that the screens show.

A house's row costs no read of its own: the packed pages have all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lib.activity.boards import STREETS, Group, StreetRow, house_rows, load_board
from lib.activity.figures import Figures, load_figures
from lib.activity.numbers import HouseActivity, Sums
from lib.activity.periods import Period
from lib.activity.records import houses_days, houses_now
from lib.gateways.firestore.store import Store
from lib.municipalities.municipality import municipality_path
from lib.tables import Columns, table_csv, tables_xlsx

_NUMBERS = (
    "Чаты", "Живые", "Молчат", "Квартиры", "Жители в чатах", "Сообщения", "Писали (человеко-дни)",
    "Из них официальные лица", "Пришли", "Ушли",
)  # fmt: skip
_WIDTH = 14
_HOUSES = Columns(
    "Дома",
    (
        "Дом", "Населённый пункт", "Улица", "Управляющая компания", "Квартиры", "Жители в чате", "Сообщения",
        "Писали (человеко-дни)", "Из них официальные лица", "Пришли", "Ушли", "Последний день, когда писали жители",
        "Чат молчит",
    ),
    (40, 24, 28, 32, 10, 14, 12, 14, 14, 10, 10, 18, 12),
)  # fmt: skip
_DAYS = Columns("Дни", ("День", *_NUMBERS), (14, *[_WIDTH] * len(_NUMBERS)))
_Row = list[str | int]


def activity_csv(municipality_id: str, period: Period, *, store: Store) -> bytes:
    """The houses as .csv."""
    return table_csv(_HOUSES, _house_cells(municipality_id, period, store))


def activity_xlsx(municipality_id: str, period: Period, *, store: Store) -> bytes:
    """The whole, days, companies, settlements, streets and houses as the sheets of one .xlsx."""
    scope = municipality_path(municipality_id)
    figures = load_figures(scope, period, store=store)
    streets = load_board(scope, period.name, STREETS, list[StreetRow], store=store)
    return tables_xlsx(
        [
            (_keyed("Итого", "Период"), [[period.title, *_cells(figures.groups.total)]]),
            (_DAYS, _day_cells(figures)),
            (_keyed("Компании", "Управляющая компания"), _group_cells(figures.groups.companies)),
            (_keyed("Населённые пункты", "Населённый пункт"), _group_cells(figures.groups.settlements)),
            (
                Columns("Улицы", ("Населённый пункт", "Улица", *_NUMBERS), (24, 28, *[_WIDTH] * len(_NUMBERS))),
                [[row.settlement, row.street, *_cells(row.sums)] for row in (streets[1] if streets else [])],
            ),
            (_HOUSES, _house_cells(municipality_id, period, store)),
        ]
    )


def _keyed(sheet: str, key: str) -> Columns:
    return Columns(sheet, (key, *_NUMBERS), (36, *[_WIDTH] * len(_NUMBERS)))


def _cells(sums: Sums) -> _Row:
    return [
        sums.chats, sums.lively, sums.silent, sums.apartments, sums.members, sums.messages, sums.people,
        sums.officials, sums.joined, sums.left,
    ]  # fmt: skip


def _day_cells(figures: Figures) -> Iterator[_Row]:
    for day, sums in figures.days.items():
        yield [in_russian(day), *(_cells(sums) if sums is not None else [])]


def _group_cells(groups: Iterable[Group]) -> list[_Row]:
    return [[group.title or "не указано", *_cells(group.sums)] for group in groups]


def _house_cells(municipality_id: str, period: Period, store: Store) -> Iterator[_Row]:
    houses: Mapping[str, HouseActivity] = houses_now(municipality_id, store=store)
    days = houses_days(municipality_id, period.months, store=store)
    rows = house_rows(houses, days, period)
    for house, sums in sorted(rows, key=lambda row: (row[0].settlement, row[0].street, row[0].title)):
        yield [
            house.title, house.settlement, house.street, house.company, house.apartments, house.members,
            sums.messages, sums.people, sums.officials, sums.joined, sums.left, in_russian(house.resident_on),
            "да" if sums.silent else "",
        ]  # fmt: skip


def in_russian(day: str) -> str:
    """A day as people write it: `23.11.2026`; empty for never."""
    return ".".join(reversed(day.split("-"))) if day else ""

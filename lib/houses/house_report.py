"""The report of an import as a sheet: every house, its link, its state in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lib.errors import ERRORS
from lib.gateways.firestore.store import Condition, Store
from lib.houses.house import House, HouseState, houses_path
from lib.tables import Columns, table_xlsx

_COLUMNS = Columns(
    "Чаты домов",
    (
        "Адрес",
        "Название чата",
        "Состояние",
        "Ссылка для входа",
        "Администратор",
        "Управляющая компания",
        "Что делать",
    ),
    (50, 34, 16, 40, 28, 30, 60),
)
_AT_ONCE = 500

STATE_TITLES = {
    HouseState.WAITING: "создаётся",
    HouseState.LIVE: "работает",
    HouseState.FAILED: "не создан",
    HouseState.CLOSED: "закрыт",
}


def houses_of_import(municipality_id: str, import_id: str, *, store: Store) -> Iterator[House]:
    """All houses of an import, by address."""
    where: list[Condition] = [("import_id", "==", import_id)]
    after = ""
    while True:
        page = store.query(
            houses_path(municipality_id),
            House,
            where,
            order_by=["sort"],
            limit=_AT_ONCE,
            start_after=[after] if after else None,
        )
        yield from (stored.record for stored in page)
        if len(page) < _AT_ONCE:
            return
        after = page[-1].record.sort


def report_xlsx(houses: Iterable[House]) -> bytes:
    """The houses as .xlsx."""
    return table_xlsx(_COLUMNS, map(_cells, houses))


def _cells(house: House) -> tuple[str, ...]:
    failure = ERRORS.get(house.failure) if house.state is HouseState.FAILED else None
    return (
        house.address,
        house.title,
        STATE_TITLES[house.state],
        house.invite_link,
        house.administrator_name,
        house.company,
        f"{failure.title} {failure.action}" if failure else "",
    )

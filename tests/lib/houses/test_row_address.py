from __future__ import annotations

import pytest

from lib.houses.columns import Column
from lib.houses.row_address import RowWithoutAddress, row_address

ADDRESS, SETTLEMENT, STREET, HOUSE, BLOCK = (
    Column.ADDRESS,
    Column.SETTLEMENT,
    Column.STREET,
    Column.HOUSE,
    Column.BLOCK,
)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param({ADDRESS: "ул. Мира, 1", SETTLEMENT: "с. Кневичи"}, "с. Кневичи, ул. Мира, д. 1", id="settlement"),
        pytest.param(
            {ADDRESS: "п. Исток, ул. Мира, 1", SETTLEMENT: "Артем"}, "п. Исток, ул. Мира, д. 1", id="its own settlement"
        ),
        pytest.param({ADDRESS: "ул. Мира", HOUSE: "5", BLOCK: "2"}, "ул. Мира, д. 5/2", id="house apart"),
        pytest.param({ADDRESS: "ул. Карьер 7", HOUSE: "5"}, "ул. Карьер 7, д. 5", id="a number in the street"),
        pytest.param({ADDRESS: "ул. Мира, 5/2", HOUSE: "5/2"}, "ул. Мира, д. 5/2", id="house twice"),
        pytest.param({ADDRESS: "г. Артем", STREET: "Мира", HOUSE: "5"}, "г. Артем, ул. Мира, д. 5", id="only a town"),
        pytest.param({ADDRESS: "", STREET: "Мира", HOUSE: "5"}, "ул. Мира, д. 5", id="empty address"),
    ],
)
def test_columns_complete_each_other(cells: dict[Column, str], expected: str) -> None:
    assert row_address(cells).canonical == expected


def test_the_same_street_in_two_villages_is_two_houses() -> None:
    one, other = (row_address({ADDRESS: "ул. Мира, 1", SETTLEMENT: village}) for village in ("с. Кневичи", "п. Исток"))
    assert one.key != other.key


@pytest.mark.parametrize("date", ["05.02.2026", "2026-02-05 00:00:00", "05.фев", "5.мая", "фев.05", "май.26", "1-дек"])
def test_a_date_that_excel_made_of_a_house_number_is_said_in_its_cell(date: str) -> None:
    with pytest.raises(RowWithoutAddress) as error:
        row_address({STREET: "ул. Мира", HOUSE: date})
    assert (error.value.column, error.value.code) == (HOUSE, "date_instead_of_house")


def test_a_street_named_after_a_date_is_no_date() -> None:
    assert row_address({ADDRESS: "8 Марта", HOUSE: "5"}).canonical == "ул. 8 Марта, д. 5"


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({ADDRESS: ""}, ADDRESS, "address_missing"),
        ({STREET: "", HOUSE: " - "}, HOUSE, "address_missing"),
        ({ADDRESS: "ул. Мира", HOUSE: ""}, ADDRESS, "no_house"),
        ({STREET: "Мира", HOUSE: "б/н"}, HOUSE, "no_house"),
        ({STREET: "", HOUSE: "5"}, STREET, "no_place"),
        ({SETTLEMENT: "", HOUSE: "5"}, HOUSE, "no_place"),
    ],
)
def test_what_lacks_is_said_in_the_column_where_it_lacks(cells: dict[Column, str], column: Column, code: str) -> None:
    with pytest.raises(RowWithoutAddress) as error:
        row_address(cells)
    assert (error.value.column, error.value.code) == (column, code)

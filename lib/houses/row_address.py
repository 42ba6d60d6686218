"""The address of a row: from one column, from a column for each part, or from both together."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from lib.houses.address import Address
from lib.houses.address_parsing import LONGEST_ADDRESS, AddressError, parse_address, parse_columns, parse_settlements
from lib.houses.columns import Column

_MONTH = r"(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[а-я]*"
# Excel makes 5 February of «5/2», and shows it as 05.фев, фев.05 or 05.02.2026.
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d\d-\d\d.*", re.DOTALL)
_DATE_WITH_MONTH = re.compile(rf"\d{{1,2}}[.-]{_MONTH}\.?|{_MONTH}[.-]\d{{1,4}}", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_COLUMNS = (Column.ADDRESS, Column.REGION, Column.SETTLEMENT, Column.STREET, Column.HOUSE, Column.BLOCK)


class RowWithoutAddress(ValueError):
    """A row whose address cannot be used: the column to look at, and the code of what is wrong there."""

    def __init__(self, column: Column, code: str) -> None:
        super().__init__(code)
        self.column = column
        self.code = code


class _Cells(Struct, frozen=True):
    address: str
    region: str
    settlement: str
    street: str
    house: str
    block: str


def row_address(cells: Mapping[Column, str]) -> Address:
    """The address that the cells of a row say together.

    Raises:
        RowWithoutAddress: `address_missing`, `address_too_long`, `date_instead_of_house`, `no_house`, `no_place`.
    """
    own_column = Column.ADDRESS if Column.ADDRESS in cells else Column.HOUSE
    texts = _Cells(*(cells.get(column, "") for column in _COLUMNS))
    if not any(text.strip(" ,.-") for text in (texts.address, texts.settlement, texts.street, texts.house)):
        raise RowWithoutAddress(own_column, "address_missing")
    if too_long := next((column for column in _COLUMNS if len(cells.get(column, "")) > LONGEST_ADDRESS), None):
        raise RowWithoutAddress(too_long, "address_too_long")
    if dated := _column_of_a_date(texts):
        raise RowWithoutAddress(dated, "date_instead_of_house")
    try:
        return _whole_address(texts) or _from_columns(texts)
    except AddressError as error:
        column = own_column if error.code == "no_house" or Column.STREET not in cells else Column.STREET
        raise RowWithoutAddress(column, error.code) from None


def _column_of_a_date(texts: _Cells) -> Column | None:
    # «8 Марта» in a column of addresses is a street.
    if _DATE.fullmatch(texts.address):
        return Column.ADDRESS
    for column, text in ((Column.HOUSE, texts.house), (Column.BLOCK, texts.block)):
        if _DATE.fullmatch(text) or _DATE_WITH_MONTH.fullmatch(text):
            return column
    return None


def _whole_address(texts: _Cells) -> Address | None:
    """The address of a column that says it all; None where the house stands in a column of its own."""
    if not texts.address:
        return None
    try:
        address = parse_address(texts.address)
    except AddressError:
        if texts.house:
            return None
        raise
    number = _NUMBER.search(texts.house)
    if number and number[0].lstrip("0") not in _NUMBER.findall(address.house_number):
        # «ул. Карьер 7» with a house of 5 in its own column: 7 is a part of the street's name.
        return None
    if not address.settlements and texts.settlement:
        # A village's name in its own column keeps its «ул. Мира, 1» apart from every other village's.
        return replace(address, settlements=parse_settlements(texts.settlement))
    return address


def _from_columns(texts: _Cells) -> Address:
    street, settlement = texts.street, texts.settlement
    if texts.address and not street:
        street = texts.address
    elif texts.address and not settlement:
        settlement = texts.address
    return parse_columns(
        region=texts.region, settlement=settlement, street=street, house=texts.house, block=texts.block
    )

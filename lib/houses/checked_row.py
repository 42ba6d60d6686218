"""Reading a row of a sheet: what can be understood without asking anybody, and the errors in its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lib.houses.address import LONGEST_TITLE, Address
from lib.houses.address_parsing import AddressError, join_columns, parse_address
from lib.houses.columns import Column, Header
from lib.houses.organizations import organization_key, organization_name
from lib.houses.people_references import (
    UnusableReference,
    looks_like_a_phone,
    parse_phone,
    parse_vk_reference,
    split_references,
)
from lib.houses.sheet_errors import CellError, cell_error
from lib.houses.sheet_reader import Row

# How the reader marks a cell that Excel has made a date of.
_DATE_MARK = "[дата "
# The largest apartment house of the country has about 3,700 apartments.
_MOST_APARTMENTS = 20_000


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row as understood; `references` are VK references that still have to be resolved, by column."""

    number: int
    cells: tuple[str, ...]
    address: Address | None = None
    title: str = ""
    has_own_title: bool = False
    company: str = ""
    company_key: str = ""
    entrances: int = 0
    apartments: int = 0
    administrator_name: str = ""
    administrator_phone: str = ""
    administrator_vk_id: int = 0
    official_vk_ids: tuple[int, ...] = ()
    service_bot_group_ids: tuple[int, ...] = ()
    references: Mapping[Column, tuple[str, ...]] = field(default_factory=dict)
    errors: tuple[CellError, ...] = ()


class RowReader:
    """Reads rows under one header."""

    def __init__(self, header: Header, names: Sequence[str]) -> None:
        self._header = header
        self._names = names

    def name(self, column: Column) -> str:
        """The column's header in the user's own sheet."""
        return self._names[self._header.columns[column]] if column in self._header.columns else column.value

    def error(self, column: Column, code: str, **fields: object) -> CellError:
        """An error in a cell of the column."""
        return cell_error(self.name(column), code, **fields)

    def read(self, row: Row) -> CheckedRow:
        """The row as far as it can be understood without asking anybody."""
        errors: list[CellError] = []
        address = self._address(row, errors)
        references, phone = self._people(row, errors)
        chat_name = " ".join(self._cell(row, Column.CHAT_NAME).split())
        if len(chat_name) > LONGEST_TITLE:
            errors.append(self.error(Column.CHAT_NAME, "chat_name_too_long", limit=LONGEST_TITLE))
        company = self._cell(row, Column.COMPANY)
        return CheckedRow(
            number=row.number,
            cells=row.cells,
            address=address,
            title=chat_name,
            has_own_title=bool(chat_name),
            company=organization_name(company),
            company_key=organization_key(company),
            entrances=self._number(row, Column.ENTRANCES, errors),
            apartments=self._number(row, Column.APARTMENTS, errors),
            administrator_name=" ".join(self._cell(row, Column.ADMINISTRATOR_NAME).split()),
            administrator_phone=phone,
            references=references,
            errors=tuple(errors),
        )

    def _cell(self, row: Row, column: Column) -> str:
        index = self._header.columns.get(column)
        return row.cells[index] if index is not None and index < len(row.cells) else ""

    def _address(self, row: Row, errors: list[CellError]) -> Address | None:
        column = Column.ADDRESS if self._header.has_address_in_one_column else Column.HOUSE
        text = self._address_text(row)
        if _DATE_MARK in text:
            errors.append(self.error(column, "date_instead_of_house"))
            return None
        if not text.strip(" ,.-"):
            errors.append(self.error(column, "address_missing"))
            return None
        try:
            return parse_address(text)
        except AddressError as error:
            errors.append(self.error(Column.STREET if error.code == "no_place" else column, error.code))
            return None

    def _address_text(self, row: Row) -> str:
        if self._header.has_address_in_one_column:
            return self._cell(row, Column.ADDRESS)
        return join_columns(
            region=self._cell(row, Column.REGION),
            settlement=self._cell(row, Column.SETTLEMENT),
            street=self._cell(row, Column.STREET),
            house=self._cell(row, Column.HOUSE),
            block=self._cell(row, Column.BLOCK),
        )

    def _people(self, row: Row, errors: list[CellError]) -> tuple[dict[Column, tuple[str, ...]], str]:
        references: dict[Column, tuple[str, ...]] = {}
        phone = self._phone(Column.ADMINISTRATOR_PHONE, self._cell(row, Column.ADMINISTRATOR_PHONE), errors)
        administrator = self._cell(row, Column.ADMINISTRATOR)
        if looks_like_a_phone(administrator):
            phone = self._phone(Column.ADMINISTRATOR, administrator, errors)
        elif administrator:
            references[Column.ADMINISTRATOR] = self._references(Column.ADMINISTRATOR, [administrator], errors)
        for column in (Column.OFFICIALS, Column.SERVICE_BOTS):
            if named := split_references(self._cell(row, column)):
                references[column] = self._references(column, named, errors)
        return references, phone

    def _phone(self, column: Column, text: str, errors: list[CellError]) -> str:
        if not text:
            return ""
        try:
            return parse_phone(text)
        except UnusableReference as error:
            errors.append(self.error(column, error.code))
            return ""

    def _references(self, column: Column, named: Sequence[str], errors: list[CellError]) -> tuple[str, ...]:
        found = []
        for text in named:
            try:
                found.append(parse_vk_reference(text).name)
            except UnusableReference as error:
                errors.append(self.error(column, error.code))
        return tuple(found)

    def _number(self, row: Row, column: Column, errors: list[CellError]) -> int:
        text = "".join(self._cell(row, column).split()).replace("\N{NO-BREAK SPACE}", "")
        if text in ("", "-", "—"):
            return 0
        if not text.isdecimal():
            errors.append(self.error(column, "number_malformed"))
            return 0
        # A register's slip such as 3 327 950 apartments is taken as not known; it is no reason to leave the house out.
        return int(text) if int(text) <= _MOST_APARTMENTS else 0

"""Reading a row of a sheet: what can be understood without asking anybody, and the errors in its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from lib.houses.address import LONGEST_TITLE, Address
from lib.houses.columns import Column, Header
from lib.houses.organizations import organization_key, organization_name
from lib.houses.people_references import (
    UnusableReference,
    looks_like_a_phone,
    parse_phone,
    parse_vk_reference,
    split_references,
)
from lib.houses.row_address import RowWithoutAddress, row_address
from lib.houses.sheet_errors import CellError, cell_error
from lib.houses.sheet_row import Row

# The largest apartment house of the country has about 3,700 apartments.
_MOST_APARTMENTS = 20_000
# The longest name of a company in real registers has 140 characters.
_LONGEST_TEXT = 200
_MOST_REFERENCES = 20


class CheckedRow(Struct, frozen=True):
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
        company = self._text(row, Column.COMPANY, errors)
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
            administrator_name=self._text(row, Column.ADMINISTRATOR_NAME, errors),
            administrator_phone=phone,
            references=references,
            errors=tuple(errors),
        )

    def _cell(self, row: Row, column: Column) -> str:
        index = self._header.columns.get(column)
        return row.cells[index] if index is not None and index < len(row.cells) else ""

    def _address(self, row: Row, errors: list[CellError]) -> Address | None:
        try:
            return row_address({column: self._cell(row, column) for column in self._header.columns})
        except RowWithoutAddress as error:
            errors.append(self.error(error.column, error.code))
            return None

    def _people(self, row: Row, errors: list[CellError]) -> tuple[dict[Column, tuple[str, ...]], str]:
        references: dict[Column, tuple[str, ...]] = {}
        phone = self._phone(Column.ADMINISTRATOR_PHONE, self._cell(row, Column.ADMINISTRATOR_PHONE), errors)
        administrator = self._cell(row, Column.ADMINISTRATOR)
        named = [administrator] if looks_like_a_phone(administrator) else split_references(administrator)
        phones = [text for text in named if looks_like_a_phone(text)]
        pages = [text for text in named if text not in phones]
        if len(phones) > 1 or len(pages) > 1:
            errors.append(self.error(Column.ADMINISTRATOR, "administrators_several"))
        elif named:
            phone = self._phone(Column.ADMINISTRATOR, phones[0], errors) if phones else phone
            references[Column.ADMINISTRATOR] = self._references(Column.ADMINISTRATOR, pages, errors)
        for column in (Column.OFFICIALS, Column.SERVICE_BOTS):
            if several := split_references(self._cell(row, column)):
                references[column] = self._references(column, several, errors)
        return references, phone

    def _text(self, row: Row, column: Column, errors: list[CellError]) -> str:
        text = " ".join(self._cell(row, column).split())
        if len(text) > _LONGEST_TEXT:
            errors.append(self.error(column, "text_too_long", limit=_LONGEST_TEXT))
            return ""
        return text

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
        if len(named) > _MOST_REFERENCES:
            errors.append(self.error(column, "references_too_many", limit=_MOST_REFERENCES))
        for text in named[:_MOST_REFERENCES]:
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

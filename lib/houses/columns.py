"""The columns of a sheet: told by their headers, in any spelling that people and registers use."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from lib.houses.sheet_errors import SheetError
from lib.houses.sheet_row import HEADER_WITHIN_ROWS
from lib.russian import folded


class Column(StrEnum):
    """What a column holds; the value is its header in the template."""

    ADDRESS = "Адрес"
    REGION = "Регион"
    SETTLEMENT = "Населённый пункт"
    STREET = "Улица"
    HOUSE = "Дом"
    BLOCK = "Корпус"
    CHAT_NAME = "Название чата"
    ADMINISTRATOR = "Администратор чата"
    ADMINISTRATOR_PHONE = "Телефон администратора"
    ADMINISTRATOR_NAME = "Имя администратора"
    COMPANY = "Управляющая компания"
    OFFICIALS = "Официальные представители"
    SERVICE_BOTS = "Сервисные боты"
    ENTRANCES = "Подъезды"
    APARTMENTS = "Квартиры"


_SPELLINGS: dict[Column, str] = {
    Column.ADDRESS: "адрес|address|адрес дома|адрес мкд|адрес многоквартирного дома|полный адрес|адрес объекта"
    "|адрес жилого дома|местонахождение|formalname|почтовый адрес|адрес здания",
    Column.REGION: "регион|область|субъект|субъект рф|region|край",
    Column.SETTLEMENT: "населенный пункт|город|нас пункт|settlement|city|поселение|местность|насел пункт",
    Column.STREET: "улица|street|наименование улицы|название улицы|ул",
    Column.HOUSE: "дом|номер дома|дом номер|house|house number|д",
    Column.BLOCK: "корпус|корп|block|номер корпуса|корпус строение|к",
    Column.CHAT_NAME: "название чата|имя чата|чат|chat name|chat|наименование чата|заголовок чата",
    Column.ADMINISTRATOR: "администратор чата|администратор|админ|админ чата|старший по дому|старший дома|председатель"
    "|ссылка на администратора|вк администратора|vk администратора|страница администратора|chat administrator"
    "|администратор vk|администратор вк|контакт администратора|старший по дому вк",
    Column.ADMINISTRATOR_PHONE: "телефон администратора|телефон|телефон старшего по дому|номер телефона|тел|phone"
    "|телефон админа|мобильный телефон",
    Column.ADMINISTRATOR_NAME: "имя администратора|фио администратора|фио старшего по дому|фио|имя старшего по дому"
    "|имя админа|фио админа|administrator name",
    Column.COMPANY: "управляющая компания|ук|управляющая организация|наименование уо|наименование ук|уо"
    "|management company|обслуживающая организация|способ управления организация|управляющая",
    Column.OFFICIALS: "официальные представители|официальные лица|представители|официальный представитель|officials"
    "|представитель ук|представители ук|официалы",
    Column.SERVICE_BOTS: "сервисные боты|боты|бот|service bots|сервисный бот|чат боты|чат бот",
    Column.ENTRANCES: "подъезды|количество подъездов|число подъездов|подъездов|entrances|подъезд",
    Column.APARTMENTS: "квартиры|количество квартир|число квартир|квартир|apartments|количество жилых помещений"
    "|число жилых помещений|жилых помещений",
}
_BY_HEADER = {spelling: column for column, spellings in _SPELLINGS.items() for spelling in spellings.split("|")}

# What is longer is a remark.
_LONGEST_HEADER = 200
_LONGEST_SHOWN = 40

# In a register that says nothing else of an administrator, a bare «Телефон» is the company's: no SMS must go there.
_ANYBODYS_PHONE = frozenset({"телефон", "номер телефона", "тел", "phone", "мобильный телефон"})


class Header(Struct, frozen=True):
    """Where the header stands and what each column is; `unknown` are headers that mean nothing here, kept aside."""

    position: int
    columns: dict[Column, int]
    unknown: tuple[str, ...]


def find_header(rows: Sequence[Sequence[str]]) -> Header:
    """The header among the first rows.

    Raises:
        SheetError: `no_address_column`, or `column_twice`.
    """
    candidates = [_header(position, row) for position, row in enumerate(rows[:HEADER_WITHIN_ROWS])]
    named = [header for header in candidates if _has_address(header)]
    if not named:
        fullest = max(candidates, key=lambda header: (len(header.columns), len(header.unknown)))
        found = [cell for cell in rows[fullest.position] if cell.strip()]
        raise SheetError(
            "no_address_column", columns=", ".join(f"«{name.strip()[:_LONGEST_SHOWN]}»" for name in found[:12])
        )
    header = max(named, key=lambda each: len(each.columns))
    _refuse_a_column_that_stands_twice(rows[header.position])
    return header


def _header(position: int, row: Sequence[str]) -> Header:
    columns: dict[Column, int] = {}
    unknown: list[str] = []
    for index, cell in enumerate(row):
        column = column_of(cell)
        if column is not None:
            columns.setdefault(column, index)
        elif cell.strip():
            unknown.append(cell.strip())
    phone = columns.get(Column.ADMINISTRATOR_PHONE)
    if phone is not None and _is_the_companys(row[phone], columns):
        del columns[Column.ADMINISTRATOR_PHONE]
        unknown.append(row[phone].strip())
    return Header(position, columns, tuple(unknown))


def _is_the_companys(phone_header: str, columns: Mapping[Column, int]) -> bool:
    says_administrator = Column.ADMINISTRATOR in columns or Column.ADMINISTRATOR_NAME in columns
    return _plain(phone_header) in _ANYBODYS_PHONE and Column.COMPANY in columns and not says_administrator


def column_of(header: str) -> Column | None:
    """What a column with that header holds; None where the header says nothing known."""
    return _BY_HEADER.get(_plain(header)) if len(header) <= _LONGEST_HEADER else None


def _plain(header: str) -> str:
    plain = folded(re.sub(r"\([^()]{0,200}\)|[*:.\"«»]", " ", header)).replace("_", " ")
    plain = plain.replace("№", "номер ").replace("кол-во", "количество").replace("кол во", "количество")
    return " ".join(re.sub(r"[-/,]", " ", plain).split())


def _has_address(header: Header) -> bool:
    return Column.ADDRESS in header.columns or (
        Column.HOUSE in header.columns and (Column.STREET in header.columns or Column.SETTLEMENT in header.columns)
    )


def _refuse_a_column_that_stands_twice(row: Sequence[str]) -> None:
    seen: dict[Column, str] = {}
    for cell in row:
        column = column_of(cell)
        if column is not None and column in seen:
            raise SheetError("column_twice", first=seen[column].strip(), second=cell.strip())
        if column is not None:
            seen[column] = cell
